"""Champions and who was introduced to whom. An organiser notes, withdraws and introduces through the actions."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import Form, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from clps.lib.exporting import Exportable, about_the_clp
from clps.lib.readonly import ReadOnly, ReadOnlyAdmin, acting
from clps.lib.scoping import InTheirRegions
from motions.actions.champions import introduce_champions, record_champion, withdraw_champion
from motions.admin.campaigns import OfOneCampaign
from motions.admin.columns import about_the_motion
from motions.forms.champions import IntroduceForm
from motions.models import Champion, Introduction
from motions.workflow import CHAMPION_FLOW, ChampionAct, NotAllowed

FIELDS_WHEN_NOTED = ("motion", "clp", "activist", "name", "since")
FIELDS = (*FIELDS_WHEN_NOTED, "state", "has_sent", "version", "confirmed_at", "may_introduce")
TOOLS = {"introduce": "Introduce to another", "withdraw": "Withdraw"}


@admin.register(Champion)
class ChampionAdmin(OfOneCampaign, Exportable, ReadOnly, InTheirRegions):
    """People who said they would take it. Adding one notes somebody who said so elsewhere."""

    list_display = ["clp", "who", "state", "since", "has_sent", "may_introduce"]
    list_filter = ["state", "may_introduce", "clp__region"]
    list_select_related = ["clp", "activist"]
    search_fields = ["clp__name", "name", "activist__email"]
    autocomplete_fields = ["clp", "activist"]
    date_hierarchy = "since"
    change_form_template = "admin/motions/champion/change_form.html"
    export_columns = (
        *about_the_clp(),
        *about_the_motion(),
        ("Who", "called"),
        ("State", "get_state_display"),
        ("Since", "since"),
        ("Has sent it", "sent"),
        ("Address confirmed at", "confirmed_at"),
        ("May introduce", "may_introduce"),
    )
    export_select = ("clp__region", "motion__current_version", "activist")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Champion]:
        """Return champions with whether they have sent it."""
        rows: QuerySet[Champion] = self.in_their_regions(request, Champion.objects.with_sent())
        return rows

    @admin.display(description="who", ordering="name")
    def who(self, champion: Champion) -> str:
        """What they are called."""
        return champion.called

    @admin.display(description="has sent it", boolean=True)
    def has_sent(self, champion: Champion) -> bool:
        """Whether a report of their own counts in their CLP."""
        return bool(getattr(champion, "sent", False))

    def get_fieldsets(self, request: HttpRequest, obj: Champion | None = None) -> Any:  # noqa: ANN401 - Django says it at length
        """Ask for what an organiser knows; afterwards show everything."""
        return [(None, {"fields": FIELDS if obj else FIELDS_WHEN_NOTED})]

    def get_readonly_fields(self, request: HttpRequest, obj: Champion | None = None) -> tuple[str, ...]:
        """Show what is worked out."""
        return ("has_sent",)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Organisers with the permission note champions."""
        return request.user.has_perm("motions.add_champion")

    def save_model(self, request: HttpRequest, obj: Champion, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Note the champion through the action."""
        champion = record_champion(
            motion=obj.motion, clp=obj.clp, activist=obj.activist, name=obj.name, since=obj.since, by=acting(request)
        )
        obj.pk = champion.pk

    def get_urls(self) -> list[URLPattern]:
        """Add an address for each tool."""
        view = self.admin_site.admin_view(self.tool_view)
        return [path("<int:pk>/tools/<slug:tool>/", view, name="motions_champion_tool"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a champion with the tools that make sense now."""
        champion = self.get_object(request, object_id)
        tools: list[tuple[str, str]] = []
        if champion is not None and request.user.has_perm("motions.change_champion"):
            tools = [(name, label) for name, label in TOOLS.items() if _offers(champion, name)]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "tools": tools})

    def tool_view(self, request: HttpRequest, pk: int, tool: str) -> HttpResponseBase:
        """Ask, then act; a refusal comes back beside what was chosen."""
        if not request.user.has_perm("motions.change_champion"):
            raise PermissionDenied
        champion = get_object_or_404(self.get_queryset(request).select_related("motion"), pk=pk)
        if tool not in TOOLS:
            return redirect("admin:motions_champion_change", pk)
        data = request.POST if request.method == "POST" else None
        form: Any = IntroduceForm(data, champion=champion) if tool == "introduce" else Form(data)
        if request.method == "POST" and form.is_valid():
            try:
                if tool == "introduce":
                    introduce_champions(champion, form.cleaned_data["other"], by=acting(request))
                else:
                    withdraw_champion(champion, by=acting(request))
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{TOOLS[tool]}: done.")
                return redirect("admin:motions_champion_change", pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "champion": champion, "form": form}
        context |= {"tool": tool, "label": TOOLS[tool], "title": f"{TOOLS[tool]}: {champion}", "media": self.media}
        return render(request, "admin/motions/champion/tool.html", context)


def _offers(champion: Champion, tool: str) -> bool:
    """Say whether a champion's page offers a tool."""
    if tool == "introduce":
        return champion.may_introduce and CHAMPION_FLOW.may(champion.state, ChampionAct.INTRODUCE)
    return CHAMPION_FLOW.may(champion.state, ChampionAct.WITHDRAW)


@admin.register(Introduction)
class IntroductionAdmin(OfOneCampaign, ReadOnlyAdmin):
    """Who was introduced to whom, and when."""

    to_region = ("one__clp__region",)
    to_motion = "one__motion"

    list_display = ["introduced_at", "clp", "first", "second", "by"]
    list_filter = ["one__clp__region"]
    list_select_related = ["one__clp", "one__activist", "other__activist", "by"]
    search_fields = ["one__clp__name", "one__name", "other__name"]
    date_hierarchy = "introduced_at"

    @admin.display(description="CLP", ordering="one__clp__name")
    def clp(self, introduction: Introduction) -> str:
        """Where they live."""
        return introduction.one.clp.name

    @admin.display(description="one")
    def first(self, introduction: Introduction) -> str:
        """Who one of them is."""
        return introduction.one.called

    @admin.display(description="other")
    def second(self, introduction: Introduction) -> str:
        """Who the other is."""
        return introduction.other.called
