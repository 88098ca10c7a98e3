"""Looking into a workbook before a library reads it: it may be a bomb, and it may say things that a reader drops.

The library keeps a place for every cell up to the last, so a file of some kilobytes could ask for a gigabyte. What
this finds besides, a reader of values alone would not tell: hidden rows, errors, and formulas without a result.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree  # parts with a DOCTYPE are refused before it reads them

from clps.importing.csv_files import BadFile, Problem

MOST_UNPACKED = 20_000_000
MOST_PARTS = 500
# More than a full sheet of the rows and columns that are read; most are empty cells with a colour.
MOST_CELLS = 300_000
# Among the rows are the empty ones that stand between others.
MOST_SHEET_ROWS, MOST_SHEET_COLUMNS = 10_000, 60
IN_UTF_16 = "This workbook is in UTF-16, which no spreadsheet program writes. Save it again as .xlsx, or as CSV."
UNREADABLE = "This workbook cannot be read. Save it again as .xlsx, or as CSV."

# A row's beginning, or a whole cell: what it says of itself, and what is in it.
ROW_OR_CELL = re.compile(
    rb"<(?:\w+:)?(?:row\b(?P<row>[^>]*)>|c(?=[\s/>])(?P<cell>[^>]*?)(?:/>|>(?P<body>.*?)</(?:\w+:)?c>))", re.DOTALL
)
REFERENCE = re.compile(rb"\br=[\"']([A-Za-z]{0,3})(\d{1,7})[\"']")
HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
IS_ERROR = re.compile(rb"\bt=[\"']e[\"']")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>]*>([^<]+)<")
FORMULA = re.compile(rb"<(?:\w+:)?f\b")


@dataclass(slots=True)
class SheetNotes:
    """What is to be said of one sheet: the numbers of hidden rows, and cells that have no value to read."""

    hidden_rows: list[int] = field(default_factory=list)
    # By row and column, both from 1.
    faults: dict[tuple[int, int], str] = field(default_factory=dict)


def look_into(data: bytes) -> dict[str, SheetNotes]:
    """Return the notes on each sheet by its name; raise BadFile for what is no workbook or would take too much."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            _refuse_traps(packed)
            return {name: _notes_on(packed.read(part)) for name, part in _sheets(packed).items()}
    except BadFile:
        raise
    except Exception as error:
        # It fails in as many ways as a file can be broken; what it says may quote the file.
        raise BadFile([Problem(0, UNREADABLE)]) from error


def _refuse_traps(packed: zipfile.ZipFile) -> None:
    """Look at the packing before anything is unpacked. What a part says of its size is all that is ever read of it."""
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadFile([Problem(0, "It unpacks to more than 20 MB. Copy the cells into a new workbook.")])
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise BadFile([Problem(0, "There are macros in it. Save it as .xlsx, without them.")])
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            content = packed.read(part)
            # No spreadsheet program writes a DOCTYPE, by which a small file names itself over and over. In UTF-16 it
            # could not be seen here.
            if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:200]:
                raise BadFile([Problem(0, IN_UTF_16)])
            if b"<!DOCTYPE" in content:
                raise BadFile([Problem(0, UNREADABLE)])


def _sheets(packed: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet by the sheet's name."""
    book = ElementTree.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314 - see _refuse_traps
    links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            link = next((value for name, value in element.items() if name.rpartition("}")[2] == "id"), "")
            target = targets.get(link, "")
            found[element.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    # A chart on a sheet of its own has no cells.
    return {name: part for name, part in found.items() if "worksheets/" in part}


def _notes_on(part: bytes) -> SheetNotes:
    notes, cells = SheetNotes(), 0
    for row, column, match in _places(part):
        if column == 0:
            if HIDDEN.search(match["row"]):
                notes.hidden_rows.append(row)
            continue
        cells += 1
        if cells > MOST_CELLS:
            words = f"A sheet has more than {MOST_CELLS:,} cells, most of them empty. Copy what counts into a new one."
            raise BadFile([Problem(0, words)])
        body = match["body"] or b""
        value = VALUE.search(body)
        if value or FORMULA.search(body):
            _refuse_far_away(row, column)
        if IS_ERROR.search(match["cell"]):
            shown = value[1].decode(errors="replace") if value else "an error"
            notes.faults[row, column] = f"There is an error in {_name(row, column)}: {shown}."
        elif not value and FORMULA.search(body):
            notes.faults[row, column] = (
                f"The formula in {_name(row, column)} has no result. Open the file in your program and save it again."
            )
    return notes


def _places(part: bytes) -> Iterator[tuple[int, int, re.Match[bytes]]]:
    """Yield the row and the column of each cell, both from 1; a row itself has the column 0.

    A program may leave a cell's or a row's own number out: it is then the next.
    """
    row = column = 0
    # With the first workbook, as everywhere: openpyxl is large.
    from openpyxl.utils import column_index_from_string  # type: ignore[import-untyped]

    for match in ROW_OR_CELL.finditer(part):
        said = REFERENCE.search(match["cell"] if match["row"] is None else match["row"])
        if match["row"] is not None:
            row, column = int(said[2]) if said else row + 1, 0
            yield row, 0, match
            continue
        column = column_index_from_string(said[1].decode()) if said and said[1] else column + 1
        yield int(said[2]) if said else row, column, match


def _refuse_far_away(row: int, column: int) -> None:
    if column > MOST_SHEET_COLUMNS:
        raise BadFile([Problem(row, f"it goes on past column {MOST_SHEET_COLUMNS}.")])
    if row > MOST_SHEET_ROWS:
        raise BadFile([Problem(0, f"The sheet goes on past row {MOST_SHEET_ROWS:,}. Split it.")])


def _name(row: int, column: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column)}{row}"
