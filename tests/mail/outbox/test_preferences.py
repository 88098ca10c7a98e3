"""The link in each mail that stops mail: by the mail app's own button, and by its page."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email, Reminder, Stop
from campaign.mail.outbox.stored_mail import read
from campaign.mail.reminders.planner import plan
from motions.actions.links import ask_for_link
from tests.factories import CLPFactory, UserFactory, make_submission
from tests.mail.helpers import ALEX, SENT, at, london, round_at

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def receipt(motion, clp):
    """The receipt of Alex, who expects a meeting on 17 March."""
    with at(SENT):
        make_submission(motion, clp, email=ALEX, meeting_on=date(2027, 3, 17))
    round_at(SENT)
    return Email.objects.get(kind=MailKind.RECEIPT)


@pytest.fixture
def bare():
    """A mail provider: no cookie, no Origin, and no token of ours."""
    return Client(enforce_csrf_checks=True)


def link_in(email: Email) -> str:
    """Where the mail's header leads, from the site's root."""
    header = dict(read(email).headers)["List-Unsubscribe"]
    return urlsplit(header.strip("<>")).path


def stops():
    return [(stop.person.email, stop.clp and stop.clp.name, stop.kind) for stop in Stop.objects.order_by("pk")]


def test_one_click_of_a_mail_app_stops_everything_and_twice_is_once(bare, receipt):
    for _ in range(2):
        response = bare.post(link_in(receipt), ONE_CLICK)
        assert (response.status_code, response.cookies) == (200, {})
        assert stops() == [(ALEX, None, "")]
    assert round_at(london(2027, 3, 10, 10)) == []
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://mail.example.com"}])
def test_one_click_comes_from_the_page_of_a_webmail_too_but_no_button_does(bare, receipt, headers):
    assert bare.post(link_in(receipt), {"wish": "everything"}, headers=headers).status_code == 403
    assert stops() == []
    assert bare.post(link_in(receipt), ONE_CLICK, headers=headers).status_code == 200
    assert stops() == [(ALEX, None, "")]


def test_one_click_is_taken_as_a_form_with_parts_too(bare, receipt):
    body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    assert bare.post(link_in(receipt), body, content_type="multipart/form-data; boundary=x").status_code == 200
    assert stops() == [(ALEX, None, "")]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"List-Unsubscribe": "one-click"},
        {"List-Unsubscribe": ""},
        {"list-unsubscribe": "One-Click"},
        {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    ],
)
def test_call_that_is_no_one_click_stops_nothing(bare, receipt, body):
    assert bare.post(link_in(receipt), body).status_code == 302
    assert stops() == []


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/octet-stream"])
def test_one_click_that_is_no_form_stops_nothing(bare, receipt, content_type):
    bare.post(link_in(receipt), "List-Unsubscribe=One-Click", content_type=content_type)
    assert stops() == []


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "patch", "delete"])
def test_one_click_in_the_address_or_by_another_method_stops_nothing(bare, receipt, method):
    getattr(bare, method)(f"{link_in(receipt)}?List-Unsubscribe=One-Click&wish=everything")
    assert stops() == []


def test_page_shows_and_changes_nothing(bare, receipt):
    for method in (bare.get, bare.head, bare.get):
        response = method(link_in(receipt))
        assert (response.status_code, response.cookies, response["Cache-Control"]) == (
            200,
            {},
            "max-age=0, no-cache, no-store, must-revalidate, private",
        )
    assert stops() == []
    page = response.content.decode()
    assert "Stop about Little Mickering CLP" in page
    assert "Stop everything" in page
    assert [secret for secret in (ALEX, "Alex", "Activist") if secret in page] == []


@pytest.mark.parametrize("wish", ["", "again", "nonsense", "email"])
def test_button_that_asks_for_nothing_changes_nothing(bare, receipt, wish):
    assert bare.post(link_in(receipt), {"wish": wish}).status_code == 302
    assert stops() == []


def test_stop_about_one_clp_leaves_the_others(bare, motion, receipt):
    with at(SENT):
        make_submission(motion, CLPFactory(name="Elsewhere"), email=ALEX, meeting_on=date(2027, 3, 17))
        make_submission(motion, receipt.clp, email="other@example.org", meeting_on=date(2027, 3, 17))
    page = bare.post(link_in(receipt), {"wish": "this"}, follow=True).content.decode()
    assert "We send you no more reminders about Little Mickering CLP" in page
    assert stops() == [(ALEX, "Little Mickering", "")]
    round_at(SENT)
    near = "meets on Wednesday 17 March: will you speak?"
    assert round_at(london(2027, 3, 10, 10)) == [
        (f"Elsewhere CLP {near}", ALEX),
        (f"Little Mickering CLP {near}", "other@example.org"),
    ]


def test_write_to_me_again_takes_back_this_and_everything_but_not_another_clp(bare, receipt):
    elsewhere = CLPFactory(name="Elsewhere")
    Stop.objects.create(person=receipt.recipient, clp=elsewhere)
    Stop.objects.create(person=UserFactory(email="outsider@example.org"))
    for wish in ("this", "everything"):
        bare.post(link_in(receipt), {"wish": wish})
    assert len(stops()) == 4
    page = bare.post(link_in(receipt), {"wish": "again"}, follow=True).content.decode()
    assert "What shall we stop?" in page
    assert stops() == [(ALEX, "Elsewhere", ""), ("outsider@example.org", None, "")]
    assert len(round_at(london(2027, 3, 10, 10))) == 1


def test_form_that_another_site_sends_is_refused(bare, receipt):
    response = bare.post(link_in(receipt), {"wish": "everything"}, headers={"origin": "https://evil.example"})
    assert (response.status_code, stops()) == (403, [])


def test_mail_that_waits_is_not_sent_once_it_is_stopped(bare, receipt):
    with at(now := london(2027, 3, 10, 10)):
        assert plan(now) == 1
        bare.post(link_in(receipt), ONE_CLICK)
    assert round_at(now) == []
    assert Email.objects.get(kind=MailKind.MEETING_NEAR).state == EmailState.DROPPED


def test_answer_to_a_request_still_comes_after_stopping_everything(bare, receipt):
    bare.post(link_in(receipt), ONE_CLICK)
    with at(SENT + timedelta(hours=2)):
        ask_for_link(receipt.submission)
    assert round_at(SENT + timedelta(hours=2)) == [("Your receipt: the motion sent to Little Mickering CLP", ALEX)]


def test_link_works_for_a_year(bare, receipt):
    with at(SENT + timedelta(days=366)):
        assert bare.post(link_in(receipt), ONE_CLICK).status_code == 200
    assert stops() == [(ALEX, None, "")]


def test_unknown_link_gets_a_plain_page_and_stops_nothing(bare, receipt):
    for link in (f"/mail/{'x' * 43}/", "/mail/%00/", link_in(receipt)[:-3] + "/"):
        for response in (bare.get(link), bare.post(link, ONE_CLICK), bare.post(link, {"wish": "everything"})):
            assert response.status_code == 200
            assert "There is nothing to stop here" in response.content.decode()
    with at(SENT + timedelta(days=401)):
        bare.post(link_in(receipt), ONE_CLICK)
    assert stops() == []


def test_no_two_mails_share_a_link_and_none_is_stored(receipt):
    round_at(london(2027, 3, 10, 10))
    links = {link_in(email) for email in Email.objects.all()}
    digests = set(Email.objects.values_list("stop_digest", flat=True))
    assert len(links) == len(digests) == 2
    assert [digest for digest in digests if not re.fullmatch(r"[0-9a-f]{64}", digest)] == []


def test_page_costs_the_same_however_much_mail_there_is(bare, receipt, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(4):  # the mail, its stops, a refusal, the campaign of the masthead
            bare.get(link_in(receipt))
        round_at(london(2027, 3, 10, 10))
        round_at(london(2027, 3, 16, 10))
