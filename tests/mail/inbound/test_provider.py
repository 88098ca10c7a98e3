"""Sending by a provider's interface: what it calls a mail is kept, and what it answers is judged."""

import pytest

from campaign.mail.models import Email, Suppression
from campaign.mail.outbox import queue
from campaign.mail.reminders.planner import plan
from tests.factories import make_submission
from tests.mail.helpers import NOON, at, london
from tests.mail.inbound.payloads import SECRET, Postmark
from tests.mail.inbound.provider_stub import TAKEN, Stub

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    with Stub() as stub:
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL_PROVIDER = "postmark"
        keys = {"POSTMARK_SERVER_TOKEN": "token", "POSTMARK_API_URL": stub.url, "REQUESTS_TIMEOUT": 5}
        settings.ANYMAIL = {**keys, "WEBHOOK_SECRET": SECRET}
        yield stub


@pytest.fixture
def waiting(motion, clp):
    with at(NOON):
        make_submission(motion, clp, email="alex@example.org")
        plan(NOON)
    return Email.objects.get()


def deliver_at(when=NOON):
    with at(when):
        return queue.deliver(when)


def test_mail_goes_by_the_provider_whose_name_for_it_finds_it_again(provider, waiting, client):
    assert [deliver_at(), deliver_at()] == [1, 0]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.provider_id, waiting.sent_at) == ("sent", TAKEN["MessageID"], NOON)

    [call] = provider.calls
    headers = {header["Name"]: header["Value"] for header in call["Headers"]}
    assert (call["To"], call["Subject"]) == ("alex@example.org", waiting.subject)
    assert (headers["Message-ID"], headers["Auto-Submitted"]) == (waiting.message_id, "auto-generated")
    assert "Thank you, your report counts." in call["TextBody"]

    Postmark(client).track("Delivery", TAKEN["MessageID"])
    waiting.refresh_from_db()
    assert waiting.delivered_at == london(2027, 3, 2, 9)


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        ((401, {"ErrorCode": 10, "Message": "No valid token"}), "pending", "The provider answered 401."),
        ((429, {"Message": "Slow down, alex@example.org"}), "pending", "The provider answered 429."),
        ((503, {}), "pending", "The provider answered 503."),
        ((422, {"ErrorCode": 403, "Message": "Odd input"}), "failed", "The provider answered 422."),
        ((500, {}), "unknown", "The provider answered 500. It may have taken the mail, or not."),
        (None, "unknown", "It broke off while the mail was handed over: AnymailRequestsAPIError."),
    ],
)
def test_mail_waits_fails_or_is_in_doubt_by_what_the_provider_answers(provider, waiting, answer, state, words):
    provider.answer = answer
    assert deliver_at() == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error) == (state, words)
    assert Suppression.objects.count() == 0


def test_address_that_a_provider_refuses_is_suppressed(provider, waiting):
    words = "You tried to send to recipient(s) that have been marked as inactive. "
    words += "Found inactive addresses: alex@example.org. Inactive recipients have generated a hard bounce."
    provider.answer = (422, {"ErrorCode": 406, "Message": words})
    assert deliver_at() == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error) == ("failed", "The provider refused the address.")
    assert list(Suppression.objects.values_list("address", "reason")) == [("alex@example.org", "refused")]


def test_mail_that_was_put_off_goes_later_once(provider, waiting):
    provider.answer = (503, {})
    assert deliver_at() == 0
    provider.answer = (200, TAKEN)
    assert [deliver_at(london(2027, 3, 1, 14)), deliver_at(london(2027, 3, 1, 15))] == [1, 0]
    assert len(provider.calls) == 2


def test_provider_that_is_not_reached_is_tried_again_until_it_is(provider, waiting, settings):
    """Refused, not found, or no TLS where there should be: nothing was handed over, so nothing is in doubt."""
    plain = provider.url
    for number, address in enumerate(
        ("http://127.0.0.1:9/", "http://nowhere.invalid/", plain.replace("http:", "https:")), start=1
    ):
        settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": address}
        assert deliver_at(london(2027, 3, 1 + number, 12)) == 0
        waiting.refresh_from_db()
        words = "The provider could not be reached: AnymailRequestsAPIError."
        assert (waiting.state, waiting.attempts, waiting.last_error) == ("pending", number, words)
        assert waiting.not_before > london(2027, 3, 1 + number, 12)
    settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": plain}
    assert deliver_at(london(2027, 3, 6, 12)) == 1
