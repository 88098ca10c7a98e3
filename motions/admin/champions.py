"""Champions and who was introduced to whom. An organiser notes, withdraws and introduces through the actions."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from clps.lib.admin_pages import InTheirRegions, ReadOnly, ReadOnlyAdmin, acting
from clps.lib.exporting import Exportable, about_the_clp
from motions.act_pages import ActPage
from motions.actions.champions import introduce_champions, record_champion, withdraw_champion
from motions.admin.campaigns import OfOneCampaign, about_the_motion
from motions.admin.tools import ToolPages
from motions.forms.champions import IntroduceForm
from motions.models import Champion, Introduction
from motions.queries import introducible_to
from motions.workflow import CHAMPION_FLOW, ChampionAct

FIELDS_WHEN_NOTED = ("motion", "clp", "activist", "name", "since")
FIELDS = (*FIELDS_WHEN_NOTED, "state", "has_sent", "version", "confirmed_at", "may_introduce")


def _whom_to_introduce(champion: Champion) -> str:
    if introducible_to(champion).exists():
        whom = f"{champion.called} is put in touch with another champion in {champion.clp}."
        return f"{whom} Only those who agreed are here."
    return f"Nobody else in {champion.clp} has agreed to be introduced, or they have met already."


TOOLS = {
    "introduce": ActPage(
        label="Introduce to another",
        explains=_whom_to_introduce,
        form=lambda data, champion: IntroduceForm(data, champion=champion),
        run=lambda champion, form, by: introduce_champions(champion, form.cleaned_data["other"], by=by),
        fits=lambda champion: champion.may_introduce and CHAMPION_FLOW.may(champion.state, ChampionAct.INTRODUCE),
    ),
    "withdraw": ActPage(
        label="Withdraw",
        explains=lambda champion: (
            f"Withdraw {champion.called}? They then count nowhere, and we do not write to them about it. "
            "Nothing is deleted."
        ),
        run=lambda champion, form, by: withdraw_champion(champion, by=by),
        fits=lambda champion: CHAMPION_FLOW.may(champion.state, ChampionAct.WITHDRAW),
    ),
}


@admin.register(Champion)
class ChampionAdmin(OfOneCampaign, Exportable, ReadOnly, InTheirRegions, ToolPages):
    """People who said they would take it. Adding one notes somebody who said so elsewhere."""

    list_display = ["clp", "who", "state", "since", "has_sent", "may_introduce"]
    list_filter = ["state", "may_introduce", "clp__region"]
    list_select_related = ["clp", "activist"]
    search_fields = ["clp__name", "name", "activist__email"]
    autocomplete_fields = ["clp", "activist"]
    date_hierarchy = "since"
    tools = TOOLS
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
        # The action has made the row; Django logs and leads on by this object's key.
        obj.pk = champion.pk


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
