"""Trouble with the machine itself: no room on the disk, a stop in mid-request, slow visitors, a clock that jumps."""

import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.core import mail

from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.outbox import queue
from campaign.mail.outbox.claims import Hold
from campaign.mail.reminders.planner import plan
from campaign.mail.tasks import answer_doorbell
from campaign.vitals import pulses
from campaign.vitals.models import Part
from tests.factories import CLPFactory, make_submission
from tests.faults.own_servers import ASKED, filled, report_form, served
from tests.faults.scale import record, size
from tests.mail.helpers import NOON, at
from tests.servers import ROOT, stopped_after, wait_for

# They need no PostgreSQL; but once is enough, and it is the run with PostgreSQL that `make torture` makes.
pytestmark = pytest.mark.postgresql

SLOW, PATIENCE = 20, size(3, 10)  # visitors; seconds for one who is not slow


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory):
    """A SQLite file with a campaign in it, and the key of its text."""
    path = tmp_path_factory.mktemp("filled") / "site.sqlite3"
    return path, filled(f"sqlite:///{path}")


@pytest.fixture
def site(filled_file, tmp_path):
    """The site on SQLite, as on one machine; `database` is its file, `version` its text."""
    path = shutil.copy(filled_file[0], tmp_path / "site.sqlite3")
    with served(tmp_path, f"sqlite:///{path}") as site:
        site.database, site.version = path, filled_file[1]
        yield site


def saved(site):
    """The address of everybody whose report is in the database; and that the file is whole."""
    with closing(sqlite3.connect(site.database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        query = "SELECT u.email FROM motions_submission s JOIN accounts_user u ON u.id = s.activist_id"
        return [email for (email,) in database.execute(query)]


def allow_files_up_to(site, limit):
    """Let no process of the site write further into a file than this, as on a disk that is full."""
    [children] = Path("/proc").glob(f"{site.process.pid}/task/{site.process.pid}/children")
    for pid in children.read_text().split():
        resource.prlimit(int(pid), resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


def test_full_disk_loses_nothing_and_the_site_goes_on_once_there_is_room(site):
    first, second, third = (report_form(site.version) for _ in range(3))
    assert site.post(ASKED, first).status_code == 302
    home = site.get("/").text
    allow_files_up_to(site, 4096)
    for form in (second, third):
        answer = site.post(ASKED, form)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert form["email"] in answer.text
    assert site.get("/").text == home
    assert site.get(ASKED).status_code == 200
    assert site.get("/healthz").status_code == 200
    allow_files_up_to(site, resource.RLIM_INFINITY)
    assert site.post(ASKED, second).status_code == 302
    assert sorted(saved(site)) == sorted([first["email"], second["email"]])


def test_stop_in_mid_request_answers_it_to_its_end(site):
    form, answers = report_form(site.version), []
    assert site.get(ASKED).status_code == 200
    with closing(sqlite3.connect(site.database, isolation_level=None)) as other:
        # Somebody else writes, so the report waits for its turn.
        other.execute("BEGIN IMMEDIATE")
        waiting = threading.Thread(target=lambda: answers.append(site.post(ASKED, form)))
        waiting.start()
        time.sleep(1)
        site.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert answers == []
        other.execute("COMMIT")
    waiting.join()
    assert answers[0].status_code == 302
    assert site.process.wait(30) == 0
    assert saved(site) == [form["email"]]


@contextmanager
def behind_caddy(site, folder):
    """The site behind the proxy that is installed with it, as that is set."""
    if not shutil.which("caddy"):
        pytest.skip("needs Caddy; on Debian: apt install caddy")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    # Its own door, for changing what it does while it runs, may be another's.
    config = (ROOT / "deploy" / "Caddyfile").read_text().replace("\n{\n", "\n{\n\tadmin off\n", 1)
    (folder / "Caddyfile").write_text(config)
    given = {"DOMAIN": address, "TLS": "", "UPSTREAM": site.address.removeprefix("http://")}
    homes = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    log = folder / "caddy.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["caddy", "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"],
            env={**os.environ, **given, **homes},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    def is_up():
        try:
            return httpx.get(f"{address}/healthz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    with stopped_after(process, signal.SIGTERM):
        wait_for(process, is_up, log)
        yield address


def start_slowly(address, body):
    """Begin to send a form, and stop after its first letter."""
    host, _, port = address.removeprefix("http://").partition(":")
    visitor = socket.create_connection((host, int(port)))
    head = f"POST {ASKED} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
    visitor.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{body[:1]}".encode())
    return visitor


def test_twenty_slow_visitors_hold_nobody_up_and_are_answered(site, tmp_path):
    with behind_caddy(site, tmp_path) as address:
        forms = [httpx.QueryParams(report_form(site.version)) for _ in range(SLOW)]
        visitors = [start_slowly(address, str(form)) for form in forms]
        time.sleep(1)
        slowest = 0.0
        for _ in range(10):
            began = time.monotonic()
            quick = report_form(site.version)
            assert httpx.get(f"{address}{ASKED}", timeout=20).status_code == 200
            assert httpx.post(f"{address}{ASKED}", data=quick, timeout=20).status_code == 302
            slowest = max(slowest, time.monotonic() - began)
        for visitor, form in zip(visitors, forms, strict=True):
            visitor.sendall(str(form)[1:].encode())
        answers = [visitor.recv(100) for visitor in visitors]
        for visitor in visitors:
            visitor.close()
    record(f"Twenty slow visitors: somebody quick waited {slowest:.2f} s at most for a form and its answer.")
    assert all(b" 302 " in answer for answer in answers)
    assert slowest < PATIENCE
    assert len(saved(site)) == 10 + SLOW


@pytest.mark.django_db(transaction=True)
def test_clock_that_was_ahead_holds_no_mail_up(motion, clp):
    ahead = NOON + timedelta(days=3)
    with at(NOON):
        for other in [clp, *CLPFactory.create_batch(2)]:
            make_submission(motion, other)
        plan(NOON)
    with at(ahead), Hold() as hold:
        # A sender that is killed: it has put all three aside, and begun one.
        first = next(hold.leased(ahead, 10))
        assert hold.begin(first)
        hold._batch = []
    later = NOON + timedelta(minutes=2)
    with at(later):
        assert queue.mark_abandoned(later) == 1
        assert queue.deliver(later) == 2
        assert queue.deliver(later) == 0
    assert sorted(Email.objects.values_list("state", flat=True)) == sorted(
        [EmailState.SENT, EmailState.SENT, EmailState.UNKNOWN]
    )


@pytest.mark.django_db(transaction=True)
def test_clock_that_was_ahead_keeps_neither_doorbell_nor_alarm_quiet(motion, clp):
    ahead, later = NOON + timedelta(days=3), NOON + timedelta(minutes=1)
    with at(ahead):
        answer_doorbell(rung_at=ahead.timestamp())
        assert pulses.take_turn(Part.ALARM, ahead, after=ahead - timedelta(hours=6))
    with at(later):
        make_submission(motion, clp, email="alex@example.org")
        answer_doorbell(rung_at=later.timestamp())
        assert [sent.to for sent in mail.outbox] == [["alex@example.org"]]
        assert pulses.take_turn(Part.ALARM, later, after=later - timedelta(hours=6))
        assert not pulses.take_turn(Part.ALARM, later, after=later - timedelta(hours=6))


@pytest.mark.django_db(transaction=True)
def test_clock_that_jumps_ahead_and_back_sends_nothing_twice(motion, clp):
    with at(NOON):
        make_submission(motion, clp, meeting_on=NOON.date() + timedelta(days=9))
    for when in (NOON, NOON + timedelta(days=3), NOON, NOON + timedelta(days=3, hours=1)):
        with at(when):
            plan(when)
            queue.deliver(when)
    assert len({sent.subject for sent in mail.outbox}) == len(mail.outbox) == 2
