"""A list beside the database of what people took back, so that yesterday's backup does not undo it today.

Whoever removes a person, stops mail or promises never to write again says so here too, in the same transaction:

    remember(TombstoneKind.STOPPED, person.email, about="clp:ynys-mon")

That writes a line to `tombstones.jsonl` in VAR_DIR, and each backup takes the list along. Whoever brings a backup back
is to do again what stands in the list since. The list holds no address. A line has a keyed hash of one,
which says nothing without SECRET_KEY, and that is in no backup unless somebody asks for it.

The line is written before the transaction commits. Should that fail, the person is forgotten at the next restore
although the site did not do it today: they had asked for it. The other way round would bring somebody back.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

NAME = "tombstones.jsonl"
SALT = "campaign.operations.tombstones"
_doing_again: ContextVar[bool] = ContextVar("doing_again", default=False)


class NoList(Exception):
    """A file that somebody named is no list. The message says why."""


class TombstoneKind(StrEnum):
    """What is to be done again after a restore."""

    # A person asked to be removed, or was removed with a campaign that closed: a line for their address and one for
    # their key.
    REMOVED = "removed"
    # A campaign was closed for good, with everybody's name in it; `about` names it, and there is no address.
    CLOSED = "closed"
    # No more reminders, and the wish taken back. `about` names a CLP or a kind of mail; empty, it is all of them.
    STOPPED = "stopped"
    RESUMED = "resumed"
    # Mail came back or was complained of, with the reason in `about`; and an organiser who lifted that.
    SUPPRESSED = "suppressed"
    LIFTED = "lifted"
    # Somebody asked that we never write to a mailbox again, and took that back. Of the mailbox, not of one address.
    NEVER_AGAIN = "never-again"
    WELCOME_AGAIN = "welcome-again"
    # Somebody asked not to be called again. Of the mailbox or the telephone number, and nobody takes it back.
    NEVER_CALL = "never-call"
    # What somebody may do was changed; `about` says what is left of it. Of their key, not of an address.
    RIGHTS = "rights"
    # What lets programs or people in, or is called, was ended; `about` says of which sort, and there is no address
    # but an invitation's.
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One line of the list: what was taken back, when, and a keyed hash of the address that it is about."""

    kind: str
    at: datetime
    hash: str
    # Which SECRET_KEY the hash was made with, so that a new one is noticed.
    key: str
    about: str = ""

    def is_of(self, address: str) -> bool:
        """Whether this line is about an address, by any key that the settings know."""
        return any(constant_time_compare(self.hash, hash_of(address, secret)) for secret in secrets())

    @property
    def is_readable(self) -> bool:
        """Whether the settings know the key that it was made with."""
        return self.key in {mark_of(secret) for secret in secrets()}


def remember(kind: TombstoneKind, address: str, *, about: str = "") -> None:
    """Add a line to the list. Raises OSError where it cannot be written: then the act itself must not stand."""
    remember_all(kind, [address], about=about)


def remember_all(kind: TombstoneKind, addresses: Iterable[str], *, about: str = "") -> None:
    """Add a line for each address, all in one write."""
    if _doing_again.get():
        return
    now, secret = timezone.now(), settings.SECRET_KEY
    stones = [Tombstone(kind, now, hash_of(address, secret), mark_of(secret), about) for address in addresses]
    if stones:
        append(stones)


@contextmanager
def doing_again() -> Iterator[None]:
    """Add no line inside: what is done there is in the list already, under the time at which it first happened.

    Under today's, a later restore would take somebody away who had come back in between.
    """
    token = _doing_again.set(True)
    try:
        yield
    finally:
        _doing_again.reset(token)


def append(stones: Iterable[Tombstone]) -> None:
    """Write lines to the end of the list, and wait until the disk has them."""
    lines = "".join(_line(stone) for stone in stones)
    # Readable by nobody else: who could read it and knew the key could ask it about an address.
    handle = os.open(path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with open(handle, "r+b", buffering=0) as file:  # noqa: PTH123 - a handle with a mode of its own
        # A line that was cut off by a full disk must not take this one with it.
        if (size := file.seek(0, os.SEEK_END)) and os.pread(handle, 1, size - 1) != b"\n":
            lines = "\n" + lines
        file.write(lines.encode())
        os.fsync(handle)


def read(file: Path | None = None) -> list[Tombstone]:
    """Return every line that can be read, oldest first; of a list that is not there, none."""
    source = file or path()
    return list(_read(source.read_text(errors="replace"))) if source.exists() else []


def read_named(file: Path) -> list[Tombstone]:
    """Return the lines of a list that somebody names; raise NoList where it has none, as a list that was kept has."""
    try:
        stones = read(file)
    except OSError as error:
        raise NoList(f"{file} cannot be read: {error.strerror}.") from error
    if not stones:
        raise NoList(f"No line in {file} can be read as one of the list." if file.exists() else f"No file is {file}.")
    return stones


def merge(stones: Iterable[Tombstone]) -> int:
    """Add the lines of another list that ours has not, as when the site has moved house; return how many."""
    known = set(read())
    new = [stone for stone in stones if stone not in known]
    if new:
        append(new)
    return len(new)


def path() -> Path:
    """Return where the list is: outside the database, and outside what a restore replaces."""
    return Path(settings.VAR_DIR) / NAME


def secrets() -> tuple[str, ...]:
    """Return today's SECRET_KEY and those before it that the settings name still."""
    return settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS


def hash_of(address: str, secret: str) -> str:
    """Return the keyed hash of an address; capitals and spaces around it never matter."""
    return salted_hmac(SALT, address.strip().lower(), secret=secret, algorithm="sha256").hexdigest()


@cache
def mark_of(secret: str) -> str:
    """Return what tells one key from another without giving either away."""
    return salted_hmac(SALT, "which key", secret=secret, algorithm="sha256").hexdigest()[:12]


def _line(stone: Tombstone) -> str:
    return json.dumps({**asdict(stone), "at": stone.at.isoformat()}) + "\n"


def _read(text: str) -> Iterator[Tombstone]:
    for line in text.splitlines():
        try:
            values = json.loads(line)
            yield Tombstone(**{**values, "at": datetime.fromisoformat(values["at"])})
        except (ValueError, TypeError, KeyError):
            # Half a line: the disk was full, or the power went. What it stood for did not happen either.
            continue
