"""Web, worker and scheduler as `make run` serves them: real processes, which nothing must leave behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.servers import ROOT
from tests.serving import GUARD, Served, answers, everything, wait_until


@pytest.fixture
def served(tmp_path):
    folder = tmp_path / "a path with spaces"
    folder.mkdir()
    served = Served(folder)
    yield served
    served.end_left_over()


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """A database with all tables in it, made once: the migrations take some ten seconds."""
    made = Served(tmp_path_factory.mktemp("tables"))
    made.manage("migrate", "--verbosity", "0")
    return made.database


@pytest.fixture
def migrated(served, tables):
    """Give what is served its tables."""
    shutil.copy(tables, served.database)


@pytest.mark.usefixtures("migrated")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP])
def test_serve_when_stopped_leaves_nothing_behind(served, how):
    served.start()
    assert wait_until(lambda: everything(served) and answers(served)), served.running()
    if how == signal.SIGHUP:
        os.close(served.terminal)
    os.killpg(served.process.pid, how)  # as the terminal does: to all that stand in the foreground
    assert wait_until(lambda: served.process.poll() is not None)
    assert wait_until(lambda: not served.running()), served.running()


def test_serve_when_stopped_while_it_starts_leaves_nothing_behind(served):
    served.start()
    assert os.read(served.terminal, 1)
    os.killpg(served.process.pid, signal.SIGINT)
    assert wait_until(lambda: served.process.poll() is not None)
    assert wait_until(lambda: not served.running()), served.running()


@pytest.mark.usefixtures("migrated")
@pytest.mark.skipif(not GUARD, reason="needs setpriv")
@pytest.mark.parametrize("under_a_shell", [False, True])
def test_serve_when_it_or_what_started_it_is_killed_leaves_nothing_behind(served, under_a_shell):
    served.start(under_a_shell=under_a_shell)
    assert wait_until(lambda: everything(served) and answers(served)), served.running()
    os.kill(served.process.pid, signal.SIGKILL)
    assert wait_until(lambda: not served.running()), served.running()


@pytest.mark.usefixtures("migrated")
def test_serve_starts_a_fallen_worker_or_scheduler_again_and_the_web_goes_on(served):
    served.start()
    assert wait_until(lambda: everything(served) and answers(served)), served.running()
    web = served.found("runserver")
    # What a worker finds when its message is opened and not yet written; and two that end without a word.
    (served.folder / "var" / "broker" / "messages" / "1_half-written.celery.msg").touch()
    assert wait_until(lambda: list((served.folder / "var" / "broker" / "damaged").iterdir()))
    for name in (" worker ", " beat ", " worker "):
        fallen = served.found(name)
        os.kill(fallen[0], signal.SIGKILL)
        assert wait_until(lambda: served.found(name) and served.found(name) != fallen), served.running()  # noqa: B023
        assert answers(served)
    assert served.found("runserver") == web
    os.kill(served.process.pid, signal.SIGTERM)
    assert wait_until(lambda: served.process.poll() is not None)
    assert wait_until(lambda: not served.running()), served.running()


@pytest.mark.usefixtures("migrated")
def test_serve_on_a_port_that_is_taken_says_so_and_ends(served):
    with socket.create_server(("127.0.0.1", served.port)):
        served.start()
        said = b""
        with suppress(OSError):  # so a terminal says that nobody writes to it any more
            while piece := os.read(served.terminal, 65536):
                said += piece
        assert wait_until(lambda: served.process.poll() is not None)
    assert b"That port is already in use" in said
    assert b"Traceback" not in said
    assert served.process.returncode != 0
    assert wait_until(lambda: not served.running()), served.running()


def test_two_who_prepare_one_folder_at_once_both_succeed(served):
    command = [sys.executable, "manage.py", "prepare", "--no-demonstration"]
    both = [subprocess.Popen(command, cwd=ROOT, env=served.env, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(one.communicate()[1], one.returncode) for one in both] == [("", 0), ("", 0)]
    assert "No migrations to apply" in served.manage("migrate")


@pytest.mark.usefixtures("migrated")
def test_prepare_that_was_killed_is_made_good_by_the_next(served):
    command = [sys.executable, "manage.py", "prepare"]
    first = subprocess.Popen(command, cwd=ROOT, env=served.env, stdout=subprocess.PIPE, text=True)
    # The first line says that the CLPs are in; affiliates and the demonstration come after it.
    assert "added" in first.stdout.readline()
    first.kill()
    first.communicate()
    assert "Affiliates: " in served.manage("prepare")
