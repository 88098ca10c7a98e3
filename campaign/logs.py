"""What is written to the log: lines for people or JSON for machines, without anybody's secrets, and no floods.

Whoever reads the log looks for what went wrong, and may be anybody to whom a machine is shown. The words of an error
are others' words and may hold what somebody typed; so every text goes through `redacted` on its way out: addresses,
tokens, passwords and what was asked for are taken out of it.

While everything fails alike, a few of the same error are written and the rest counted: with the database away, fifty
visitors a second would write five thousand lines a second, until the disk is full too.
"""

import logging
import re
import threading
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.db import Error as DatabaseTrouble
from django_guid import get_guid
from pythonjsonlogger.json import JsonFormatter

ADDRESS, TOKEN, HIDDEN, TELEPHONE = "[address]", "[token]", "[hidden]", "[telephone]"

# redis://:password@host, and the user name with it.
_CREDENTIALS = re.compile(r"(?<=://)[^\s/@]*@")
_MAILBOX = re.compile(r"[^\s@<>()\[\]\"',;:=/\\]+(?:@|%40)[^\s@<>()\[\]\"',;:/\\?&]+\.[^\W\d_]{2,}", re.IGNORECASE)
# What follows the question mark of an address: names and postcodes that somebody looked for.
_QUERY = re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]+")
# As people write them in Britain, and with the sign that stands before a country's.
_TELEPHONE = re.compile(r"(?<![\w.:/-])(?:\+\d{1,3}[ -]?(?:\(0\))?|0)\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}(?![\w.:-])")
_SEGMENT = re.compile(r"(?<=/)[^\s/?\"'<>]{16,}")
# As `secrets` and Django make them: long, and mixed in a way that no word is.
_MIXED = re.compile(
    r"(?<![\w-])(?:(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{20,}"
    r"|(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{40,}"
    r"|(?=[a-z0-9]*[a-z])(?=[a-z0-9]*\d)[a-z0-9]{32,}(?![\w-]))",
    re.ASCII,
)
_SAID = re.compile(
    r"\b(token|secret|password|passwd|api[_-]?key|authorization)(\W{1,4}(?:bearer )?)[^\s,;&\"')]+", re.I
)
# Here PostgreSQL repeats a row, with the names in it, wherever somebody wrote down its words.
_ROW = re.compile(r"DETAIL:\s.*", re.DOTALL)
# What a JSON line holds besides the message; whatever else hangs on a record, such as the request, stays out.
FIELDS = ("time", "level", "logger", "message", "request_id", "status_code", "exc_info", "stack_info")
# So many of one error are written in each span of time.
BURST = 3
SPAN = 10.0  # seconds
Key = tuple[str, int, str]


def redacted(text: str) -> str:
    """Return a text without addresses, tokens, passwords, rows and what stands behind a question mark."""
    text = _ROW.sub(HIDDEN, text)
    text = _CREDENTIALS.sub(f"{HIDDEN}@", text)
    text = _QUERY.sub(rf"\1?{HIDDEN}", text)
    text = _MAILBOX.sub(ADDRESS, text)
    text = _TELEPHONE.sub(TELEPHONE, text)
    text = _SAID.sub(rf"\1\2{HIDDEN}", text)
    text = _SEGMENT.sub(_segment, text)
    return _MIXED.sub(TOKEN, text)


def redacted_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Return a traceback without what leads to a person.

    Of what a database says the first line is kept: below it PostgreSQL repeats the row, with the names in it.
    """
    text = "".join(traceback.format_exception(kind, error, trace))
    for one in _chain(error):
        said = str(one)
        if "\n" in said and (isinstance(one, DatabaseTrouble) or hasattr(one, "sqlstate")):
            text = text.replace(said, said.partition("\n")[0])
    return redacted(text).rstrip("\n")


def _segment(match: re.Match[str]) -> str:
    """A part of a path: no slug of ours has a capital letter, and every token of ours has one."""
    part = match[0]
    return TOKEN if re.search(r"[A-Z]", part) and re.search(r"[\w-]{16,}", part) and "." not in part[:-5] else part


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]


def cleaned(record: logging.LogRecord) -> logging.LogRecord:
    """Return a copy of a record whose words are redacted, with the number of the request that it belongs to."""
    copy = logging.makeLogRecord(record.__dict__)
    try:
        message = record.getMessage()
    except (TypeError, ValueError, KeyError):
        # Logging itself would print the values that do not fit, to a place that nobody redacts.
        message = f"{record.msg} (its values do not fit)"
    copy.msg, copy.args = redacted(message), ()
    if record.exc_info and record.exc_info[1] is not None:
        copy.exc_text = redacted_exception(*record.exc_info)
    elif record.exc_text:
        copy.exc_text = redacted(record.exc_text)
    copy.exc_info = None
    copy.stack_info = redacted(record.stack_info) if record.stack_info else None
    copy.request_id = request_id_of(record)
    return copy


def request_id_of(record: logging.LogRecord) -> str:
    """Return the number of the request, or of the task, that a record belongs to; empty for what is neither."""
    request = getattr(record, "request", None)
    return getattr(request, "correlation_id", None) or get_guid() or ""


class Lines(logging.Formatter):
    """A line that a person reads: when, how bad, who says so, in which request, and what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line, and a traceback below it."""
        copy = cleaned(record)
        copy.within = f" [{copy.request_id}]" if copy.request_id else ""  # type: ignore[attr-defined]
        return super().format(copy)


class Json(JsonFormatter):
    """One JSON object in each line, as collectors of logs read it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        return super().format(cleaned(record))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Keep the fields that are known to hold nobody's secrets."""
        return {name: log_data[name] for name in FIELDS if log_data.get(name) not in {None, ""}}

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Add when, how bad and who says so, under names that most collectors know."""
        super().add_fields(log_data, record, message_dict)
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"], log_data["logger"] = record.levelname, record.name


class Few(logging.Filter):
    """Lets through a few records of each error in each span of time, and says of how many it kept quiet."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        # When the span began, how many came in it, and how many were kept quiet before.
        self._seen: dict[Key, tuple[float, int, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is to be written; what holds no error always is."""
        if not record.exc_info or record.exc_info[0] is None:
            return True
        key = record.name, record.levelno, record.exc_info[0].__qualname__
        now = time.monotonic()
        with self._lock:
            began, number, quiet = self._seen.get(key, (now, 0, 0))
            if now - began >= SPAN:
                began, number, quiet = now, 0, quiet + max(0, number - BURST)
            is_let_through = number < BURST
            self._seen[key] = began, number + 1, 0 if is_let_through else quiet
        if is_let_through and quiet:
            record.msg, record.args = f"{record.getMessage()} ({quiet} more like this before it)", ()
        return is_let_through
