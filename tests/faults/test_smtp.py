"""A real SMTP server that fails in every way: what may have gone never goes again, what did not go is not lost."""

import ssl
from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from campaign.mail.enums import EmailState
from campaign.mail.models import Email, Suppression
from campaign.mail.outbox import queue
from campaign.mail.outbox.tokens import with_tokens
from campaign.mail.reminders.planner import plan
from tests.factories import CLPFactory, make_submission
from tests.mail.helpers import at, london
from tests.mail.sink import free_port

pytestmark = pytest.mark.django_db

NOW = london(2027, 3, 1, 12)
ALEX, OTHER = "alex@example.org", "other@example.org"


@pytest.fixture
def waiting(motion):
    """Two receipts that wait: what is wrong with the first must not keep back the second."""
    with at(NOW):
        for address in (ALEX, OTHER):
            make_submission(motion, CLPFactory(), email=address)
        plan(NOW)


@pytest.fixture(params=[[], ["250-PIPELINING"]], ids=["one by one", "in one go"])
def sink(sink, request):
    """Servers take an envelope line by line, or in one go."""
    sink.extensions = request.param
    return sink


def deliver_at(when):
    with at(when):
        return queue.deliver(when)


def states():
    return dict(Email.objects.values_list("to", "state"))


def test_mail_arrives_as_it_was_stored_over_one_connection(waiting, sink):
    dotted = Email.objects.get(to=ALEX)
    dotted.message = bytes(dotted.message) + b".\r\n..\r\n.dot"
    dotted.save()
    assert deliver_at(NOW) == 2
    stored = {email.to: with_tokens(bytes(email.message)) for email in Email.objects.all()}
    assert dict(sink.messages) == {**stored, ALEX: stored[ALEX] + b"\r\n"}
    assert sink.connections == 1


@pytest.mark.parametrize("where", ["on_mail", "on_rcpt", "on_data"])
@pytest.mark.parametrize("reply", ["421 Closing", "450 Busy", "451 Later"])
def test_mail_put_off_by_the_server_goes_later_once(waiting, sink, where, reply):
    setattr(sink, where, {"*": reply})
    assert deliver_at(NOW) == 0
    assert states() == {ALEX: EmailState.PENDING, OTHER: EmailState.PENDING}
    assert {email.last_error for email in Email.objects.all()} == {f"The mail server said: {reply}"}

    setattr(sink, where, {})
    assert [deliver_at(NOW + timedelta(seconds=29)), deliver_at(NOW + timedelta(minutes=1))] == [0, 2]
    assert deliver_at(NOW + timedelta(hours=3)) == 0
    assert sink.addresses == Counter({ALEX: 1, OTHER: 1})


@pytest.mark.parametrize("where", ["on_rcpt", "on_data"])
@pytest.mark.parametrize("reply", ["550 No such person", "552 Too large", "554 No"])
def test_mail_refused_for_good_fails_at_once_and_alone(waiting, sink, where, reply):
    setattr(sink, where, {ALEX: reply})
    assert deliver_at(NOW) == 1
    assert states() == {ALEX: EmailState.FAILED, OTHER: EmailState.SENT}
    assert Email.objects.get(to=ALEX).last_error == f"The mail server said: {reply}"

    setattr(sink, where, {})
    assert [deliver_at(NOW + timedelta(hours=hours)) for hours in (1, 2, 48)] == [0, 0, 0]
    assert sink.addresses == Counter({OTHER: 1})


@pytest.mark.parametrize(
    ("where", "reply", "suppressed"),
    [
        ("on_rcpt", "550 No such person", [ALEX]),
        ("on_rcpt", "550 5.7.1 You are blocked", []),
        ("on_rcpt", "552 5.2.2 Mailbox full", []),
        ("on_rcpt", "450 4.1.1 Later", []),
        ("on_data", "554 Spam", []),
        ("on_data", "550 5.1.1 No such person", [ALEX]),
    ],
)
def test_address_refused_for_good_is_written_to_no_more(waiting, motion, sink, where, reply, suppressed):
    setattr(sink, where, {ALEX: reply})
    deliver_at(NOW)
    assert [row.address for row in Suppression.objects.all()] == suppressed
    assert [row.by_email.to for row in Suppression.objects.all()] == suppressed

    setattr(sink, where, {})
    with at(NOW + timedelta(hours=2)):
        make_submission(motion, CLPFactory(), email=ALEX)
        plan(NOW + timedelta(hours=2))
    deliver_at(NOW + timedelta(hours=2))
    assert (sink.addresses[ALEX] == 0) == bool(suppressed)
    assert sink.addresses[OTHER] == 1


def test_mail_put_off_again_and_again_goes_after_ever_longer_pauses_and_never_when_it_makes_no_sense(waiting, sink):
    sink.on_rcpt = {ALEX: "450 Busy"}
    email, pauses, now = Email.objects.get(to=ALEX), [], NOW
    while Email.objects.get(to=ALEX).state == EmailState.PENDING:
        deliver_at(now)
        after = Email.objects.get(to=ALEX).not_before
        pauses.append(after - now)
        now = after
    # The pause is what came between two attempts; the last look found that it was too late.
    minutes = [pause.total_seconds() / 60 for pause in pauses[:-1]]
    for number, pause in enumerate(minutes):
        assert min(60, 2**number) / 2 <= pause <= min(60, 2**number)
    assert len({pause % 1 for pause in minutes}) > len(minutes) / 2
    email.refresh_from_db()
    assert (email.state, email.not_before >= email.until) == (EmailState.DROPPED, True)
    assert email.last_error == "It came too late to make sense. Before that: The mail server said: 450 Busy"
    # A week of pauses between half an hour and an hour, after the first few.
    assert 7 * 24 < email.attempts < 7 * 24 * 2 + 10
    assert sink.addresses == Counter({OTHER: 1})


def poison_address(email):
    email.to = "alex@example.org\r\nBcc: everybody@example.org"


def poison_sender(email):
    email.sender = "A library <motions@example.org>\nX: y"


def poison_bytes(email):
    email.message = b"Subject: \xff\xfe\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xff\xfe\x00"


@pytest.mark.parametrize("poison", [poison_address, poison_sender])
def test_mail_with_a_bad_header_fails_alone(waiting, sink, poison):
    email = Email.objects.get(to=ALEX)
    poison(email)
    email.save()
    assert [deliver_at(NOW), deliver_at(NOW + timedelta(hours=1))] == [1, 0]
    email.refresh_from_db()
    assert (email.state, email.last_error) == (EmailState.FAILED, "It cannot be sent as it stands: ValueError.")
    assert sink.addresses == Counter({OTHER: 1})


class ProviderBackend(locmem.EmailBackend):
    """Asks for a mail's parts, as the backend of a provider does."""

    def send_messages(self, messages):
        assert [message.body for message in messages]
        return super().send_messages(messages)


def test_mail_that_cannot_be_read_fails_alone_at_a_provider(waiting, settings):
    settings.EMAIL_BACKEND = f"{__name__}.ProviderBackend"
    email = Email.objects.get(to=ALEX)
    poison_bytes(email)
    email.save()
    assert [deliver_at(NOW), deliver_at(NOW + timedelta(hours=1))] == [1, 0]
    email.refresh_from_db()
    words = "It cannot be sent as it stands: what is stored cannot be read."
    assert (email.state, email.last_error) == (EmailState.FAILED, words)
    assert [sent.to for sent in mail.outbox] == [[OTHER]]


def test_sender_refused_is_our_own_fault_and_fails_no_mail(waiting, sink):
    sink.on_mail = {"*": "530 Authentication required"}
    assert deliver_at(NOW) == 0
    assert states() == {ALEX: EmailState.PENDING, OTHER: EmailState.PENDING}


@pytest.mark.parametrize("where", ["on_mail", "on_rcpt"])
def test_connection_that_breaks_before_the_mail_is_handed_over_loses_and_doubles_nothing(waiting, sink, where):
    setattr(sink, where, {"*": "drop"})
    assert deliver_at(NOW) == 0
    assert states() == {ALEX: EmailState.PENDING, OTHER: EmailState.PENDING}

    setattr(sink, where, {})
    assert deliver_at(NOW + timedelta(minutes=1)) == 2
    assert sink.addresses == Counter({ALEX: 1, OTHER: 1})


@pytest.mark.parametrize(("how", "taken"), [("drop", 0), ("keep and drop", 1)])
def test_connection_that_breaks_after_the_mail_was_handed_over_leaves_it_unknown(waiting, sink, how, taken):
    """The sender sees the same, whether the server took the mail or not."""
    sink.on_data = {ALEX: how}
    assert deliver_at(NOW) == 1
    assert states() == {ALEX: EmailState.UNKNOWN, OTHER: EmailState.SENT}

    sink.on_data = {}
    assert [deliver_at(NOW + timedelta(hours=hours)) for hours in (1, 2, 48)] == [0, 0, 0]
    assert sink.addresses == Counter({ALEX: 1, OTHER: 1} if taken else {OTHER: 1})


def test_server_that_stalls_after_taking_the_mail_leaves_it_unknown(waiting, sink, settings):
    settings.EMAIL_TIMEOUT = 0.5
    sink.on_data = {ALEX: "stall"}
    assert deliver_at(NOW) == 1
    assert states() == {ALEX: EmailState.UNKNOWN, OTHER: EmailState.SENT}


def test_server_that_is_down_keeps_the_mail_until_it_is_back(waiting, sink, settings):
    settings.EMAIL_PORT = free_port()
    assert deliver_at(NOW) == 0
    assert states() == {ALEX: EmailState.PENDING, OTHER: EmailState.PENDING}
    assert "ConnectionRefusedError" in Email.objects.get(to=ALEX).last_error

    settings.EMAIL_PORT = sink.port
    assert deliver_at(NOW + timedelta(minutes=1)) == 2


def test_server_without_the_encryption_we_ask_for_gets_no_mail(waiting, sink, settings):
    settings.EMAIL_USE_SSL = True
    assert deliver_at(NOW) == 0
    assert states() == {ALEX: EmailState.PENDING, OTHER: EmailState.PENDING}
    assert ssl.SSLError.__name__ in Email.objects.get(to=ALEX).last_error
    assert sink.messages == []


def test_round_gives_up_after_a_few_troubles_and_spares_the_rest(motion, sink):
    with at(NOW):
        for clp in CLPFactory.create_batch(20):
            make_submission(motion, clp)
        plan(NOW)
    sink.on_data = {"*": "keep and drop"}
    assert deliver_at(NOW) == 0
    assert Counter(states().values()) == {EmailState.UNKNOWN: queue.TROUBLES_IN_A_ROW, EmailState.PENDING: 17}

    sink.on_data = {}
    assert deliver_at(NOW + timedelta(minutes=1)) == 17
    assert set(sink.addresses.values()) == {1}
    assert len(sink.addresses) == 20
