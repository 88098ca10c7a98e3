"""What a reporter does by the links they were sent: read, change, withdraw, tell the outcome, send on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clps.lib.guards import public_form
from motions.actions.entries import record_sent
from motions.actions.submissions import change_report, record_speaker, report_onward, withdraw_report
from motions.actions.votes import record_vote
from motions.calendars import meeting_calendar
from motions.enums import (
    ADOPTED,
    ADOPTED_STAGES,
    LIVE_STATES,
    Body,
    LinkPurpose,
    Outcome,
    Purpose,
    Speaker,
    Stage,
    SubmissionState,
)
from motions.forms.outcomes import OUTCOME_WORDS, OutcomeForm, SentForm
from motions.forms.reports import ChangeForm, OnwardForm
from motions.letters import write_onward_letter
from motions.local_motions import next_local_step, stage_wording
from motions.models import SavedAnswer, Submission, SubmissionLink, Vote
from motions.next_steps import NextStep, next_step, stuck_at
from motions.progress.deadline import read_deadline
from motions.queries import standpoint_from_facts
from motions.steps import receipt_heading
from motions.texts.limits import Count, count, over_limit
from motions.views.clp import letter_context, page_of
from motions.views.links import BY_LINK, by_link, opened
from motions.workflow import Act, NotAllowed, may


@contextmanager
def explained_on(form: Form) -> Iterator[None]:
    """Turn a refusal, as when somebody withdrew the report meanwhile, into an error on the form that was filled in."""
    try:
        yield
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))


@require_safe
@never_cache
@by_link
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt: what was reported, the text that went, and everything that can be done about it."""
    link = opened(token, *BY_LINK)
    submission = link.submission
    votes = list(submission.votes.all())
    vote = votes[-1] if votes else None
    motion, now = submission.version.motion, timezone.now()
    stage = standpoint_from_facts(motion, submission.clp).stage
    step = _next_for(submission, vote, stage)
    context = {
        "submission": submission,
        "token": token,
        "heading": receipt_heading(submission, vote),
        "deadline": read_deadline(motion.campaign, now=now),
        "next": step,
        "answer": SavedAnswer.objects.after(step.outcome),
        "send_page": page_of("send", submission.clp, motion),
        "is_live": submission.state in LIVE_STATES,
        "votes": votes,
        "vote": vote,
        "text_count": _amended_count(submission, vote.amended_text) if vote and vote.amended_text else None,
        "over_limit": over_limit(submission),
        "can_change": link.purpose == LinkPurpose.MANAGE and may(submission.state, Act.CHANGE),
        "can_withdraw": link.purpose == LinkPurpose.MANAGE and may(submission.state, Act.WITHDRAW),
        "can_tell": may(submission.state, Act.DECIDE),
        "asks_for_speaker": _asks_for_speaker(submission),
        "leads_onward": _leads_onward(submission, vote, stage),
        "has_gone_on": _has_gone_on(submission, vote, stage),
        "following": getattr(submission, "followed_by", None),
        "leads_to_conference": _leads_to_conference(submission, vote),
        "stage_wording": step.wording or stage_wording(motion, stage),
        "report_page": page_of("report", submission.clp, motion),
        "stuck_at": stuck_at(stage, step),
    }
    return render(request, "motions/report_manage.html", context)


def _next_for(submission: Submission, vote: Vote | None, stage: Stage) -> NextStep:
    """Return what the reporter can do next: what their own meeting did decides where the CLP has not gone further."""
    motion = submission.version.motion
    decided = vote is not None and submission.state == SubmissionState.DECIDED
    outcome = Outcome(vote.outcome) if vote is not None and decided else None
    if not motion.for_conference:
        return next_local_step(stage, outcome)
    return next_step(stage, motion, timezone.now(), outcome=outcome)


def _amended_count(submission: Submission, text: str) -> Count | None:
    """Return how an amended text stands against the limit, where there is one."""
    motion = submission.version.motion
    if not motion.for_conference:
        return None
    return count("The text as amended", text, motion.campaign.conference.text_word_limit)


def _asks_for_speaker(submission: Submission) -> bool:
    """Whether its meeting is known and still to come."""
    meeting_on = submission.meeting_on
    return meeting_on is not None and meeting_on >= timezone.localdate() and may(submission.state, Act.CHANGE)


# The CLP itself has it, or has carried it.
_BEYOND_BRANCHES = ADOPTED_STAGES | {Stage.WITH_CLP}


def _leads_onward(submission: Submission, vote: Vote | None, stage: Stage) -> bool:
    """Whether what was carried has to go on: from a branch to the CLP, from policy to the vote for conference."""
    carried = vote is not None and vote.outcome in ADOPTED and submission.state == SubmissionState.DECIDED
    if vote is None or not carried or not submission.version.motion.for_conference:
        return False
    if hasattr(submission, "followed_by"):
        return False
    if submission.body == Body.BRANCH:
        return stage not in _BEYOND_BRANCHES
    return vote.purpose == Purpose.POLICY and stage == Stage.CARRIED_AS_POLICY


def _has_gone_on(submission: Submission, vote: Vote | None, stage: Stage) -> bool:
    """Whether what this meeting carried is reported from the CLP by now, by the same person or by another."""
    carried = vote is not None and vote.outcome in ADOPTED and submission.state == SubmissionState.DECIDED
    if not carried or not submission.version.motion.for_conference:
        return False
    is_beyond = submission.body == Body.BRANCH and stage in _BEYOND_BRANCHES
    return is_beyond or hasattr(submission, "followed_by")


def _leads_to_conference(submission: Submission, vote: Vote | None) -> bool:
    carried = vote is not None and vote.outcome in ADOPTED and submission.state == SubmissionState.DECIDED
    if vote is None or not carried or vote.purpose != Purpose.CONFERENCE:
        return False
    return standpoint_from_facts(submission.version.motion, submission.clp).stage == Stage.CARRIED_FOR_CONFERENCE


@public_form
@never_cache
@by_link
def change(request: HttpRequest, token: str) -> HttpResponseBase:
    """Change when and to whom it was sent, or when the meeting is."""
    submission = opened(token, LinkPurpose.MANAGE).submission
    if not may(submission.state, Act.CHANGE):
        return redirect("motions:report-manage", token=token)
    form = ChangeForm(request.POST or None, submission=submission)
    if request.method == "POST" and form.is_valid():
        with explained_on(form):
            change_report(submission, form.report(), by=submission.activist)
            return redirect("motions:report-manage", token=token)
    return render(request, "motions/report_change.html", {"submission": submission, "token": token, "form": form})


@public_form
@never_cache
@by_link
def withdraw(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take the report back, after asking."""
    submission = opened(token, LinkPurpose.MANAGE).submission
    if request.method == "POST":
        try:
            withdraw_report(submission, by=submission.activist)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        return redirect("motions:report-manage", token=token)
    if not may(submission.state, Act.WITHDRAW):
        return redirect("motions:report-manage", token=token)
    return render(request, "motions/report_withdraw.html", {"submission": submission, "token": token})


@public_form
@never_cache
@by_link
def outcome(request: HttpRequest, token: str) -> HttpResponseBase:
    """How did it go? Also how a mistake is corrected; the first word stays beside the correction."""
    submission = opened(token, *BY_LINK).submission
    if not may(submission.state, Act.DECIDE):
        return redirect("motions:report-manage", token=token)
    wanted = {"outcome": request.GET["outcome"]} if request.GET.get("outcome") in OUTCOME_WORDS else {}
    form = OutcomeForm(request.POST or None, submission=submission, initial=wanted)
    if request.method == "POST" and form.is_valid():
        with explained_on(form):
            record_vote(submission, form.result(), by=submission.activist)
            return redirect("motions:report-manage", token=token)
    context = {
        "submission": submission,
        "token": token,
        "form": form,
        "outcomes": [(value.value, *words) for value, words in form.outcomes.items()],
        "is_correction": submission.state == SubmissionState.DECIDED,
        "text_count": _amended_count(submission, form["amended_text"].value() or ""),
    }
    return render(request, "motions/report_outcome.html", context)


@public_form
@never_cache
@by_link
def onward(request: HttpRequest, token: str) -> HttpResponseBase:
    """The branch carried it: the email to the CLP, already written, and the report that it went."""
    submission = opened(token, *BY_LINK).submission
    stage = standpoint_from_facts(submission.version.motion, submission.clp).stage
    if not _leads_onward(submission, submission.current_vote, stage):
        return redirect("motions:report-manage", token=token)
    reporting = request.method == "POST" and request.POST.get("action") == "report"
    form = OnwardForm(request.POST if reporting else None, submission=submission)
    if reporting and form.is_valid():
        with explained_on(form):
            after = report_onward(submission, form.report(), consent=form.wording)
            return redirect("motions:report-manage", token=SubmissionLink.objects.mint(after, LinkPurpose.MANAGE))
    letter = letter_context(request, write_onward_letter(submission))
    context = {
        "submission": submission,
        "token": token,
        "form": form,
        "lacks_words": submission.lacks_words,
        "over_limit": over_limit(submission),
    }
    return render(request, "motions/report_onward.html", {**context, **letter})


@public_form
@never_cache
@by_link
def following(request: HttpRequest, token: str) -> HttpResponseBase:
    """Open the report that followed this one: its own link does what the link that was pressed may do."""
    link = opened(token, *BY_LINK)
    after = getattr(link.submission, "followed_by", None)
    if request.method == "POST" and after is not None:
        token = SubmissionLink.objects.mint(after, LinkPurpose(link.purpose))
    return redirect("motions:report-manage", token=token)


@public_form
@never_cache
@by_link
def sent(request: HttpRequest, token: str) -> HttpResponseBase:
    """The secretary has sent it to conference."""
    submission = opened(token, *BY_LINK).submission
    vote = submission.current_vote
    if vote is None or not _leads_to_conference(submission, vote):
        return redirect("motions:report-manage", token=token)
    form = SentForm(request.POST or None, carried_on=vote.held_on)
    if request.method == "POST" and form.is_valid():
        with explained_on(form):
            record_sent(
                motion=submission.version.motion,
                clp=submission.clp,
                sent_on=form.cleaned_data["sent_on"],
                by=submission.activist,
                submission=submission,
            )
            return redirect("motions:report-manage", token=token)
    return render(request, "motions/report_sent.html", {"submission": submission, "token": token, "form": form})


@public_form
@never_cache
@by_link
def speaker(request: HttpRequest, token: str) -> HttpResponseBase:
    """Who speaks for it at the meeting? The receipt asks; one of its three buttons answers."""
    submission = opened(token, *BY_LINK).submission
    answer = request.POST.get("speaker")
    if request.method == "POST" and answer in Speaker.values and _asks_for_speaker(submission):
        record_speaker(submission, Speaker(answer), by=submission.activist)
    return redirect("motions:report-manage", token=token)


@require_safe
@never_cache
@by_link
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar file of the meeting."""
    submission = opened(token, *BY_LINK).submission
    if submission.meeting_on is None:
        raise Http404("The date of the meeting is not known yet.")
    response = HttpResponse(meeting_calendar(submission), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename="meeting.ics"))
    return response
