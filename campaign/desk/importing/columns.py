"""Finding the columns of a file by its header, whatever the capitals, spaces and underscores."""

from collections.abc import Iterator
from dataclasses import dataclass

from campaign.desk.importing.rows import Row, plain
from clps.importing.csv_files import BadFile, Problem


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column of ours stands in a file, and the headings of those that we leave alone."""

    places: dict[str, int]
    ignored: list[str]

    def pick(self, values: list[str]) -> dict[str, str]:
        """Return what one row says in our columns."""
        return {name: values[place] for name, place in self.places.items()}


def match_columns(header: list[str], kind: type[Row]) -> Columns:
    """Return where the columns are; raise BadFile where one is missing or there twice."""
    headings = [plain(heading) for heading in header]
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for name, field in kind.base_fields.items():
        found = _found(headings, name, str(field.label), kind)
        if headings.count(found) > 1:
            problems.append(Problem(0, f"The column “{field.label}” is there twice."))
        elif found:
            places[name] = headings.index(found)
        elif name in kind.needed:
            problems.append(Problem(0, f"There is no column “{field.label}”. The first line has to name the columns."))
    if problems:
        raise BadFile(problems)
    known = set(places.values())
    ignored = [heading for place, heading in enumerate(header) if heading and place not in known]
    return Columns(places, ignored)


def _found(headings: list[str], name: str, label: str, kind: type[Row]) -> str:
    """Return the heading that stands for a column, our own words first; empty where none does."""
    return next((way for way in _ways(name, label, kind) if way in headings), "")


def _ways(name: str, label: str, kind: type[Row]) -> Iterator[str]:
    yield from (plain(way) for way in (label, name, *kind.also_called.get(name, ())))
