"""The database killed, stopped and started again: kept pages answer, forms keep what was typed, nothing is lost."""

import re
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from tests.faults.own_servers import ASKED, environment, own_postgresql, report_form, served
from tests.faults.scale import FULL, record, size
from tests.faults.senders import wait_until
from tests.servers import ROOT, WITH_US, stopped_after

pytestmark = pytest.mark.postgresql

REPORTS, AWAY_FOR = size((500, 20), (80, 3))
# While it is away, the web server may write so many lines.
LINES_AT_MOST = 1_000


@pytest.fixture(scope="module")
def database():
    with own_postgresql() as server:
        yield server


@pytest.fixture
def site(database, tmp_path):
    with served(tmp_path, database.url) as site:
        yield site


def form(database, **values):
    return report_form(database.version, **values)


def test_nothing_acknowledged_is_missing_after_the_server_is_killed(database, site):
    acknowledged, refused, broken, waiting = [], [], [], list(range(REPORTS))
    lock = threading.Lock()

    def report():
        while True:
            with lock:
                if not waiting:
                    return
                waiting.pop()
            values = form(database)
            while True:
                answer = site.post(ASKED, values)
                if answer.status_code == 302:
                    acknowledged.append(values["email"])
                    break
                (refused if answer.status_code == 503 else broken).append(answer)
                if answer.status_code != 503:
                    break
                time.sleep(0.3)

    assert site.post(ASKED, form(database)).status_code == 302
    kept = site.get("/").text
    threads = [threading.Thread(target=report) for _ in range(6)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(acknowledged) > REPORTS // 4)
    database.kill()
    before = len(site.lines())
    until = time.monotonic() + AWAY_FOR
    pages = []
    while time.monotonic() < until:
        pages.append(site.get("/"))
        time.sleep(0.1)
    lines = len(site.lines()) - before
    database.start()
    for thread in threads:
        thread.join()

    record(
        f"PostgreSQL killed during {REPORTS} reports: {len(acknowledged)} acknowledged, "
        f"{len(set(acknowledged) - set(database.addresses()))} missing, {len(refused)} asked to send again, "
        f"{len(broken)} broken; {len(pages)} kept pages meanwhile, {lines} lines of log in {AWAY_FOR} s."
    )
    assert broken == []
    assert len(acknowledged) == len(set(acknowledged)) == REPORTS
    assert set(acknowledged) <= set(database.addresses())
    assert refused
    assert all(answer.headers["Retry-After"] == "30" and "Alex Activist" in answer.text for answer in refused)
    assert {(page.status_code, page.text) for page in pages} == {(200, kept)}
    assert 0 < lines < LINES_AT_MOST
    # It has come back by itself, and shows what is so now.
    assert site.get(ASKED).status_code == 200
    assert site.process.poll() is None


def test_a_restart_that_was_meant_costs_no_visitor_an_error(database, site):
    assert site.post(ASKED, form(database)).status_code == 302
    database.stop()
    database.start()
    answers = [site.get(ASKED).status_code for _ in range(10)]
    answers += [site.post(ASKED, form(database)).status_code for _ in range(10)]
    assert answers == [200] * 10 + [302] * 10


@pytest.mark.skipif(not FULL, reason="It waits for minutes; `make torture` runs it.")
def test_worker_and_scheduler_outlive_it_and_go_on(database, tmp_path):
    command = [*WITH_US, sys.executable, "-m", "celery", "--app", "campaign"]
    worker = [*command, "worker", "--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    logs = {name: tmp_path / f"{name}.log" for name in ("worker", "beat")}
    env = environment(database.url, VAR_DIR=str(tmp_path / "var"))
    processes = []

    def ended(part):
        with psycopg.connect(host=str(database.home), user="postgres", dbname="postgres") as connection:
            found = connection.execute("SELECT ended_at FROM vitals_pulse WHERE part = %s", [part]).fetchone()
        return found and found[0]

    for name, arguments in (("worker", worker), ("beat", [*command, "beat"])):
        with logs[name].open("wb") as log:
            process = subprocess.Popen(
                [*arguments, "--loglevel", "INFO"], env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        processes.append(process)
    with stopped_after(processes[0], signal.SIGTERM), stopped_after(processes[1], signal.SIGTERM):
        wait_until(lambda: ended("round") and ended("scheduler"), seconds=300)
        database.kill()
        before = sum(len(log.read_text().splitlines()) for log in logs.values())
        # A round is rung each minute: one falls into the time without a database.
        time.sleep(90)
        lines = sum(len(log.read_text().splitlines()) for log in logs.values()) - before
        database.start()
        back = time.time()
        wait_until(lambda: ended("round").timestamp() > back and ended("scheduler").timestamp() > back, seconds=300)
        assert [process.poll() for process in processes] == [None, None]
    record(f"Worker and scheduler without PostgreSQL: {lines} lines of log.")
    assert lines < LINES_AT_MOST


def test_no_row_of_the_database_is_written_to_the_log(database, site):
    """The name of somebody whose row was refused stands in PostgreSQL's own words, and stays out of ours."""
    with psycopg.connect(host=str(database.home), user="postgres", dbname="postgres") as connection:
        connection.execute(
            "ALTER TABLE motions_submission ADD CONSTRAINT nobody CHECK (reporter_name <> 'Alex Unlogged') NOT VALID"
        )
    try:
        answer = site.post(ASKED, form(database, name="Alex Unlogged", email="alex.unlogged@example.org"))
        assert answer.status_code == 500
        log = "\n".join(site.lines())
        assert "violates check constraint" in log
        assert "Failing row contains" not in log
        assert not re.search("unlogged", log, re.IGNORECASE)
    finally:
        with psycopg.connect(host=str(database.home), user="postgres", dbname="postgres") as connection:
            connection.execute("ALTER TABLE motions_submission DROP CONSTRAINT nobody")
