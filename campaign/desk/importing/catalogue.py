"""What can be imported, as data: its columns, who may, how its lines are compared and how they are written."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from campaign.desk.importing.columns import Columns
from campaign.desk.importing.lines import Reader
from campaign.desk.importing.preview import Change, Line, Plan, Wrong
from campaign.desk.importing.result_rows import ResultRow
from campaign.desk.importing.results import compare_results, key_of_result
from campaign.desk.importing.rows import Row, normalised
from campaign.desk.importing.secretaries import SecretaryRow, compare_secretaries, key_of_secretary
from campaign.desk.importing.tables import Table
from campaign.desk.importing.writing import take_result_back, take_secretary_back, write_results, write_secretaries
from campaign.desk.models import ImportedLine
from clps.models import CLP
from motions.actions.secretaries import lock_clps
from motions.actions.standings import lock_standings
from motions.models import Motion, MotionVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of file."""

    slug: str
    label: str
    explains: str
    row: type[Row]
    rights: Sequence[str]
    # Of a motion: what makes a form of what one line says.
    maker: Callable[[Motion], Callable[[Mapping[str, str]], Row]]
    key_of: Callable[[CLP, Mapping[str, Any]], Hashable]
    compare: Callable[[Sequence[Line], Motion], tuple[Sequence[Change], Sequence[Wrong]]]
    # Before the lines are compared to be written: nobody else writes there until the transaction ends.
    lock: Callable[[Sequence[CLP], Motion], object]
    # Writes what the changes say, and returns what each line wrote and what stood there before.
    write: Callable[[Sequence[Any], Motion, AbstractBaseUser], list[ImportedLine]]
    # Takes one line back; False where somebody has changed since what it wrote.
    take_back: Callable[[ImportedLine, Motion, AbstractBaseUser], bool]
    # Whether it is about one motion among several; else the one that the site shows tells of it.
    asks_for_motion: bool = False

    @property
    def columns(self) -> list[tuple[str, str, bool]]:
        """Each column's heading, what it is for, and whether the file has to have it."""
        fields = self.row.base_fields.items()
        return [(str(field.label), str(field.help_text), name in self.row.needed) for name, field in fields]


def _make_results(motion: Motion) -> Callable[[Mapping[str, str]], Row]:
    of_others = MotionVersion.objects.exclude(motion=motion).exclude(title__in=motion.versions.values("title"))
    others = {normalised(title): title for title in of_others.values_list("title", flat=True)}
    conference = motion.campaign.conference
    return lambda said: ResultRow(said, conference=conference, other_motions=others)


def _compare_results(lines: Sequence[Line], motion: Motion) -> tuple[Sequence[Change], Sequence[Wrong]]:
    version = motion.current_version
    assert version is not None  # noqa: S101 - only motions with a text are offered
    return compare_results(lines, motion=motion, version=version), []


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            slug="secretaries",
            label="Secretaries",
            explains="Who takes motions for each CLP, and how we know. Only organisers ever see it.",
            row=SecretaryRow,
            rights=("clps.view_secretary", "clps.add_secretary", "clps.change_secretary"),
            maker=lambda motion: SecretaryRow,
            key_of=key_of_secretary,
            compare=lambda lines, motion: compare_secretaries(lines),
            lock=lambda clps, motion: lock_clps(clps),
            write=write_secretaries,
            take_back=take_secretary_back,
        ),
        Kind(
            slug="results",
            label="Past results",
            explains="What CLPs and branches did with the motion, from minutes, a list of your own or an earlier "
            "campaign. They count at once, and no mail goes to anybody about them.",
            row=ResultRow,
            rights=("motions.view_submission", "motions.change_submission"),
            maker=_make_results,
            key_of=key_of_result,
            compare=_compare_results,
            lock=lambda clps, motion: lock_standings(motion, clps),
            write=write_results,
            take_back=take_result_back,
            asks_for_motion=True,
        ),
    )
}


def read_lines(
    kind: Kind,
    table: Table,
    columns: Columns,
    *,
    motion: Motion,
    regions: frozenset[int] | None,
    answers: Mapping[str, str],
) -> Reader:
    """Return the lines of a file as they are understood."""
    make = kind.maker(motion)
    return Reader(table, columns, make=make, regions=regions, key_of=kind.key_of, answers=answers)


def plan_of(kind: Kind, reader: Reader, *, motion: Motion) -> Plan:
    """Return what the lines would do to what is known now."""
    changes, undecided = kind.compare(reader.lines, motion)
    wrong = sorted([*reader.wrong, *undecided], key=lambda one: (one.line, one.column))
    unchanged = len(reader.lines) - len(changes) - len(undecided)
    return Plan(changes=changes, unchanged=unchanged, wrong=wrong, ignored=reader.columns.ignored)
