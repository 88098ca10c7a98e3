"""Submissions, votes and stages. Everything that changes one goes through its action."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from clps.lib.exporting import Exportable, about_the_clp
from clps.lib.readonly import ReadOnlyAdmin, ReadOnlyInline, acting
from clps.lib.stories import story_link
from motions.actions.submissions import change_report, check_report, record_speaker, withdraw_report
from motions.actions.votes import record_vote
from motions.admin.campaigns import OfOneCampaign
from motions.admin.columns import about_the_motion, about_the_text
from motions.forms.outcomes import OutcomeForm
from motions.forms.reports import ChangeForm, SpeakerForm
from motions.models import Event, Standing, Submission, Vote
from motions.workflow import SUBMISSION_FLOW, Act, NotAllowed


class VoteInline(ReadOnlyInline):
    """What meetings did with a submission, the first word and its corrections."""

    model = Vote
    fields = ("held_on", "outcome", "purpose", "votes_for", "votes_against", "abstentions", "words", "recorded_at")
    readonly_fields = fields


class ReportTool:
    """One thing an organiser can do to a submission: a form that explains itself, and the action behind it."""

    def __init__(
        self,
        name: str,
        act: Act,
        label: str,
        run: Callable[..., object],
        form: Callable[..., BaseForm] | None = None,
        filled_by_link: Sequence[str] = (),
    ) -> None:
        """Name it, and say what it runs; without a form it only asks whether to go on.

        A link to it may fill in the fields `filled_by_link`; nothing is recorded before somebody presses the button.
        """
        self.name, self.act, self.label, self.run, self.form = name, act, label, run, form
        self.filled_by_link = filled_by_link


TOOLS = (
    ReportTool(
        "outcome",
        Act.DECIDE,
        "Record an outcome",
        lambda submission, form, by: record_vote(submission, form.result(), by=by),
        OutcomeForm,
        filled_by_link=("outcome", "held_on", "votes_for", "votes_against", "abstentions", "deferred_to"),
    ),
    ReportTool(
        "change",
        Act.CHANGE,
        "Change the details",
        lambda submission, form, by: change_report(submission, form.report(), by=by),
        ChangeForm,
    ),
    ReportTool(
        "speaker",
        Act.CHANGE,
        "Record who speaks",
        lambda submission, form, by: record_speaker(submission, form.speaker(), by=by),
        SpeakerForm,
    ),
    ReportTool("check", Act.CHECK, "Mark as checked", lambda submission, form, by: check_report(submission, by=by)),
    ReportTool("withdraw", Act.WITHDRAW, "Withdraw", lambda submission, form, by: withdraw_report(submission, by=by)),
)


@admin.register(Submission)
class SubmissionAdmin(OfOneCampaign, Exportable, ReadOnlyAdmin):
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
    change_form_template = "admin/motions/submission/change_form.html"
    change_list_template = "admin/motions/submission/change_list.html"

    @admin.display(description="Story")
    def story(self, submission: Submission) -> str:
        """Lead to everything that happened in its CLP."""
        return story_link(submission.clp)

    def get_urls(self) -> list[URLPattern]:
        """Add an address for each tool."""
        view = self.admin_site.admin_view(self.tool_view)
        return [path("<int:pk>/tools/<slug:tool>/", view, name="motions_submission_tool"), *super().get_urls()]

    def may_act(self, request: HttpRequest) -> bool:
        """Whether this person may change submissions at all."""
        user = request.user
        return bool(user.is_active and user.is_staff and user.has_perm("motions.change_submission"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a submission with the tools that its state allows."""
        submission = self.get_object(request, object_id)
        tools: Sequence[ReportTool] = ()
        if submission is not None and self.may_act(request):
            tools = [tool for tool in TOOLS if SUBMISSION_FLOW.may(submission.state, tool.act)]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "tools": tools})

    def tool_view(self, request: HttpRequest, pk: int, tool: str) -> HttpResponseBase:
        """Ask, then act; a refusal comes back beside what was typed."""
        if not self.may_act(request):
            raise PermissionDenied
        submission = get_object_or_404(
            self.get_queryset(request).select_related("clp", "version__motion__campaign"), pk=pk
        )
        chosen = next((one for one in TOOLS if one.name == tool), None)
        if chosen is None:
            return redirect("admin:motions_submission_change", pk)
        data = request.POST if request.method == "POST" else None
        filled = {name: request.GET[name] for name in chosen.filled_by_link if name in request.GET}
        given = {"initial": filled} if filled else {}
        form: Any = chosen.form(data, submission=submission, **given) if chosen.form else Form(data)
        if request.method == "POST" and form.is_valid():
            try:
                chosen.run(submission, form, acting(request))
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{chosen.label}: done.")
                return redirect("admin:motions_submission_change", pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "submission": submission}
        context |= {"form": form, "tool": chosen, "title": f"{chosen.label}: {submission}", "media": self.media}
        return render(request, "admin/motions/submission/tool.html", context)


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
