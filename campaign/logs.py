"""Taking out of the log what leads to a person or opens a door: addresses, tokens, passwords, what was asked for.

Whoever reads the log looks for what went wrong, and may be anybody to whom a machine is shown. The words of an error
are others' words and may hold what somebody typed; so every text goes through `redacted` on its way out.
"""

import re
import traceback
from collections.abc import Iterator
from types import TracebackType

from django.db import Error as DatabaseTrouble

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
