"""Web, worker and scheduler as `make run` serves them: real processes, which nothing must leave behind."""

import os
import signal

import pytest

from tests.serving import GUARD, Served, answers, everything, wait_until


@pytest.fixture
def served(tmp_path):
    served = Served(tmp_path)
    yield served
    served.end_left_over()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP])
def test_serve_when_stopped_leaves_nothing_behind(served, how):
    served.manage("migrate", "--verbosity", "0")
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


@pytest.mark.skipif(not GUARD, reason="needs setpriv")
def test_serve_when_killed_leaves_nothing_behind(served):
    served.manage("migrate", "--verbosity", "0")
    served.start()
    assert wait_until(lambda: everything(served) and answers(served)), served.running()
    os.kill(served.process.pid, signal.SIGKILL)
    assert wait_until(lambda: not served.running()), served.running()


def test_serve_starts_a_fallen_worker_or_scheduler_again_and_the_web_goes_on(served):
    served.manage("migrate", "--verbosity", "0")
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
