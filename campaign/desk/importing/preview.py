"""What importing a file would do, line by line, before anything is written."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from clps.models import CLP


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong, beside where it stands: the line, the column and what the file says there."""

    line: int
    column: str
    value: str
    reason: str
    suggestions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line that can be understood: what it says, and the CLP that it is about."""

    number: int
    clp: CLP
    given: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing that would be another: what it is called, what stands there and what would."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one line would add or change. `work` is what its action takes."""

    line: int
    clp: CLP
    about: str
    is_new: bool
    cells: Sequence[Cell]
    work: Any
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a whole file would do. With one thing wrong it does nothing."""

    changes: Sequence[Change] = ()
    unchanged: int = 0
    wrong: Sequence[Wrong] = ()
    ignored: Sequence[str] = ()
    digest: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Sum up what would be written, so that a plan made later can be told from this one."""
        said = [
            [one.line, one.clp.pk, one.about, one.is_new, *([c.label, c.before, c.after] for c in one.cells)]
            for one in self.changes
        ]
        summed = hashlib.sha256(json.dumps([self.unchanged, said, len(self.wrong)]).encode()).hexdigest()
        object.__setattr__(self, "digest", summed)

    @property
    def added(self) -> int:
        """How many lines add something."""
        return sum(change.is_new for change in self.changes)

    @property
    def changed(self) -> int:
        """How many lines change something."""
        return len(self.changes) - self.added
