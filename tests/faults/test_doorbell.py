"""Whatever is wrong with the broker, a report is saved and answered quickly; and many reports make few rounds."""

import socket
import time

import pytest

from campaign.celery import app
from campaign.mail.tasks import answer_doorbell
from motions import doorbell
from motions.models import Submission
from tests.factories import CLPFactory, make_submission
from tests.mail.sink import free_port
from tests.servers import ringing

pytestmark = pytest.mark.django_db(transaction=True)

QUICKLY = 1.5  # seconds, on a busy machine


@pytest.fixture
def frozen():
    """The address of a broker that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_report_is_saved_quickly_whatever_the_broker_does(motion, tmp_path, frozen, caplog):
    wrong = [f"redis://:secret@127.0.0.1:{free_port()}/0", "redis://nowhere.invalid:6379/0", "nonsense://localhost"]
    for number, url in enumerate([*wrong, frozen], 1):
        clp = CLPFactory()
        with ringing(tmp_path, url):
            started = time.monotonic()
            make_submission(motion, clp)
            assert time.monotonic() - started < QUICKLY, url
            assert Submission.objects.count() == number
            doorbell._bell.wait(30)
    assert caplog.text.count("The doorbell did not ring") >= len(wrong) + 1
    assert "secret" not in caplog.text


def test_three_hundred_who_ring_at_once_send_few_messages(monkeypatch):
    sent = []

    def send_task(*args, **kwargs):
        time.sleep(0.2)
        sent.append(kwargs["kwargs"])

    monkeypatch.setattr(app, "send_task", send_task)
    for _ in range(300):
        doorbell.ring_doorbell()
    doorbell._bell.wait(10)
    assert 1 <= len(sent) <= 3
    assert sent[-1]["rung_at"] <= time.time()


def test_three_hundred_messages_make_one_round(motion, monkeypatch):
    rounds, reads = [], []
    monkeypatch.setattr("campaign.mail.tasks._answer", lambda: rounds.append(1))
    monkeypatch.setattr("campaign.mail.tasks.read_waiting", reads.append)
    rung_at = time.time()
    for _ in range(300):
        answer_doorbell(rung_at=rung_at)
    assert len(rounds) == 1
    answer_doorbell(rung_at=time.time())
    assert len(rounds) == len(reads) == 2
