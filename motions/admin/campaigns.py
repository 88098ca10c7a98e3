"""Lists of the admin that stay with one campaign, the one that the site shows, until somebody asks for another."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from clps.lib.http import key_in
from clps.lib.spreadsheets import Column
from motions.actions.other_motions import SHARED, end_all_other_motions, share_settings
from motions.enums import MotionKind
from motions.models import Campaign, Conference, Motion, MotionVersion
from motions.texts.limits import current_counts

EVERY = "all"
NAMED = ("pk", "title", "number")


def name_at_desk(motion: Motion) -> str:
    """Return the name of a motion in addresses of the desk, which lies above; "" for any but the campaign's others."""
    first = motion.campaign.main if motion.is_other else None
    return motion.slug if first and first.is_current else ""


class CampaignFilter(admin.SimpleListFilter):
    """Which campaign the rows are of: the one that is on the site, another one, or all."""

    title = "campaign"
    parameter_name = "of_campaign"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: type[Model], model_admin: Any) -> None:  # noqa: ANN401
        """Know whose list it is: each leads to its campaign in its own way."""
        self.pages = model_admin
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        """Offer every campaign besides the one on the site, and all together."""
        others = Campaign.objects.exclude(is_running=True).order_by("-conference__starts_on", "pk")
        return [*((str(pk), name) for pk, name in others.values_list("pk", "name")), (EVERY, "Every campaign")]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Name what is chosen when nothing is."""
        first, *others = super().choices(changelist)
        yield {**first, "display": "This campaign"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of what is chosen."""
        chosen = self.value()
        if chosen is None:
            return of_this_campaign(self.pages, queryset)
        return queryset if chosen == EVERY else queryset.filter(**{self.pages.to_campaign: int(chosen)})

    def value(self) -> str | None:
        """Return what is chosen; what nobody could have chosen is as nothing."""
        value = super().value()
        return value if value in {str(choice) for choice, _ in self.lookup_choices} else None


class VersionFilter(admin.SimpleListFilter):
    """Which published text the rows are about, of those of the campaign that the list keeps to."""

    title = "version"
    parameter_name = "version"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: type[Model], model_admin: Any) -> None:  # noqa: ANN401
        """Know whose list it is, and which campaign's it is now."""
        # Before Django's own, which asks `lookups` at once.
        self.pages, self.of_campaign = model_admin, request.GET.get(CampaignFilter.parameter_name, "")
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        """Offer the versions by their motion and number."""
        versions = MotionVersion.objects.order_by("motion", "-number")
        if campaign := key_in(self.of_campaign):
            versions = versions.filter(motion__campaign=campaign)
        elif self.of_campaign != EVERY:
            versions = versions.filter(motion__campaign__is_running=True)
        return [(str(pk), f"{title}, version {number}") for pk, title, number in versions.values_list(*NAMED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows about the version chosen; what nobody could have chosen narrows nothing."""
        value = self.value() or ""
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(**{self.pages.to_version: int(value)}) if value in known else queryset


def of_this_campaign(pages: Any, rows: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ANN401 - any page of the admin
    """Keep the rows of the campaign that the site shows, and those that are of none.

    All of them where the list is about no campaign, or the site shows none.
    """
    way = getattr(pages, "to_campaign", "")
    if not way:
        return rows
    # Asked with the rows: a list that counts its queries needs no other.
    wanted = Q(**{f"{way}__is_running": True}) | ~Exists(Campaign.objects.filter(is_running=True))
    return rows.filter(wanted | Q(**{f"{way}__isnull": True}) if pages.may_be_of_none else wanted)


class OfOneCampaign(admin.ModelAdmin):
    """Rows about a motion: the list keeps to one campaign, and says which motion each row is about.

    `to_motion` leads from a row to its motion, with double underscores.
    """

    to_motion = "motion"
    # The way to the published text that a row is about, where it is about one.
    to_version = ""
    # Whether some rows are about no campaign at all; they are in every campaign's list.
    may_be_of_none = False
    # Whether the list needs a column that says which motion; some have one of their own.
    shows_motion = True

    @property
    def to_campaign(self) -> str:
        """The way from a row to its campaign."""
        return f"{self.to_motion}__campaign"

    def get_list_filter(self, request: HttpRequest) -> Any:  # noqa: ANN401 - as Django has it
        """Put the campaign first, and the version where rows are about one."""
        versions = [VersionFilter] if self.to_version else []
        return [CampaignFilter, *versions, *super().get_list_filter(request)]

    def get_list_display(self, request: HttpRequest) -> Any:  # noqa: ANN401 - as Django has it
        """Say in the last column which motion it is about."""
        shown = super().get_list_display(request)
        return [*shown, "about_motion"] if self.shows_motion else shown

    def get_list_select_related(self, request: HttpRequest) -> Any:  # noqa: ANN401 - as Django has it
        """Read the motion's title with the row."""
        own = super().get_list_select_related(request)
        if not self.shows_motion:
            return own
        return [*(own if isinstance(own, (list, tuple)) else ()), f"{self.to_motion}__current_version"]

    @admin.display(description="motion")
    def about_motion(self, row: Any) -> Motion | None:  # noqa: ANN401 - whatever the list shows
        """Return the motion that a row is about."""
        found: Any = row
        for part in self.to_motion.split("__"):
            found = getattr(found, part, None)
        return cast(Motion | None, found)


def about_the_motion(way: str = "motion") -> tuple[Column, ...]:
    """Return the columns for rows that stand for a motion whatever its text: its title now, and its kind."""
    return (("Motion", way), ("Kind of motion", f"{way}.get_kind_display"))


def about_the_text(way: str = "version") -> tuple[Column, ...]:
    """Return the columns for rows about one text of a motion: its own title, its number, and the motion's kind."""
    return (
        ("Motion", f"{way}.title"),
        ("Kind of motion", f"{way}.motion.get_kind_display"),
        ("Version", f"{way}.number"),
    )


def warn_of_long_motions(request: HttpRequest, conference: Conference) -> None:
    """Tell whoever saved a conference or a campaign which current texts are over the limits that now hold."""
    motions = Motion.objects.filter(campaign__conference=conference, kind=MotionKind.CONFERENCE)
    for motion in motions.select_related("campaign__conference"):
        for count in current_counts(motion):
            if count.is_over:
                messages.warning(request, f"“{motion}” is now too long. {count.message}. Its public page says so.")


@admin.register(Campaign)
class CampaignAdmin(admin.ModelAdmin):
    """One group's drive for one conference."""

    list_display = ["name", "motion", "group", "conference", "target", "public_view", "is_current", "desk"]
    list_select_related = ["conference"]
    search_fields = ["name", "group"]

    @admin.display(description="Desk")
    def desk(self, campaign: Campaign) -> str:
        """Lead to how far it came, on the organisers' desk, which is named and not imported: it lies above."""
        address = reverse("admin:desk-earlier", args=[campaign.pk])
        return format_html('<a href="{}" aria-label="Desk of {}">Desk</a>', address, campaign.name)

    fieldsets = [
        (None, {"fields": ["name", "group", "summary", "email", "privacy_email", "uses_action_network"]}),
        ("What you are working for", {"fields": ["conference", "target", ("notice_days", "branch_days")]}),
        ("What members can say for it", {"fields": ["speaking_points"]}),
        (
            "What the public sees",
            {
                "description": "One campaign at a time is shown. To change over, take the old one off first.",
                "fields": ["is_current", "public_view"],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        """Return campaigns, each with the motions that tell its rows apart."""
        return super().get_queryset(request).prefetch_related("motions")

    @admin.display(description="Motion")
    def motion(self, campaign: Campaign) -> str:
        """Name the motion for conference: those of one campaign share everything else that the list shows."""
        return next((str(motion) for motion in campaign.motions.all() if motion.for_conference), "")

    def get_readonly_fields(self, request: HttpRequest, obj: Campaign | None = None) -> list[str]:
        """Show what another motion shares with the first: that one's page changes it for them all."""
        return [*SHARED, "is_current"] if obj and obj.is_other else []

    def save_model(self, request: HttpRequest, obj: Campaign, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        """Save it, for the campaign's other motions too, and say which texts are over the limits that now hold."""
        super().save_model(request, obj, form, change)
        share_settings(obj)
        if not obj.is_current:
            # They run with the one that the site shows, so they cannot outlast it there.
            end_all_other_motions(obj, by=cast(AbstractBaseUser, request.user))
        warn_of_long_motions(request, obj.conference)
