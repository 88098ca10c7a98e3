"""A real SMTP server that fails in every way: what may have gone never goes again, what did not go is not lost."""

import ssl
from collections import Counter
from datetime import timedelta

import pytest

from campaign.mail import outbox
from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.planner import plan
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


def deliver_at(when):
    with at(when):
        return outbox.deliver(when)


def states():
    return dict(Email.objects.values_list("to", "state"))


def test_mail_arrives_as_it_was_stored_over_one_connection(waiting, sink):
    assert deliver_at(NOW) == 2
    assert dict(sink.messages) == {email.to: bytes(email.message) for email in Email.objects.all()}
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
    assert Counter(states().values()) == {EmailState.UNKNOWN: outbox.TROUBLES_IN_A_ROW, EmailState.PENDING: 17}

    sink.on_data = {}
    assert deliver_at(NOW + timedelta(minutes=1)) == 17
    assert set(sink.addresses.values()) == {1}
    assert len(sink.addresses) == 20
