"""PostgreSQL frozen as it stands, and PostgreSQL with no room left: what people see, and that nothing is lost."""

import os
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.own_servers import ASKED, own_postgresql, report_form, served
from tests.faults.scale import record
from tests.faults.senders import wait_until
from tests.faults.served_settings import DATABASE_ANSWERS_WITHIN

pytestmark = pytest.mark.postgresql

SLACK = 5.0  # seconds more, on a machine that is busy
READERS = 12  # more than there are threads to answer them


@pytest.fixture
def database():
    with own_postgresql() as server:
        yield server


@contextmanager
def frozen(database):
    database.freeze()
    try:
        yield
    finally:
        database.thaw()


def timed(ask, *arguments):
    """Return an answer and the seconds that it took."""
    began = time.monotonic()
    answer = ask(*arguments)
    return answer, time.monotonic() - began


def at_once(ask, number):
    """Ask so many times at once; return what came and how long each took."""
    found = []
    threads = [threading.Thread(target=lambda: found.append(timed(ask))) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_frozen_database_holds_nobody_and_loses_nothing(database, tmp_path):
    with served(tmp_path, database.url) as site:
        kept = site.get("/").text
        first, second = report_form(database.version), report_form(database.version, name="Sam Second")
        assert site.post(ASKED, first).status_code == 302
        with frozen(database):
            refused, took = timed(site.post, ASKED, second)
            pages = at_once(lambda: site.get("/"), READERS)
            forms = at_once(lambda: site.get(ASKED), READERS)
        slowest = max(seconds for _, seconds in pages)
        record(
            f"PostgreSQL frozen: a form is answered after {took:.1f} s with what was typed, "
            f"{READERS} kept pages at once within {slowest:.1f} s."
        )
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
        assert "Sam Second" in refused.text
        assert took < DATABASE_ANSWERS_WITHIN + SLACK
        assert {(page.status_code, page.text) for page, _ in pages} == {(200, kept)}
        assert slowest < DATABASE_ANSWERS_WITHIN + SLACK
        assert {page.status_code for page, _ in forms} == {503}
        # It is well by itself, and what was typed goes when it is sent again.
        wait_until(lambda: site.get(ASKED).status_code == 200)
        assert site.post(ASKED, second).status_code == 302
        assert sorted(database.addresses()) == sorted([first["email"], second["email"]])
        assert site.process.poll() is None


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few hundred megabytes, in memory."""
    place = Path(f"/tmp/carried-small-{os.getpid()}")
    place.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", place]).returncode:
        place.rmdir()
        pytest.skip("A disk of its own takes root, and leave to mount.")
    # Only with its top open can another user's server live in it.
    place.chmod(0o755)
    home = place / "home"
    home.mkdir()
    yield home
    subprocess.run(["umount", "--lazy", place], check=True)
    place.rmdir()


def test_full_disk_of_the_database_loses_nothing_and_says_so(small_disk, tmp_path):
    with own_postgresql(small_disk) as database, served(tmp_path, database.url) as site:
        kept = site.get("/").text
        acknowledged, answers = [], []

        def report():
            values = report_form(database.version)
            answers.append(site.post(ASKED, values))
            if answers[-1].status_code == 302:
                acknowledged.append(values["email"])
            return answers[-1].status_code

        assert report() == 302
        filler = small_disk.parent / "filler"
        fill(filler)
        wait_until(lambda: report() == 503, seconds=120)
        answers.extend(site.post(ASKED, report_form(database.version)) for _ in range(3))
        page = site.get("/")
        filler.unlink()
        if database.process.poll() is not None:
            # What cannot write its journal stops itself; systemd starts it again.
            database.start()
        wait_until(lambda: report() == 302, seconds=120)

        statuses = [answer.status_code for answer in answers]
        refused = [answer for answer in answers if answer.status_code == 503]
        record(
            f"PostgreSQL's disk full: {len(acknowledged)} reports acknowledged, "
            f"{len(set(acknowledged) - set(database.addresses()))} missing, {len(refused)} asked to send again."
        )
        assert set(statuses) == {302, 503}
        assert all("Alex Activist" in answer.text and answer.headers["Retry-After"] == "30" for answer in refused)
        assert (page.status_code, page.text) == (200, kept)
        assert set(acknowledged) <= set(database.addresses())


def fill(filler):
    """Leave no room on the disk that a file is on."""
    free = shutil.disk_usage(filler.parent).free
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free - 64_000)
