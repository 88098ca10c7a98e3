"""Who may send the forms of public pages, which have no cookie to carry a token."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaign.mail.models import Email, Stop
from campaign.mail.outbox.preferences import new_link
from campaign.mail.reminders.planner import plan
from tests.factories import CLPFactory, MotionFactory, make_submission

FIND = reverse("clps:find")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "http://localhost:8000"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 303),
        # A browser that hides the origin, but says that the form is ours.
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "https://elsewhere.example.com"}, 403),
        ({"Origin": "http://testserver.example.com"}, 403),
        ({"Origin": "http://testserver:8000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://[::1"}, 403),
    ],
)
def test_form_is_taken_from_our_own_pages_alone(client, db, settings, headers, status):
    settings.CSRF_TRUSTED_ORIGINS = ["http://localhost:8000"]
    assert client.post(FIND, {"q": "Bath"}, headers=headers).status_code == status


def test_page_may_be_reached_from_anywhere(client, db):
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example.com"}
    assert client.get(FIND, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        # A page that tells nobody its address sends no origin; its form goes to an address that nobody else has.
        ({"Origin": "null"}, 302),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 302),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://elsewhere.example.com"}, 403),
    ],
)
def test_form_of_a_page_that_opens_by_a_token_is_taken_without_its_origin(client, db, headers, status):
    asked = reverse("mail:preferences", args=[token_in_a_mail()])
    assert client.post(asked, {"wish": "everything"}, headers=headers).status_code == status
    assert Stop.objects.exists() == (status == 302)


def token_in_a_mail() -> str:
    """The token of the link to stop mail, in the receipt of a report."""
    make_submission(MotionFactory(), CLPFactory())
    plan(timezone.now())
    link = new_link()
    Email.objects.filter(kind="receipt").update(stop_digest=link.digest)
    return link.path.split("/")[2]
