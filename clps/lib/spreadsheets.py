"""Tables as CSV and as XLSX: numbers stay numbers and days stay days; what people typed is never a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from clps.lib.http import saved_as

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
    response["Content-Disposition"] = saved_as(f"{name}.csv")
    return response
