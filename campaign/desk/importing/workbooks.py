"""Reading the sheets of a workbook: what its cells show, and what is to be said of them.

python-calamine reads what openpyxl refuses (styles without a fill, Strict files), takes the results of formulas, and
is many times faster; `packing` looks first at what it would drop and at what would cost too much.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, SheetTypeEnum, SheetVisibleEnum, load_workbook

from campaign.desk.importing.workbook_safety import UNREADABLE, SheetNotes, look_into
from clps.importing.csv_files import BadFile, Problem
from clps.names import without_invisible

# So many rows or cells are named; after them come their numbers alone.
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows that hold something, with their numbers, and what a reader would not see by itself."""

    name: str
    rows: list[tuple[int, list[str]]]
    is_hidden: bool = False
    # By row and column, both from 1: why a cell has no value to read.
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def is_workbook(data: bytes) -> bool:
    """Say whether a file is packed as workbooks are."""
    return data.startswith(b"PK")


def read_workbook(data: bytes) -> list[Sheet]:
    """Return the sheets that have cells; raise BadFile for what is no workbook or would take too much."""
    notes = look_into(data)
    try:
        book = load_workbook(BytesIO(data))
        return [
            _read(book.get_sheet_by_name(sheet.name), sheet.visible != SheetVisibleEnum.Visible, notes[sheet.name])
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.name in notes
        ]
    except (CalamineError, ValueError, KeyError, OSError) as error:
        raise BadFile([Problem(0, UNREADABLE)]) from error


def _read(sheet: CalamineSheet, is_hidden: bool, notes: SheetNotes) -> Sheet:  # noqa: FBT001 - as it is asked above
    values = sheet.to_python(skip_empty_area=False) if sheet.height else []
    texts = ((number, [_text(value) for value in row]) for number, row in enumerate(values, start=1))
    faulty = {row for row, _ in notes.faults}
    rows = [(number, row) for number, row in texts if any(row) or number in faulty]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped] # with the first workbook: it is large

    shown = {number for number, _ in rows}
    remarks = []
    if hidden := [row for row in notes.hidden_rows if row in shown]:
        are = "Row {} is hidden" if len(hidden) == 1 else "Rows {} are hidden"
        remarks.append(f"{are.format(_listed(hidden))} in your file. We read what is hidden too.")
    merged = [
        f"{get_column_letter(first[1] + 1)}{first[0] + 1} to {get_column_letter(last[1] + 1)}{last[0] + 1}"
        for first, last in sheet.merged_cell_ranges or []
    ]
    if merged:
        remarks.append(f"Some cells are merged: {_listed(merged)}. Only the first of each holds a value.")
    return Sheet(sheet.name, rows, is_hidden, notes.faults, tuple(remarks))


def _listed(things: list[int] | list[str]) -> str:
    named = ", ".join(map(str, things[:MOST_NAMED]))
    more = len(things) - MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named


def _text(value: object) -> str:
    """Return what a cell shows, near enough: a day without its hour, a whole number without its point."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    # A cell may hold line ends of any machine.
    return "\n".join(without_invisible(str(value)).splitlines()).strip()
