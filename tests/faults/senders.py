"""Senders that can be killed: processes of their own, at work on the current test database."""

import os
import random
import subprocess
import sys
import time

from campaign.mail.models import Email
from tests.servers import ROOT, current_database_url

# It says when it begins, and works until nothing waits. What a killed one has put aside is free again sooner than in
# production, or the test would wait a minute after each few kills.
SENDER = """
import sys, time
from datetime import timedelta
import django; django.setup()
from django.utils import timezone
from campaign.mail import holding
from campaign.mail.models import Email
from campaign.mail.outbox.queue import deliver
holding.LEASE = timedelta(seconds=float(sys.argv[1]))
print("at work", flush=True)
while Email.objects.waiting().exists():
    deliver(timezone.now())
    time.sleep(0.05)
"""


def start_sender(port, *, lease=60):
    """Start one."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "campaign.settings",
        "DATABASE_URL": current_database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    command = [sys.executable, "-c", SENDER, str(lease)]
    return subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def wait_until(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "It took too long."
        time.sleep(0.02)


def kill_at_random(port, *, senders, kills, longest):
    """Keep so many senders at work and kill one after another, until all is sent; return how many were killed at work.

    `kills` is the least; `longest` the most seconds that one is left alone.
    """
    chance, killed = random.Random(2027), 0
    working = [start_sender(port, lease=1) for _ in range(senders)]
    while Email.objects.waiting().exists():
        victim = chance.randrange(senders)
        # Killed while it starts, a sender would show nothing.
        working[victim].stdout.readline()
        time.sleep(chance.uniform(0, longest))
        if working[victim].poll() is None and killed < kills:
            working[victim].kill()
            killed += 1
        if working[victim].poll() is not None or killed < kills:
            working[victim].wait()
            working[victim] = start_sender(port, lease=1)
    for sender in working:
        sender.wait(60)
    return killed
