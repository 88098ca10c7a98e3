"""Senders killed half-way, by kill -9: what they held is shown as unknown and never goes by itself."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from campaign.mail import outbox
from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.planner import plan
from tests.factories import CLPFactory, make_submission
from tests.servers import ROOT, current_database_url

pytestmark = pytest.mark.django_db(transaction=True)

SENDER = """
import django; django.setup()
from django.utils import timezone
from campaign.mail.outbox import deliver
deliver(timezone.now())
"""


def start_sender(port: int) -> subprocess.Popen:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "campaign.settings",
        "DATABASE_URL": current_database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    return subprocess.Popen([sys.executable, "-c", SENDER], env=env, cwd=ROOT)


def wait_until(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "It took too long."
        time.sleep(0.02)


def test_sender_killed_while_the_server_takes_its_mail_leaves_it_unknown(motion, sink):
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
    assert outbox.deliver(timezone.now()) == 2
    later = timezone.now() + outbox.ABANDONED_AFTER + timedelta(seconds=1)
    assert outbox.mark_abandoned(later) == 1
    assert outbox.deliver(later) == 0
    held.refresh_from_db()
    assert (held.state, held.attempts) == (EmailState.UNKNOWN, 1)
    # This one had arrived. Sent again, it would have arrived twice.
    assert sink.addresses[held.to] == 1
    assert set(sink.addresses.values()) == {1}


def test_senders_killed_at_random_send_nothing_twice_and_lose_nothing(motion, sink):
    """Whoever gets mail gets it once; whoever does not is listed."""
    for clp in CLPFactory.create_batch(60):
        make_submission(motion, clp)
    plan(timezone.now())
    for delay in (0.0, 0.01, 0.03, 0.05):
        arrived = len(sink.messages)
        sender = start_sender(sink.port)
        wait_until(lambda before=arrived: len(sink.messages) > before)
        time.sleep(delay)
        sender.kill()
        sender.wait()

    outbox.deliver(timezone.now())
    outbox.mark_abandoned(timezone.now() + timedelta(hours=1))
    states = Counter(Email.objects.values_list("state", flat=True))
    assert set(states) <= {EmailState.SENT, EmailState.UNKNOWN}
    assert states[EmailState.UNKNOWN] <= 4
    assert set(sink.addresses.values()) == {1}
    sent = Email.objects.filter(state=EmailState.SENT).values_list("to", flat=True)
    assert set(sent) <= set(sink.addresses)
