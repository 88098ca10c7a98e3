"""The broker of one machine: whole messages, each taken once, whatever else lies in its folder."""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from kombu import Connection, Queue

from tests.servers import ROOT

HEADERS = {"task": "campaign.mail.round", "id": "1"}


@contextmanager
def connected(folder):
    options = {"folder": str(folder / "messages"), "polling_interval": 0.01}
    with Connection("files://", transport="campaign.broker.files:Transport", transport_options=options) as connection:
        yield connection


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def put(connection, body="ring", **kwargs):
    connection.Producer(serializer="json").publish(
        body, routing_key="celery", exchange="celery", declare=[Queue("celery", "celery", routing_key="celery")],
        headers=HEADERS, retry=False, **kwargs,
    )  # fmt: skip


def take_all(connection, *, until, seconds=20):
    """Take messages until so many came; return their bodies."""
    taken = []

    def take(body, message):
        taken.append(body)
        message.ack()

    ends = time.monotonic() + seconds
    with connection.Consumer([Queue("celery", "celery", routing_key="celery")], callbacks=[take]):
        while len(taken) < until and time.monotonic() < ends:
            try:
                connection.drain_events(timeout=0.2)
            except TimeoutError:
                continue
    return taken


def test_messages_arrive_once_and_in_order(tmp_path):
    with connected(tmp_path) as connection:
        for number in range(20):
            put(connection, number)
        assert take_all(connection, until=20) == list(range(20))
        assert take_all(connection, until=1, seconds=0.3) == []
    assert names(tmp_path / "messages") == []


def damaged_files(messages, good):
    """What a folder may come to hold: half-written, emptied, foreign, and what is no file at all."""
    whole = good.read_bytes()
    content = json.loads(whole)
    broken = {
        "empty": b"",
        "half": whole[: len(whole) // 2],
        "not_text": b"\xff\xfe\x00",
        "number": b"5",
        "deep": b"[" * 100_000,
        "list": b"[]",
        "no_properties": json.dumps({**content, "properties": {}}).encode(),
        "no_task": json.dumps({**content, "headers": {}}).encode(),
        "large": b" " * 2_000_000,
    }
    for name, data in broken.items():
        (messages / f"00_{name}.celery.msg").write_bytes(data)
    (messages / "00_folder.celery.msg").mkdir()
    os.mkfifo(messages / "00_pipe.celery.msg")
    (messages / "00_link.celery.msg").symlink_to(messages / "nowhere")
    (messages / "notes.txt").write_text("somebody's own")
    return len(broken) + 3


def test_damaged_messages_are_set_aside_and_the_next_is_taken(tmp_path):
    with connected(tmp_path) as connection:
        put(connection, "first")
        good = next((tmp_path / "messages").iterdir())
        damaged = damaged_files(tmp_path / "messages", good)
        assert take_all(connection, until=1) == ["first"]
    assert names(tmp_path / "messages") == ["notes.txt"]
    assert len(names(tmp_path / "damaged")) == damaged


def test_messages_set_aside_do_not_grow_without_end(tmp_path):
    with connected(tmp_path) as connection:
        connection.default_channel  # noqa: B018 - makes the folders
        for number in range(50):
            (tmp_path / "messages" / f"0_{number}.celery.msg").touch()
        assert take_all(connection, until=1, seconds=0.3) == []
    assert len(names(tmp_path / "damaged")) == 20


def test_folder_taken_away_comes_back(tmp_path):
    with connected(tmp_path) as connection:
        connection.default_channel  # noqa: B018 - makes the folders
        for words in ("while it was read", "while it was written"):
            (tmp_path / "messages").rmdir()
            if words == "while it was read":
                assert take_all(connection, until=1, seconds=0.3) == []
            put(connection, words)
            assert take_all(connection, until=1) == [words]


def test_file_that_a_killed_writer_left_is_swept_away_an_hour_later(tmp_path):
    messages = tmp_path / "messages"
    messages.mkdir()
    for name, age in {"old.part": 4_000, "new.part": 10}.items():
        (messages / name).touch()
        os.utime(messages / name, (time.time() - age,) * 2)
    with connected(tmp_path) as connection:
        connection.default_channel  # noqa: B018 - makes the folders
    assert names(messages) == ["new.part"]


WRITER = """
import sys
from pathlib import Path
from tests.broker.test_files import connected, put
with connected(Path(sys.argv[1])) as connection:
    for number in range(int(sys.argv[3])):
        put(connection, f"{sys.argv[2]}-{number}", )
"""
READER = """
import sys
from pathlib import Path
from tests.broker.test_files import connected, take_all
with connected(Path(sys.argv[1])) as connection:
    print("\\n".join(take_all(connection, until=10**9, seconds=float(sys.argv[2]))))
"""


def run(program, *arguments):
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def spoil(messages, stop):
    """Put half-written and empty files among the others, all the time."""
    number = 0
    while not stop.is_set():
        number += 1
        (messages / f"{time.time_ns()}_{number}.celery.msg").write_bytes(b'{"body": "' if number % 2 else b"")
        time.sleep(0.002)


def test_messages_of_many_writers_reach_many_readers_once(tmp_path):
    writers, each, messages = 4, 300, tmp_path / "messages"
    messages.mkdir()
    stop = threading.Event()
    spoiling = threading.Thread(target=spoil, args=(messages, stop))
    spoiling.start()
    try:
        reading = [run(READER, tmp_path, 12) for _ in range(3)]
        writing = [run(WRITER, tmp_path, name, each) for name in range(writers)]
        assert [writer.wait(60) for writer in writing] == [0] * writers
        outputs = [reader.communicate(timeout=60)[0] for reader in reading]
    finally:
        stop.set()
        spoiling.join()
    assert [reader.returncode for reader in reading] == [0, 0, 0]
    taken = [line for output in outputs for line in output.split()]
    assert sorted(taken) == sorted(f"{name}-{number}" for name in range(writers) for number in range(each))


def test_message_that_cannot_be_written_is_said_to_the_writer(tmp_path):
    with connected(tmp_path) as connection:
        connection.default_channel  # noqa: B018 - makes the folders
        (tmp_path / "messages").rmdir()
        (tmp_path / "messages").touch()
        with pytest.raises((OSError, *connection.channel_errors)):
            put(connection)
