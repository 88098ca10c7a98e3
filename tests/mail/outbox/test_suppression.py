"""Addresses that we no longer write to: how they get there, what that stops, and how they come off again."""

import smtplib
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction

from campaign.mail.enums import EmailState, SuppressionReason
from campaign.mail.models import Email, Suppression
from campaign.mail.outbox import queue
from campaign.mail.outbox.sender import judge
from campaign.mail.outbox.suppression import is_suppressed, lift, suppress
from campaign.mail.reminders.planner import plan
from tests.factories import CLPFactory, UserFactory, make_submission, sign_in_with
from tests.mail.helpers import NOON, at

pytestmark = pytest.mark.django_db

ALEX, OTHER = "alex@example.org", "other@example.org"
LIST = "/admin/mail/suppression/"


@pytest.fixture
def waiting(motion):
    with at(NOON):
        for address in (ALEX, OTHER):
            make_submission(motion, CLPFactory(), email=address)
        plan(NOON)


def bounced(address=ALEX):
    return suppress(address, reason=SuppressionReason.BOUNCED, detail="550 5.1.1 Unknown")


def rows():
    return list(Suppression.objects.values_list("address", "reason", "detail", "lifted_at"))


def test_address_is_suppressed_once_in_whatever_capitals(waiting):
    email = Email.objects.get(to=ALEX)
    first = suppress(" Alex@Example.org", reason=SuppressionReason.COMPLAINT, detail="Spam", email=email)
    assert bounced() == first
    assert rows() == [(ALEX, SuppressionReason.COMPLAINT, "Spam", None)]
    assert first.by_email == email
    assert [is_suppressed("ALEX@example.org"), is_suppressed(OTHER)] == [True, False]


def test_address_in_capitals_cannot_stand_in_the_list():
    with pytest.raises(IntegrityError), transaction.atomic():
        Suppression.objects.create(address="Alex@example.org", reason=SuppressionReason.BY_HAND)


def test_lifted_address_is_written_to_until_it_is_suppressed_anew():
    organiser = UserFactory(is_staff=True)
    with at(NOON):
        suppression = bounced()
        assert [lift(suppression, by=organiser), lift(suppression, by=organiser)] == [True, False]
        assert not is_suppressed(ALEX)
        assert rows() == [(ALEX, SuppressionReason.BOUNCED, "550 5.1.1 Unknown", NOON)]
    with at(NOON + timedelta(days=1)):
        again = suppress(ALEX, reason=SuppressionReason.COMPLAINT, detail="Spam")
    assert (again.pk, again.since, again.lifted_by) == (suppression.pk, NOON + timedelta(days=1), None)
    assert rows() == [(ALEX, SuppressionReason.COMPLAINT, "Spam", None)]
    assert LogEntry.objects.values_list("user", "change_message").get() == (organiser.pk, "Lifted it.")


def test_mail_to_a_suppressed_address_is_dropped_and_says_why(waiting):
    with at(NOON):
        bounced()
        assert [queue.deliver(NOON), queue.deliver(NOON)] == [1, 0]
    assert [sent.to for sent in mail.outbox] == [[OTHER]]
    dropped = Email.objects.get(to=ALEX)
    assert (dropped.state, dropped.attempts) == (EmailState.DROPPED, 0)
    assert dropped.last_error == "We no longer write to this address: mail to it came back on 1 March 2027."


class SuppressingBackend(EmailBackend):
    """While it sends the first of a batch, a bounce of the second one's address comes in."""

    def send_messages(self, messages):
        bounced(OTHER)
        return super().send_messages(messages)


def test_address_suppressed_between_being_put_aside_and_sent_gets_no_mail(waiting, settings):
    settings.EMAIL_BACKEND = f"{__name__}.SuppressingBackend"
    with at(NOON):
        assert queue.deliver(NOON) == 1
    assert dict(Email.objects.values_list("to", "state")) == {ALEX: EmailState.SENT, OTHER: EmailState.DROPPED}


@pytest.mark.parametrize(
    ("code", "reply", "about_the_address"),
    [
        (550, "5.1.1 No such user", True),
        (550, "No such user", True),
        (550, "5.1.10 Recipient has null MX", True),
        (554, "5.1.2 No such domain", True),
        (550, "5.2.1 Mailbox closed", True),
        (550, "5.1.8 Bad sender's domain", False),
        (550, "5.7.1 Your server is blocked", False),
        (552, "5.2.2 Mailbox full", False),
        (552, "Mailbox full", False),
        (554, "No", False),
        (450, "4.1.1 Try later", False),
    ],
)
def test_refusal_of_a_recipient_suppresses_only_what_it_says_is_no_address(code, reply, about_the_address):
    verdict = judge(smtplib.SMTPRecipientsRefused({ALEX: (code, reply.encode())}), in_doubt=False)
    assert verdict.address_refused == about_the_address


@pytest.mark.parametrize(
    ("code", "reply", "about_the_address"),
    [(550, "Spam", False), (554, "5.7.1 Content", False), (550, "5.1.1 No such user", True)],
)
def test_refusal_of_a_message_suppresses_only_where_it_names_the_address(code, reply, about_the_address):
    assert judge(smtplib.SMTPDataError(code, reply), in_doubt=False).address_refused == about_the_address


def test_organiser_sees_and_lifts(client):
    suppression = bounced()
    organiser = sign_in_with(client, "view_suppression", "change_suppression")
    assert ALEX in client.get(f"{LIST}?standing=yes").content.decode()
    chosen = {"action": "lift", "_selected_action": [suppression.pk]}
    asked = client.post(LIST, chosen).content.decode()
    assert ("1 address</caption>" in asked, ALEX in asked, is_suppressed(ALEX)) == (True, True, True)
    for words in ("1 lifted", "1 had been lifted already"):
        page = client.post(LIST, {**chosen, "confirmed": "yes"}, follow=True)
        assert words in page.content.decode()
    again = client.post(LIST, chosen).content.decode()
    assert ("Lifted already: 1." in again, ALEX in again) == (True, False)
    assert ALEX not in client.get(f"{LIST}?standing=yes").content.decode()
    suppression.refresh_from_db()
    assert suppression.lifted_by == organiser


def test_organiser_who_may_only_look_lifts_nothing(client):
    suppression = bounced()
    sign_in_with(client, "view_suppression")
    client.post(LIST, {"action": "lift", "_selected_action": [suppression.pk], "confirmed": "yes"})
    assert [client.get(f"{LIST}add/").status_code, client.get(f"{LIST}{suppression.pk}/delete/").status_code] == [
        403
    ] * 2
    assert is_suppressed(ALEX)
