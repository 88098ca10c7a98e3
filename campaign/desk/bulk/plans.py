"""The words of this room: a row to choose, what would become of it, and what can be done to each sort of rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.forms import Form

from campaign.accounts.models import User
from campaign.desk.front.filters import Choices, read_choices
from motions.models import Motion

Before = dict[str, Any]
# So many are shown, and done at once: whoever has more narrows the list.
MOST = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One row to choose: its key, its name, and how it stands. `about` is the thing itself."""

    key: str
    name: str
    more: str
    about: Any = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act would do: to which rows, what becomes of them, and which are left out and why."""

    said: str
    rows: Sequence[Row]
    left_out: Sequence[tuple[Row, str]] = ()


@dataclass(frozen=True)
class BulkContext:
    """Who does it, and to what motion's rows."""

    user: User
    motion: Motion

    @cached_property
    def choices(self) -> Choices:
        """Which CLPs the rows can be narrowed to. Two queries, once for each page."""
        return read_choices(self.motion, self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKind:
    """A sort of rows. `run` returns how each stood; `undo` takes that and returns how many it put back."""

    slug: str
    name: str
    explains: str
    right: str
    rows: Callable[[BulkContext, Mapping[str, str]], list[Row]]
    filters: Callable[[BulkContext], list[tuple[str, str, Sequence[tuple[str, str]]]]]
    form: Callable[..., Form]
    plan: Callable[[BulkContext, Sequence[Row], Mapping[str, Any]], Plan]
    run: Callable[[BulkContext, Plan, Mapping[str, Any]], list[Before]]
    undo: Callable[[BulkContext, Iterable[Before]], int]


def parted(rows: Iterable[Row], why_not: Callable[[Row], str]) -> tuple[list[Row], list[tuple[Row, str]]]:
    """Part the rows into those that go and those that do not, with why."""
    fit: list[Row] = []
    left: list[tuple[Row, str]] = []
    for row in rows:
        why = why_not(row)
        if why:
            left.append((row, why))
        else:
            fit.append(row)
    return fit, left
