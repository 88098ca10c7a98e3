"""A table as a workbook: numbers stay numbers, days stay days, and what people typed is never a formula.

Apart from `clps.lib.spreadsheets`, so that a process loads openpyxl only when somebody asks it for a workbook.
"""

from datetime import date, datetime, time
from io import BytesIO
from itertools import chain, islice
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from clps.lib.http import as_file
from clps.lib.spreadsheets import STARTS_A_FORMULA, XLSX, Table, Value, cell

DAY, MOMENT, CLOCK = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"
# Columns are as wide as their first rows need: to look at every row would mean to hold them all.
ROWS_MEASURED, WIDEST = 200, 60


def as_xlsx(name: str, table: Table) -> HttpResponse:
    """Return a table as a workbook of one sheet, its headings always in sight."""
    book, out = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    rows = iter(table)
    measured = list(islice(rows, ROWS_MEASURED))
    for place, column in enumerate(zip(table.headings, *measured, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(
            WIDEST, 3 + max(len(str(cell(one))) for one in column)
        )
    sheet.append([_sheet_cell(sheet, heading, bold=True) for heading in table.headings])
    for row in chain(measured, rows):
        sheet.append([_sheet_cell(sheet, value) for value in row])
    book.save(out)
    return as_file(out.getvalue(), XLSX, f"{name}.xlsx")


def _sheet_cell(sheet: Any, value: Value, *, bold: bool = False) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return a cell that is what its value is."""
    made = WriteOnlyCell(sheet, value)
    if bold:
        made.font = Font(bold=True)
    if isinstance(value, str):
        # Else openpyxl makes a formula of what starts with =, and an error of #N/A.
        made.data_type = "s"
        made.quotePrefix = value.startswith(STARTS_A_FORMULA)
    elif isinstance(value, datetime):
        made.number_format = MOMENT
    elif isinstance(value, date):
        made.number_format = DAY
    elif isinstance(value, time):
        made.number_format = CLOCK
    return made
