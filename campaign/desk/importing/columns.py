"""Finding the columns of a file by its header, whatever the capitals, spaces and underscores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from campaign.desk.importing.rows import Row, normalised
from clps.importing.csv_files import BadFile, Problem

# What an organiser chose for a heading before: the heading normalised, and the name of our column; "" leaves it alone.
Remembered = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column of ours stands in a file, and the headings of those that we leave alone."""

    places: dict[str, int]
    ignored: list[str]

    def pick(self, values: Sequence[str]) -> dict[str, str]:
        """Return what one row says in our columns."""
        return {name: values[place] for name, place in self.places.items()}


class Unmatched(BadFile):
    """The header does not say which column is which; `places` holds those that it does say."""

    def __init__(self, problems: list[Problem], places: dict[str, int]) -> None:
        """Keep what was found all the same."""
        super().__init__(problems)
        self.places = places


def known_headings(kind: type[Row], remembered: Remembered) -> list[set[str]]:
    """Return, for each column of ours, the headings that stand for it."""
    return [
        {*_ways(name, str(field.label), kind), *(told for told, column in remembered.items() if column == name)}
        for name, field in kind.base_fields.items()
    ]


def match_columns(header: Sequence[str], kind: type[Row], *, remembered: Remembered) -> Columns:
    """Return where the columns are; raise Unmatched where a needed one is missing, or one is there twice.

    What was chosen for a heading before counts first, then our own words for it, then what others call it.
    """
    headings = [normalised(heading) for heading in header]
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for name, field in kind.base_fields.items():
        found = _found(headings, name, str(field.label), kind, remembered)
        if found and headings.count(found) > 1:
            problems.append(Problem(0, f"The column “{field.label}” is there twice."))
        elif found:
            places[name] = headings.index(found)
        elif name in kind.needed:
            problems.append(Problem(0, f"There is no column “{field.label}”."))
    if problems:
        raise Unmatched(problems, places)
    return chosen_columns(header, places)


def chosen_columns(header: Sequence[str], places: dict[str, int]) -> Columns:
    """Return the columns at places that are known, and the headings of the others."""
    known = set(places.values())
    ignored = [heading for place, heading in enumerate(header) if heading and place not in known]
    return Columns(places, ignored)


def _found(headings: list[str], name: str, label: str, kind: type[Row], remembered: Remembered) -> str:
    """Return the heading that stands for a column; empty where none does."""
    chosen = (heading for heading in headings if remembered.get(heading) == name)
    ways = (way for way in _ways(name, label, kind) if way in headings and way not in remembered)
    return next(chosen, "") or next(ways, "")


def _ways(name: str, label: str, kind: type[Row]) -> Iterator[str]:
    yield from (normalised(way) for way in (label, name, *kind.also_called.get(name, ())))
