"""Pages of the admin that do one thing to a row, each an `ActPage` at an address of its own."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from clps.lib.admin_pages import acting
from motions.act_pages import ActPage, acted


class ToolPages(admin.ModelAdmin):
    """Shows a row with its tools, each at an address of its own. `adding` makes a row by a form of the same kind."""

    tools: Mapping[str, ActPage] = {}
    adding: ActPage | None = None
    change_form_template = "admin/motions/with_tools.html"

    def get_urls(self) -> list[URLPattern]:
        """Add an address for each tool."""
        view = self.admin_site.admin_view(self.tool_view)
        return [path("<int:pk>/tools/<slug:tool>/", view, name=self.page_name("tool")), *super().get_urls()]

    def page_name(self, page: str) -> str:
        """Return the name of one of this model's pages in the `admin` namespace."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def may_act(self, request: HttpRequest, row: Any | None = None) -> bool:  # noqa: ANN401 - of the admin's model
        """Whether this person may change this row, or such rows at all."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a row with the tools that fit it, and whatever else belongs on its page."""
        row = self.get_object(request, object_id)
        shown: dict[str, Any] = {"tools": []}
        if row is not None:
            shown |= self.beside(request, row)
            if self.may_act(request, row):
                offered = [(name, tool.label) for name, tool in self.tools.items() if tool.fits(row)]
                shown["tools"] = [(self.tool_address(row, name), label) for name, label in offered]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def tool_address(self, row: Any, name: str) -> str:  # noqa: ANN401 - of the model that each admin names
        """Return where a tool asks about a row; an act that a CLP's story has as well leads there."""
        return reverse(f"admin:{self.page_name('tool')}", args=[row.pk, name])

    def form_for(self, request: HttpRequest, tool: ActPage, row: Any | None) -> Any:  # noqa: ANN401
        """Return a tool's form with what was sent, offering nothing that whoever asks may not see."""
        return tool.form_for(request, row)

    def beside(self, request: HttpRequest, row: Any) -> Mapping[str, Any]:  # noqa: ANN401 - of the model that each admin names
        """Return what the page shows beside the row's own fields."""
        return {}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Make a row through its action, where there is one; else as Django does."""
        if self.adding is None:
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._asked(request, self.adding, None)

    def tool_view(self, request: HttpRequest, pk: int, tool: str) -> HttpResponseBase:
        """Ask, then act; a refusal comes back beside what was typed."""
        # By the list's own query, so that nobody reaches a row of another region by its number.
        row = self.get_object(request, str(pk))
        if not self.may_act(request, row):
            raise PermissionDenied
        chosen = self.tools.get(tool)
        if row is None or chosen is None:
            raise Http404("There is nothing to do at this address.")
        address = self.tool_address(row, tool)
        if request.path != address:
            joint = "&" if "?" in address else "?"
            return redirect(f"{address}{joint}{request.GET.urlencode()}" if request.GET else address)
        return self._asked(request, chosen, row)

    def _asked(self, request: HttpRequest, tool: ActPage, row: Any | None) -> HttpResponse:  # noqa: ANN401
        form = self.form_for(request, tool, row)
        if done := acted(request, form, lambda: tool.run(row, form, acting(request))):
            messages.success(request, tool.words_when_done)
            return redirect(f"admin:{self.page_name('change')}", row.pk if row is not None else done.result.pk)
        title = f"{tool.label}: {row}" if row is not None else tool.label
        context = {**self.admin_site.each_context(request), "opts": self.opts, "row": row, "form": form, "tool": tool}
        context |= {
            "title": title,
            "explains": tool.explained(row),
            "media": self.media + form.media,
            "list_address": f"admin:{self.page_name('changelist')}",
            "row_address": f"admin:{self.page_name('change')}",
        }
        return render(request, "admin/motions/tool.html", context)
