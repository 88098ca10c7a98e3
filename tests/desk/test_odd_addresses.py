"""Addresses that nobody is offered: the admin leaves out what they ask for, and shows the page."""

from itertools import product

import pytest
from django.contrib import admin
from django.urls import reverse

from motions.actions.compositing import open_meeting
from tests.factories import MotionFactory, make_question, make_submission

pytestmark = pytest.mark.django_db
LONG = "9" * 5_000
SUBMISSIONS = "/admin/motions/submission/"
# A number that no column holds, and a character that PostgreSQL has none of.
ODD = ("999999999999999999999999", "%00")


@pytest.fixture
def submission(clp, motion):
    return make_submission(motion, clp)


@pytest.mark.parametrize(
    "query",
    [
        *(f"?{name}={value}" for name, value in product(("clp__region", "state", "q", "p", "o", "pk__in"), ODD)),
        "?sent_on__year=9999&sent_on__month=12&sent_on__day=31",
        "?sent_on__year=2027&sent_on__month=2&sent_on__day=31",
        "?sent_on__year=99999",
    ],
)
def test_list_asked_for_what_cannot_be_is_shown_all_the_same(submission, admin_client, query):
    page = admin_client.get(f"{SUBMISSIONS}{query}", follow=True)
    assert page.status_code == 200
    assert [address for address, _ in page.redirect_chain] in ([], [f"{SUBMISSIONS}?e=1"])
    if page.redirect_chain:
        assert list(page.context["cl"].queryset) == [submission]


def test_every_list_stands_whatever_its_filters_are_asked(admin_client):
    MotionFactory()
    for model, page in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for name, value in product([one for one in page.list_filter if isinstance(one, str)], ODD):
            answer = admin_client.get(f"{address}?{name}={value}", follow=True)
            assert answer.status_code == 200, (address, name, value)


def test_outsider_is_sent_to_sign_in_whatever_is_asked(client, submission):
    answer = client.get(f"{SUBMISSIONS}?clp__region={ODD[0]}")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/admin/login/")


@pytest.mark.parametrize(
    "query", ["page=99999999999999999999", "page=²", "region=%00", "kind=%27--", f"owner={ODD[0]}"]
)
@pytest.mark.parametrize("address", ["/admin/", "/admin/advice/", "/admin/search/", "/admin/progress.csv"])
def test_desk_asked_for_what_cannot_be_is_shown_all_the_same(desk, submission, address, query):
    assert desk.get(f"{address}?{query}").status_code == 200


def test_button_with_a_number_of_5000_digits_finds_nothing(submission, motion, admin_client):
    """Python reads no number of so many digits, and fails on it."""
    asked, meeting = make_question(), open_meeting(motion, subject_heading="Buses", by=None)
    presses = [
        ("desk-ballot", [], {"act": "remove", "heading": LONG}, 302),
        ("desk-delegate-step", [], {"delegate": LONG, "step": "briefed"}, 404),
        ("desk-composite-take-away", [meeting.pk], {"text": LONG}, 302),
        ("desk-advice-question", [asked.reference], {"act": "keep", "reply": LONG}, 404),
        ("desk-advice-question", [asked.reference], {"act": "insert", "words": "So.", "saved": LONG}, 200),
        ("desk-webhooks", [], {"end": LONG}, 302),
        ("desk-api", [], {"end": LONG}, 302),
    ]
    for name, args, typed, status in presses:
        answer = admin_client.post(reverse(f"admin:{name}", args=args), typed)
        assert answer.status_code == status, (name, typed.keys())
