"""Reading the first sheet of a workbook, without trusting it: it may be a bomb, hold formulas, or run on for ever."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped]

from clps.importing.csv_files import BadFile, Problem

MOST_UNPACKED = 20_000_000
MOST_PARTS = 500
# Among the rows are the empty ones that stand between others.
MOST_SHEET_ROWS, MOST_SHEET_COLUMNS = 10_000, 60
UNREADABLE = "This workbook cannot be read. Save it again as .xlsx, or as CSV."


def is_workbook(data: bytes) -> bool:
    """Say whether a file is packed as workbooks are."""
    return data.startswith(b"PK")


def read_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet that have something in them, each with its number.

    Raises BadFile for what is no workbook, unpacks to too much, or has a formula or an error in a cell.
    """
    _refuse_traps(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the file says of its own size is often wrong.
        sheet.reset_dimensions()
        rows = [
            (number, row)
            for number, row in enumerate(sheet.iter_rows(), start=1)
            if any(cell.value is not None for cell in row)
        ]
    except Exception as error:
        # The reader fails in as many ways as a file can be broken; what it says may quote the file.
        raise BadFile([Problem(0, UNREADABLE)]) from error
    if rows and rows[-1][0] > MOST_SHEET_ROWS:
        raise BadFile([Problem(0, f"The sheet goes on past row {MOST_SHEET_ROWS:,}. Split it.")])
    yield from _texts(rows)


def _refuse_traps(data: bytes) -> None:
    """Look at the packing before anything is unpacked. What a part says of its size is all that is ever read of it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise BadFile([Problem(0, "It unpacks to more than 20 MB. Copy the cells into a new workbook.")])
            names = [part.filename.lower() for part in parts]
            if any(name.endswith("vbaproject.bin") for name in names):
                raise BadFile([Problem(0, "There are macros in it. Save it as .xlsx, without them.")])
            # No spreadsheet program writes one; it is how a small file names itself over and over.
            if any(b"<!DOCTYPE" in packed.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))):
                raise BadFile([Problem(0, UNREADABLE)])
    except BadFile:
        raise
    except Exception as error:
        raise BadFile([Problem(0, UNREADABLE)]) from error


def _texts(rows: list[tuple[int, Any]]) -> Iterator[tuple[int, list[str]]]:
    problems = []
    for number, row in rows:
        for cell in row:
            if cell.data_type == "f":
                problems.append(Problem(number, f"there is a formula in {cell.coordinate}. Put its result there."))
            elif cell.data_type == "e":
                problems.append(Problem(number, f"there is an error in {cell.coordinate}: {cell.value}."))
            elif cell.value is not None and cell.column > MOST_SHEET_COLUMNS:
                problems.append(Problem(number, f"it goes on past column {MOST_SHEET_COLUMNS}."))
    if problems:
        raise BadFile(problems)
    for number, row in rows:
        yield number, [_text(cell.value) for cell in row]


def _text(value: object) -> str:
    """Return what a cell shows, near enough: a day without its hour, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
