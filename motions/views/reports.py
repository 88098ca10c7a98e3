"""What a reporter does by the links they were sent: read, change, withdraw, tell the outcome, send on."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clps.enums import MeetingStructure
from clps.lib.guards import public_form
from clps.lib.http import as_file
from motions.actions.reports import change_number, number_of
from motions.actions.submissions import change_report, record_speaker, withdraw_report
from motions.actions.votes import record_vote
from motions.calendars import meeting_calendar
from motions.enums import (
    LIVE_STATES,
    Body,
    LinkPurpose,
    Outcome,
    Speaker,
    Stage,
    SubmissionState,
)
from motions.forms.outcomes import OUTCOME_WORDS, OutcomeForm
from motions.forms.reports import ChangeForm
from motions.forms.telephones import TelephoneForm
from motions.local_motions import next_local_step, stage_wording
from motions.models import SavedAnswer, SpeakerWish, Submission, Vote
from motions.next_steps import NextStep, late_meeting, next_step, stuck_at
from motions.progress.deadline import read_deadline
from motions.public_record import receipt_heading
from motions.queries import standpoint_from_facts, submission_facts
from motions.stages import is_contradicted
from motions.suspensions import barring_meeting, held_up_words
from motions.texts.limits import Count, Limits, over_limit
from motions.views.appeals import ruled_out
from motions.views.clp import page_of
from motions.views.links import BY_LINK, Opened, by_link, explained_on, opened
from motions.views.sending_on import has_gone_on, leads_onward, leads_to_conference, may_go_to_a_branch, own_entry
from motions.workflow import SUBMISSION_FLOW, Act, NotAllowed


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
    facts = submission_facts(motion, submission.clp)
    stage = standpoint_from_facts(motion, submission.clp).stage
    step = _next_for(submission, vote, stage)
    context = {
        "submission": submission,
        "token": token,
        "heading": receipt_heading(submission, vote, again="again" in request.GET),
        "is_contradicted": is_contradicted(facts, submission.pk),
        "late": late_meeting(submission),
        "barred": barring_meeting(submission),
        "held_up": held_up_words(submission.clp, motion, timezone.localdate()),
        "entry": own_entry(submission),
        "deadline": read_deadline(motion.campaign, now=now),
        "next": step,
        "answer": SavedAnswer.objects.after(step.outcome),
        "send_page": page_of("send", submission.clp, motion),
        "is_live": submission.state in LIVE_STATES,
        "delegates_vote": submission.body == Body.CLP
        and submission.how_it_meets == MeetingStructure.GENERAL_COMMITTEE,
        "votes": votes,
        "vote": vote,
        "text_count": _amended_count(submission, vote.amended_text) if vote and vote.amended_text else None,
        "over_limit": over_limit(submission),
        "stage_wording": step.wording or stage_wording(motion, stage),
        "report_page": page_of("report", submission.clp, motion),
        "clp_page": page_of("clp", submission.clp, motion)
        if motion.for_conference
        else submission.clp.get_absolute_url(),
        "stuck_at": stuck_at(stage, step),
    }
    return render(request, "motions/report_manage.html", context | _can_be_done(link, vote, stage))


def _can_be_done(link: Opened, vote: Vote | None, stage: Stage) -> dict[str, Any]:
    """Return what the receipt offers. Only the link of the receipt itself changes a report or shows the telephone."""
    submission, is_whole = link.submission, link.purpose == LinkPurpose.MANAGE
    return {
        "may_go_to_a_branch": is_whole and may_go_to_a_branch(submission),
        "can_change": is_whole and SUBMISSION_FLOW.may(submission.state, Act.CHANGE),
        "can_withdraw": is_whole and SUBMISSION_FLOW.may(submission.state, Act.WITHDRAW),
        "telephone": number_of(submission).number if is_whole else "",
        "can_tell": SUBMISSION_FLOW.may(submission.state, Act.DECIDE),
        "asks_for_speaker": _asks_for_speaker(submission),
        "wishes": SpeakerWish.objects.of_report(submission) if is_whole else (),
        "leads_onward": leads_onward(submission, vote, stage),
        "has_gone_on": has_gone_on(submission, vote, stage),
        "following": getattr(submission, "followed_by", None),
        "appealable": ruled_out(submission),
        "leads_to_conference": leads_to_conference(submission, vote),
    }


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
    limits, title = Limits.on(motion), submission.version.title
    over = limits.over(title=title, text=text, part="The text as amended")
    return over[0] if over else limits.count_text("The text as amended", text, title=title)


def _asks_for_speaker(submission: Submission) -> bool:
    """Whether its meeting is known and still to come."""
    meeting_on = submission.meeting_on
    if meeting_on is None or meeting_on < timezone.localdate() or barring_meeting(submission):
        return False
    return SUBMISSION_FLOW.may(submission.state, Act.CHANGE)


@public_form
@never_cache
@by_link
def change(request: HttpRequest, token: str) -> HttpResponseBase:
    """Change when and to whom it was sent, or when the meeting is."""
    submission = opened(token, LinkPurpose.MANAGE).submission
    if not SUBMISSION_FLOW.may(submission.state, Act.CHANGE):
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
def telephone(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give a telephone number, change it or take it back: at any time, whatever became of the vote."""
    submission = opened(token, LinkPurpose.MANAGE).submission
    # Beside a report that was taken back no number is kept.
    if submission.state == SubmissionState.WITHDRAWN:
        return redirect("motions:report-manage", token=token)
    form = TelephoneForm(request.POST or None, submission=submission)
    if request.method == "POST" and form.is_valid():
        with explained_on(form):
            change_number(submission, form.given_number())
            return redirect("motions:report-manage", token=token)
    context = {"submission": submission, "token": token, "form": form}
    return render(request, "motions/report_telephone.html", context)


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
    if not SUBMISSION_FLOW.may(submission.state, Act.WITHDRAW):
        return redirect("motions:report-manage", token=token)
    return render(request, "motions/report_withdraw.html", {"submission": submission, "token": token})


@public_form
@never_cache
@by_link
def outcome(request: HttpRequest, token: str) -> HttpResponseBase:
    """How did it go? Also how a mistake is corrected; the first word stays beside the correction."""
    submission = opened(token, *BY_LINK).submission
    if not SUBMISSION_FLOW.may(submission.state, Act.DECIDE):
        return redirect("motions:report-manage", token=token)
    # A link may fill it in. Nothing is recorded before somebody presses the button.
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
        "is_correction": submission.state == SubmissionState.DECIDED,
        "over_limit": over_limit(submission) if submission.state in LIVE_STATES else None,
        "text_count": _amended_count(submission, form["amended_text"].value() or ""),
    }
    return render(request, "motions/report_outcome.html", context)


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
    # A meeting that cannot be held belongs in nobody's calendar, even if its day is known.
    if submission.meeting_on is None or barring_meeting(submission):
        raise Http404("The date of the meeting is not known yet.")
    return as_file(meeting_calendar(submission), "text/calendar; charset=utf-8", "meeting.ics")
