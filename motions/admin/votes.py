"""Votes: what every meeting did, the first word and what was said after it."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest

from clps.lib.admin_pages import ReadOnlyAdmin
from clps.lib.exporting import Exportable, about_the_clp
from motions.admin.campaigns import OfOneCampaign, about_the_text
from motions.models import Vote

CURRENT, SUPERSEDED = "current", "superseded"


class WordFilter(admin.SimpleListFilter):
    """Whether a vote is the last word on its report."""

    title = "last word"
    parameter_name = "word"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        """Offer both."""
        return [(CURRENT, "Current"), (SUPERSEDED, "Superseded")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those that are, or are not."""
        if self.value() == CURRENT:
            return queryset.filter(pk=F("last_pk"))
        return queryset.exclude(pk=F("last_pk")) if self.value() == SUPERSEDED else queryset


def word_on(vote: Any) -> str:  # noqa: ANN401 - annotated
    """Return whether a vote is the last word on its report, and if not, why."""
    if vote.pk == vote.last_pk:
        return "Current"
    return "Superseded: corrected" if vote.was_corrected else "Superseded: another meeting"


def told_by(vote: Vote) -> str:
    """Return who told us, by what they are to the report: no name goes into a spreadsheet of votes."""
    if vote.submission.heard_by_phone:
        return "An organiser, by phone"
    if vote.submission.from_file:
        return "An organiser, from a spreadsheet"
    if vote.recorded_by is None:
        return "Not known"
    if vote.recorded_by_id == vote.submission.activist_id:
        return "The member who reported it"
    return "An organiser" if vote.recorded_by.is_staff else "Another member"


def branch_of(vote: Vote) -> str | None:
    """Return the branch whose meeting it was, if it was one."""
    return vote.submission.branch.name if vote.submission.branch else None


@admin.register(Vote)
class VoteAdmin(OfOneCampaign, Exportable, ReadOnlyAdmin):
    """What meetings did. A correction is recorded from the report's page, and stands beside the first word."""

    to_region = ("submission__clp__region",)
    to_motion, to_version = "submission__version__motion", "submission__version"
    list_display = ["held_on", "clp", "level", "outcome", "purpose", "figures", "word"]
    list_filter = [
        WordFilter,
        "outcome",
        "purpose",
        "submission__body",
        "submission__version__motion",
        "submission__clp__region",
    ]
    list_select_related = ["submission__clp", "submission__branch"]
    search_fields = ["submission__clp__name", "submission__branch__name"]
    date_hierarchy = "held_on"
    ordering = ["-held_on", "-pk"]
    export_columns = (
        *about_the_clp("submission.clp"),
        *about_the_text("submission.version"),
        ("Level", "submission.get_body_display"),
        ("Branch", branch_of),
        ("Held on", "held_on"),
        ("Outcome", "get_outcome_display"),
        ("Carried for", "get_purpose_display"),
        ("For", "votes_for"),
        ("Against", "votes_against"),
        ("Abstentions", "abstentions"),
        ("Deferred to", "deferred_to"),
        ("Told by", told_by),
        ("Told at", "recorded_at"),
        ("Word", word_on),
        ("Report", "submission.get_state_display"),
    )
    export_select = ("submission__clp__region", "submission__branch", "submission__version__motion", "recorded_by")
    export_prefetch = ("submission__clp__constituencies",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vote]:
        """Return votes with what came after them."""
        rows: QuerySet[Vote] = self.in_their_regions(request, Vote.objects.with_later_words())
        return rows

    @admin.display(description="CLP", ordering="submission__clp__name")
    def clp(self, vote: Vote) -> str:
        """Return the name of the CLP in which they voted."""
        return vote.submission.clp.name

    @admin.display(description="whose meeting", ordering="submission__body")
    def level(self, vote: Vote) -> str:
        """Return whether a branch or the CLP voted."""
        return branch_of(vote) or vote.submission.get_body_display()

    @admin.display(description="for, against, abstained", ordering="votes_for")
    def figures(self, vote: Vote) -> str | None:
        """Return how many voted which way, as far as it was counted."""
        counted = (vote.votes_for, vote.votes_against, vote.abstentions)
        if all(number is None for number in counted):
            return None
        return ", ".join("?" if number is None else str(number) for number in counted)

    @admin.display(description="last word")
    def word(self, vote: Vote) -> str:
        """Return whether it stands."""
        return word_on(vote)
