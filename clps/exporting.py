"""Spreadsheets of what a list in the admin shows, as CSV and as XLSX."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe
from openpyxl import Workbook  # type: ignore[import-untyped]

from clps.models import CLP

# A heading, and the way to the value: dotted names, or a function of the row.
Column = tuple[str, str | Callable[[Any], Any]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Spreadsheets run what starts so as a formula.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Characters that a workbook cannot hold.
UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


class _Echo:
    """A file that hands back what is written to it, so that a line goes out as soon as it is made."""

    def write(self, line: str) -> str:
        return line


def cell(value: object) -> str:
    """Return a value as a cell has it: UK local time, ISO days, and no formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    text = str(value).translate(UNPRINTABLE)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[str]]:
    """Return the headings, then a line for each row."""
    ways = [attrgetter(way) if isinstance(way, str) else way for _, way in columns]
    yield [heading for heading, _ in columns]
    for row in rows:
        yield [cell(value() if callable(value) else value) for value in (way(row) for way in ways)]


def as_csv(name: str, table: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """Return a table as CSV, line by line."""
    writer = csv.writer(_Echo())
    response = StreamingHttpResponse((writer.writerow(line) for line in table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def as_xlsx(name: str, table: Iterable[Sequence[str]]) -> HttpResponse:
    """Return a table as a workbook of one sheet."""
    book, out = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet(name)
    for line in table:
        sheet.append(line)
    book.save(out)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(out.getvalue(), content_type=XLSX, headers=headers)


def codes_of(clp: CLP) -> str:
    """Return the GSS codes of a CLP's constituencies."""
    return "|".join(sorted(constituency.gss_code for constituency in clp.constituencies.all()))


ABOUT_THE_CLP: tuple[Column, ...] = (
    ("CLP", "clp.name"),
    ("Region", "clp.region.name"),
    ("GSS codes", lambda row: codes_of(row.clp)),
)


class Exportable(admin.ModelAdmin):
    """Offers the rows that the list shows now, with its filters and its search, as a spreadsheet."""

    change_list_template = "admin/exporting/change_list.html"
    export_columns: Sequence[Column] = ()
    export_select: Sequence[str] = ("clp__region",)
    export_prefetch: Sequence[str] = ("clp__constituencies",)

    def get_urls(self) -> list[URLPattern]:
        """Add an address for each kind of spreadsheet."""
        view = self.admin_site.admin_view(require_safe(self.export_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        kinds = [path(f"export.{kind}", view, {"kind": kind}, name=f"{name}_{kind}") for kind in ("csv", "xlsx")]
        return [*kinds, *super().get_urls()]

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """Return what the list shows, to those who may see the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        rows = shown.select_related(*self.export_select).prefetch_related(*self.export_prefetch)
        table = lines(self.export_columns, rows.iterator(chunk_size=2000))
        name = str(self.opts.model_name)
        return as_csv(name, table) if kind == "csv" else as_xlsx(name, table)
