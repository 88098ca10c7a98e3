"""Tables as CSV and as XLSX: numbers stay numbers and days stay days; what people typed is never a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

# A heading, and the way to the value: dotted names, or a function of the row.
Column = tuple[str, str | Callable[[Any], Any]]
Value = str | int | float | Decimal | date | time | None
KINDS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Spreadsheets run what starts so as a formula, the wide signs in Asian settings (OWASP, "CSV injection").
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Characters that a workbook cannot hold.
UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
# Without it Excel takes a CSV for a file of the machine's own alphabet, and garbles Ynys Môn.
BYTE_ORDER_MARK = "\ufeff"
DAY, MOMENT, CLOCK = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"
# Columns are as wide as their first rows need: to look at every row would mean to hold them all.
ROWS_MEASURED, WIDEST = 200, 60


class _Echo:
    """A file that hands back what is written to it, so that a line goes out as soon as it is made."""

    def write(self, line: str) -> str:
        return line


class Table:
    """Headings, and a row of values for each of some objects, made as they are asked for."""

    def __init__(self, columns: Sequence[Column], rows: Iterable[Any]) -> None:
        """Take the columns, and what each row is made of."""
        self.headings: list[Value] = [heading for heading, _ in columns]
        self._ways = [attrgetter(way) if isinstance(way, str) else way for _, way in columns]
        self._rows = rows

    def __iter__(self) -> Iterator[list[Value]]:
        """Yield the rows."""
        for row in self._rows:
            yield [value_of(value() if callable(value) else value) for value in (way(row) for way in self._ways)]


def value_of(value: object) -> Value:
    """Return what a spreadsheet holds of a value: yes or no, UK local time, numbers as they are, the rest as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(microsecond=0, tzinfo=None)
    if value is None or isinstance(value, int | float | Decimal | date | time):
        return value
    return str(value).translate(UNPRINTABLE)


def defuse(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe goes before what would start a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def as_meant(text: str) -> str:
    """Return a text without the apostrophe that `defuse` put before it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS_A_FORMULA) else text


def cell(value: Value) -> str | int | float | Decimal:
    """Return a value as CSV has it: numbers as they are, and all else as text; ISO days and times, and no formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return defuse(value) if isinstance(value, str) else value


def send(kind: str, name: str, table: Table) -> HttpResponseBase:
    """Return a table as a spreadsheet of one of the two kinds."""
    return as_csv(name, table) if kind == "csv" else as_xlsx(name, table)


def csv_lines(table: Table, *, for_excel: bool = True) -> Iterator[str]:
    """Yield a table as CSV, line by line; for Excel it starts with a mark that other programs may stumble over."""
    # Every text in quotes: a program that parts at semicolons too would else begin a new cell, with a formula in it.
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC)
    if for_excel:
        yield BYTE_ORDER_MARK
    for row in chain([table.headings], table):
        yield writer.writerow(map(cell, row))


def as_csv(name: str, table: Table, *, for_excel: bool = True) -> StreamingHttpResponse:
    """Return a table as a CSV file to download."""
    lines = csv_lines(table, for_excel=for_excel)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


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
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(out.getvalue(), content_type=XLSX, headers=headers)


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
