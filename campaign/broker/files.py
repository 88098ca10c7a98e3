"""A broker for one machine: each message is a file, and a file appears whole or not at all.

Kombu has a transport of this kind. It opens a file under its lasting name and writes it afterwards, and its reader
dies of what it finds in between; its table of exchanges is read while it is written, too. Here a message is written
aside and then renamed; a reader owns a message once it has unlinked it; and the table, the same in every process, is
on no disk. What cannot be read, whoever put it there, is set aside, and the next message is taken.

A reader that is killed loses the message in its hands. That is no loss: the database is the truth, and a message only
rings.
"""

import logging
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import virtual
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

# A message is some 1,000 bytes; nothing of ours is larger than this.
LARGEST = 1_000_000
# What was written aside and never renamed: its writer was killed.
ABANDONED_AFTER = 3_600  # seconds
# So many of those that could not be read are kept to be looked at.
KEPT_ASIDE = 20


class Unreadable(ValueError):
    """A file among the messages is none."""


class Channel(virtual.Channel):
    """Messages of every queue in one folder, taken in the order in which they were put there."""

    # A fanout needs a table that all processes share; nothing here asks for one.
    supports_fanout = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the folders; raise OSError where they cannot be made."""
        super().__init__(*args, **kwargs)
        options: dict[str, Any] = self.connection.client.transport_options  # type: ignore[union-attr, assignment]
        self._messages = Path(options["folder"])
        self._aside = self._messages.with_name("damaged")
        self._found: dict[str, deque[str]] = {}
        for folder in (self._messages, self._aside):
            folder.mkdir(parents=True, exist_ok=True)
        self._sweep()

    def _put(self, queue: str, message: dict[str, Any], **_: Any) -> None:
        name = f"{time.time_ns():020}_{uuid.uuid4().hex}"
        written, final = self._messages / f"{name}.part", self._messages / f"{name}.{queue}.msg"
        try:
            self._messages.mkdir(parents=True, exist_ok=True)
            written.write_bytes(dumps(message).encode())
            written.rename(final)
        except OSError as error:
            with suppress(OSError):
                written.unlink()
            raise ChannelError(f"A message could not be written: {error.strerror}.") from error

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        for name in self._names(queue):
            path = self._messages / name
            try:
                message = _read(path)
            except Unreadable as trouble:
                self._set_aside(path, trouble)
            except OSError:
                continue  # another reader has it, or it may not be read
            else:
                with suppress(FileNotFoundError):
                    path.unlink()
                    return message
        raise Empty

    def _names(self, queue: str) -> Iterator[str]:
        """Give the files of a queue, oldest first. The folder is read anew when the last reading is used up."""
        found = self._found.setdefault(queue, deque())
        if not found:
            found.extend(sorted(self._listed(queue)))
        while found:
            yield found.popleft()

    def _listed(self, queue: str) -> list[str]:
        try:
            names = [path.name for path in self._messages.iterdir()]
        except FileNotFoundError:
            self._messages.mkdir(parents=True, exist_ok=True)
            return []
        return [name for name in names if name.partition(".")[2] == f"{queue}.msg"]

    def _set_aside(self, path: Path, trouble: Unreadable) -> None:
        logger.warning("Set aside, because it is no message: a file for the worker (%s).", trouble)
        with suppress(OSError):
            self._aside.mkdir(exist_ok=True)
            path.rename(self._aside / f"{uuid.uuid4().hex}.msg")
            for old in sorted(self._aside.iterdir(), key=_changed)[:-KEPT_ASIDE]:
                old.unlink()

    def _sweep(self) -> None:
        """Take away what a killed writer left behind."""
        with suppress(OSError):
            for path in self._messages.glob("*.part"):
                if time.time() - _changed(path) > ABANDONED_AFTER:
                    path.unlink()

    def _size(self, queue: str) -> int:
        return len(self._listed(queue))

    def _purge(self, queue: str) -> int:
        purged = 0
        for name in self._listed(queue):
            with suppress(OSError):
                (self._messages / name).unlink()
                purged += 1
        return purged


class Transport(virtual.Transport):
    """What Celery is told to use where no Redis is named."""

    Channel = Channel
    # Trouble with the disk is like a lost connection: a worker tries again, and does not end.
    connection_errors = (*virtual.Transport.connection_errors, OSError)
    global_state = virtual.BrokerState()
    default_port = 0
    driver_type = driver_name = "files"

    def __init__(self, client: Any, **kwargs: Any) -> None:  # noqa: ANN401 - a connection of kombu's
        """Share what queues there are among the connections of a process."""
        super().__init__(client, **kwargs)
        self.state = self.global_state

    def driver_version(self) -> str:
        """Say that there is no driver."""
        return "none"


def _changed(path: Path) -> float:
    return path.lstat().st_mtime


def _read(path: Path) -> dict[str, Any]:
    """Return the message in a file; raise Unreadable where it holds none, OSError where the file is gone."""
    if not path.is_file():
        path.lstat()
        raise Unreadable("not a file")
    if path.stat().st_size > LARGEST:
        raise Unreadable("too large")
    try:
        message: dict[str, Any] = loads(path.read_bytes().decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from None
    if not _is_message(message):
        raise Unreadable("incomplete")
    return message


def _is_message(message: object) -> bool:
    """Whether it has every part without which Celery would stumble over it later."""
    match message:
        case {
            "body": str(),
            "headers": {"task": str(), "id": str()},
            "properties": {"delivery_tag": str(), "delivery_info": {"exchange": str(), "routing_key": str()}},
        }:
            return True
    return False
