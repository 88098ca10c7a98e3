"""Submissions, votes and stages. Everything that changes one goes through its action."""

from django.contrib import admin

from clps.lib.admin_pages import ReadOnlyAdmin, ReadOnlyInline, story_link
from clps.lib.exporting import Exportable, about_the_clp
from clps.lib.http import address
from motions.admin.campaigns import OfOneCampaign, about_the_motion, about_the_text, name_at_desk
from motions.admin.tools import ToolPages
from motions.models import Event, Standing, Submission, Vote
from motions.organiser_acts import REPORT_ACTS


class VoteInline(ReadOnlyInline):
    """What meetings did with a submission, the first word and its corrections."""

    model = Vote
    fields = ("held_on", "outcome", "purpose", "votes_for", "votes_against", "abstentions", "words", "recorded_at")
    readonly_fields = fields


@admin.register(Submission)
class SubmissionAdmin(OfOneCampaign, Exportable, ReadOnlyAdmin, ToolPages):
    """What people sent. Nothing is typed over: an organiser uses the same actions as the activist."""

    export_columns = (
        *about_the_clp(),
        *about_the_text(),
        ("Sent to", "get_body_display"),
        ("Branch", lambda row: row.branch and row.branch.name),
        ("State", "get_state_display"),
        ("Reported by", "reporter_name"),
        ("Sent on", "sent_on"),
        ("Meeting on", "meeting_on"),
        ("Meeting time", "meeting_time"),
        ("Confirmed at", "confirmed_at"),
        ("Checked at", "checked_at"),
    )
    to_motion, to_version = "version__motion", "version"
    export_select = ("clp__region", "branch", "version__motion")
    list_display = ["clp", "body", "branch", "state", "sent_on", "meeting_on", "checked_at", "story"]
    list_filter = ["state", "body", "version__motion", "clp__region"]
    list_select_related = ["clp", "branch__clp"]
    search_fields = ["clp__name", "branch__name", "reporter_name", "activist__email"]
    date_hierarchy = "sent_on"
    inlines = [VoteInline]
    tools = REPORT_ACTS
    change_list_template = "admin/motions/submission/change_list.html"

    @admin.display(description="Story")
    def story(self, submission: Submission) -> str:
        """Lead to everything that happened in its CLP."""
        return story_link(submission.clp)

    def tool_address(self, row: Submission, name: str) -> str:
        """Lead to the CLP's story, which says the same and more; it lies above and is named, not imported."""
        named = name_at_desk(row.version.motion)
        return address("admin:desk-clp-report", row.clp.slug, name, row.pk, motion=named)


@admin.register(Standing)
class StandingAdmin(OfOneCampaign, Exportable, ReadOnlyAdmin):
    """Where every CLP stands. Worked out from the reports, so there is nothing to type."""

    export_columns = (
        *about_the_clp(),
        *about_the_motion(),
        ("Stage", "get_stage_display"),
        ("Since", "since"),
        ("Checked", "is_checked"),
        ("Reports conflict", "is_conflicting"),
    )
    export_select = ("clp__region", "motion__current_version")
    list_display = ["clp", "stage", "since", "is_checked", "is_conflicting", "story"]
    list_filter = ["stage", "is_checked", "is_conflicting", "motion", "clp__region"]
    list_select_related = ["clp"]
    search_fields = ["clp__name"]

    @admin.display(description="Story")
    def story(self, standing: Standing) -> str:
        """Lead to everything that happened in the CLP."""
        return story_link(standing.clp)


@admin.register(Event)
class EventAdmin(OfOneCampaign, ReadOnlyAdmin):
    """What happened, newest first."""

    may_be_of_none = True

    list_display = ["at", "kind", "clp", "by"]
    list_filter = ["kind", "motion"]
    list_select_related = ["clp", "by"]
    search_fields = ["clp__name"]
    date_hierarchy = "at"
