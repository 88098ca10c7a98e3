"""Spreadsheets to take away: of any table, and of what a list in the admin shows."""

import logging
from collections.abc import Sequence
from operator import attrgetter

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from clps.lib.audit import note_export
from clps.lib.spreadsheets import KINDS, Column, Table, as_csv
from clps.models import CLP

logger = logging.getLogger(__name__)


def codes_of(clp: CLP) -> str:
    """Return the GSS codes of a CLP's constituencies."""
    return "|".join(sorted(constituency.gss_code for constituency in clp.constituencies.all()))


def about_the_clp(way: str = "clp") -> tuple[Column, ...]:
    """Return the columns that say of which CLP a row is; `way` leads from the row to it."""
    to_clp = attrgetter(way)
    return (
        ("CLP", f"{way}.name"),
        ("Region", f"{way}.region.name"),
        ("GSS codes", lambda row: codes_of(to_clp(row))),
    )


def as_spreadsheet(kind: str, name: str, table: Table) -> HttpResponseBase:
    """Return a table as a spreadsheet of one of the two kinds."""
    if kind == "csv":
        return as_csv(name, table)
    from clps.lib.xlsx import as_xlsx  # with the first workbook: openpyxl is large, and most workers never need it

    return as_xlsx(name, table)


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
        kinds = [path(f"export.{kind}", view, {"kind": kind}, name=f"{name}_{kind}") for kind in KINDS]
        return [*kinds, *super().get_urls()]

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """Return what the list shows, on all its pages, to those who may see the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        rows = listed.queryset.prefetch_related(*self.export_prefetch)
        if self.export_select:
            rows = rows.select_related(*self.export_select)
        name = str(self.opts.model_name)
        note_export(request.user, file=f"{name}, {kind}", rows=listed.result_count)
        logger.info("Person %s takes %d rows of %s as %s.", request.user.pk, listed.result_count, name, kind)
        return as_spreadsheet(kind, name, Table(self.export_columns, rows.iterator(chunk_size=2000)))
