"""Pages of the admin that do one thing to a row: a form that explains itself, and the action behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm, Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from clps.lib.readonly import acting
from motions.workflow import NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One thing an organiser can do to a row; without a form it only asks whether to go on."""

    name: str
    label: str
    # Given the row, the valid form and who acts. It may raise NotAllowed, which is said on the form.
    run: Callable[[Any, Any, AbstractBaseUser], Any]
    # Given what was sent, or None, and the row.
    form: Callable[..., BaseForm] = lambda data, row: Form(data)
    fits: Callable[[Any], bool] = lambda row: True
    ask: str = ""


class ToolPages(admin.ModelAdmin):
    """Shows a row with its tools, each at an address of its own. `adding` makes a row by a form of the same kind."""

    tools: Sequence[Tool] = ()
    adding: Tool | None = None
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
        shown: dict[str, Any] = {"tool_address": f"admin:{self.page_name('tool')}", "tools": []}
        if row is not None:
            shown |= self.beside(request, row)
            if self.may_act(request, row):
                shown["tools"] = [tool for tool in self.tools if tool.fits(row)]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def form_for(self, request: HttpRequest, tool: Tool, row: Any | None) -> Any:  # noqa: ANN401
        """Return a tool's form with what was sent, offering nothing that whoever asks may not see."""
        return tool.form(request.POST if request.method == "POST" else None, row=row)

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
        row = self.get_object(request, str(pk))
        if not self.may_act(request, row):
            raise PermissionDenied
        chosen = next((one for one in self.tools if one.name == tool), None)
        if row is None or chosen is None:
            raise Http404("There is nothing to do at this address.")
        return self._asked(request, chosen, row)

    def _asked(self, request: HttpRequest, tool: Tool, row: Any | None) -> HttpResponse:  # noqa: ANN401
        form = self.form_for(request, tool, row)
        if request.method == "POST" and form.is_valid():
            try:
                done = tool.run(row, form, acting(request))
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{tool.label}: done.")
                return redirect(f"admin:{self.page_name('change')}", row.pk if row is not None else done.pk)
        title = f"{tool.label}: {row}" if row is not None else tool.label
        context = {**self.admin_site.each_context(request), "opts": self.opts, "row": row, "form": form, "tool": tool}
        context |= {
            "title": title,
            "media": self.media + form.media,
            "list_address": f"admin:{self.page_name('changelist')}",
            "row_address": f"admin:{self.page_name('change')}",
        }
        return render(request, "admin/motions/tool.html", context)
