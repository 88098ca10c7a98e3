"""Understanding a file line by line: each is clean by itself, about a CLP that may be written, and about it alone."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from campaign.desk.importing.columns import Columns
from campaign.desk.importing.preview import Line, Wrong
from campaign.desk.importing.rows import Row
from campaign.desk.importing.tables import WHOLE_ROW, Table
from clps.directory import Directory
from clps.models import CLP

# Looking for names that come near costs some milliseconds: a file of another list's names has them all wrong.
MOST_SUGGESTIONS = 40


class Reader:
    """Reads the lines of one file, for an organiser of some regions or, with None, of all."""

    def __init__(
        self,
        table: Table,
        columns: Columns,
        *,
        make: Callable[[dict[str, str]], Row],
        regions: frozenset[int] | None,
        key_of: Callable[[CLP, dict[str, Any]], Hashable],
        answers: Mapping[str, str],
    ) -> None:
        """Read every line. Lines with the same key are about the same.

        `answers` are the names of CLPs that an organiser chose for names that are in the file.
        """
        self.columns = columns
        self.lines: list[Line] = []
        self.wrong: list[Wrong] = []
        self._table, self._make, self._regions, self._key_of = table, make, regions, key_of
        self._answers, self._directory, self._suggested = answers, Directory.read(), 0
        self._read()

    def _read(self) -> None:
        seen: dict[Hashable, int] = {}
        for number, values in self._table.rows:
            said = self.columns.pick(values)
            form = self._make(said)
            if faults := list(self._faults(number, form)):
                self.wrong += faults
                continue
            clp, lost = self._place(number, said.get("clp", ""))
            self.wrong += lost
            if not form.is_valid():
                self.wrong += _wrongs(number, said, form)
            if clp is None or not form.is_valid():
                continue
            first = seen.setdefault(self._key_of(clp, form.cleaned_data), number)
            if first == number:
                self.lines.append(Line(number, clp, form.cleaned_data))
            else:
                words = f"Line {first} is about the same. Keep one of the two."
                self.wrong.append(Wrong(number, "CLP", said["clp"], words))

    def _faults(self, number: int, form: Row) -> Iterator[Wrong]:
        """Yield what cannot be read in the columns that count; what is left alone may be as broken as it likes."""
        if words := self._table.faults.get((number, WHOLE_ROW)):
            yield Wrong(number, "", "", words)
        for name, place in self.columns.places.items():
            if words := self._table.faults.get((number, place)):
                yield Wrong(number, str(form.fields[name].label), "", words)

    def _place(self, number: int, text: str) -> tuple[CLP | None, Sequence[Wrong]]:
        """Return the CLP that a line is about, or why there is none that may be written."""
        if not text.strip():
            return None, []
        found = self._directory.find(self._answers.get(text, text))
        if not found:
            return None, [Wrong(number, "CLP", text, "We know no CLP of this name.", self._suggest(text))]
        if len(found) > 1:
            words = "This fits several CLPs. Say which."
            return None, [Wrong(number, "CLP", text, words, sorted(clp.name for clp in found[:3]))]
        if self._regions is not None and found[0].region_id not in self._regions:
            # Nothing is said of what we know there.
            words = "This CLP is not in your regions. Take the line out, or ask somebody who looks after it."
            return None, [Wrong(number, "CLP", text, words)]
        return found[0], []

    def _suggest(self, text: str) -> Sequence[str]:
        self._suggested += 1
        return self._directory.suggest(text) if self._suggested <= MOST_SUGGESTIONS else ()


def _wrongs(number: int, said: dict[str, str], form: Row) -> Iterator[Wrong]:
    """Yield what a form says against a line."""
    for name, errors in form.errors.items():
        label = str(form.fields[name].label) if name in form.fields else ""
        yield from (Wrong(number, label, said.get(name, ""), str(words)) for words in errors)
