"""Senders killed half-way, by kill -9: what they held is shown as unknown and never goes by itself."""

import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.outbox import claims, queue
from campaign.mail.reminders.planner import plan
from tests.factories import CLPFactory, make_submission
from tests.faults.scale import record, size
from tests.faults.senders import kill_at_random, start_sender, wait_until
from tests.mail.helpers import at

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS, REMINDERS, SENDERS, KILLS = size((3, 635, 4, 12), (1, 60, 2, 3))


def test_sender_killed_while_the_server_takes_its_mail_leaves_that_one_unknown_and_gives_back_the_rest(motion, sink):
    for clp in CLPFactory.create_batch(3):
        make_submission(motion, clp)
    plan(timezone.now())
    sink.on_data = {"*": "stall"}
    sender = start_sender(sink.port)
    wait_until(sink.stalling.is_set)
    sender.send_signal(signal.SIGKILL)
    assert sender.wait() == -signal.SIGKILL
    sink.on_data = {}
    sink.let_go.set()

    [held] = Email.objects.filter(state=EmailState.SENDING)
    # The other two it had only put aside.
    assert queue.deliver(timezone.now()) == 0
    with at(timezone.now() + claims.LEASE):
        assert queue.deliver(timezone.now()) == 2
    later = timezone.now() + queue.ABANDONED_AFTER + timedelta(seconds=1)
    with at(later):
        assert queue.mark_abandoned(later) == 1
        assert queue.deliver(later) == 0
    held.refresh_from_db()
    assert (held.state, held.attempts) == (EmailState.UNKNOWN, 1)
    # This one had arrived. Sent again, it would have arrived twice.
    assert sink.addresses[held.to] == 1
    assert set(sink.addresses.values()) == {1}


@pytest.mark.parametrize("number", range(ROUNDS))
def test_senders_killed_at_random_send_nothing_twice_and_lose_nothing(motion, sink, number):
    """Whoever gets mail gets it once; whoever does not is listed."""
    for clp in CLPFactory.create_batch(REMINDERS):
        make_submission(motion, clp)
    while plan(timezone.now()):
        pass
    sink.pace = size(0.02, 0.1)
    killed = kill_at_random(sink.port, senders=SENDERS, kills=KILLS, longest=size(0.6, 0.1))
    queue.mark_abandoned(timezone.now() + timedelta(hours=1))

    states = Counter(Email.objects.values_list("state", flat=True))
    unknown = set(Email.objects.filter(state=EmailState.UNKNOWN).values_list("to", flat=True))
    everybody = set(Email.objects.values_list("to", flat=True))
    twice = [address for address, times in sink.addresses.items() if times > 1]
    lost = everybody - set(sink.addresses) - unknown
    record(
        f"Round {number + 1}: {REMINDERS} reminders, {SENDERS} senders, {killed} killed: "
        f"{len(sink.addresses)} arrived, {len(twice)} twice, {len(lost)} lost silently, "
        f"{len(unknown)} listed as unknown."
    )
    assert (twice, lost) == ([], set())
    assert (states[EmailState.SENT] + states[EmailState.UNKNOWN], len(everybody)) == (REMINDERS, REMINDERS)
    assert killed >= KILLS
    assert len(unknown) <= killed
    assert set(Email.objects.filter(state=EmailState.SENT).values_list("to", flat=True)) <= set(sink.addresses)
