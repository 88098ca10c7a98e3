"""What comes after a report: the branch first, on to the CLP, to its second vote, and to conference."""

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from clps.enums import MeetingStructure
from clps.lib.guards import public_form
from motions.actions.entries import correct_sent, move_entry, record_sent
from motions.actions.reports import report_again
from motions.actions.submissions import change_report, report_onward
from motions.enums import ADOPTED, ADOPTED_STAGES, Body, LinkPurpose, Purpose, Route, Stage, SubmissionState
from motions.forms.letters import BranchForm
from motions.forms.next_body import BranchFirstForm, OnwardForm
from motions.forms.outcomes import SentForm
from motions.letters import write_letter, write_onward_letter
from motions.models import ConferenceEntry, Submission, SubmissionLink, Vote
from motions.queries import standpoint_from_facts
from motions.texts.limits import over_limit
from motions.views.clp import letter_context
from motions.views.links import BY_LINK, by_link, explained_on, opened
from motions.workflow import ENTRY_FLOW, SUBMISSION_FLOW, Act, EntryAct

# The CLP itself has it, or has carried it.
_BEYOND_BRANCHES = ADOPTED_STAGES | {Stage.WITH_CLP}


def leads_onward(submission: Submission, vote: Vote | None, stage: Stage) -> bool:
    """Whether what was carried has to go on: from a branch to the CLP, from policy to the vote for conference."""
    carried = vote is not None and vote.outcome in ADOPTED and submission.state == SubmissionState.DECIDED
    if vote is None or not carried or not submission.version.motion.for_conference:
        return False
    if hasattr(submission, "followed_by"):
        return False
    if submission.body == Body.BRANCH:
        return stage not in _BEYOND_BRANCHES
    return vote.purpose == Purpose.POLICY and stage == Stage.CARRIED_AS_POLICY


def has_gone_on(submission: Submission, vote: Vote | None, stage: Stage) -> bool:
    """Whether what this meeting carried is reported from the CLP by now, by the same person or by another."""
    carried = vote is not None and vote.outcome in ADOPTED and submission.state == SubmissionState.DECIDED
    if not carried or not submission.version.motion.for_conference:
        return False
    is_beyond = submission.body == Body.BRANCH and stage in _BEYOND_BRANCHES
    return is_beyond or hasattr(submission, "followed_by")


def leads_to_conference(submission: Submission, vote: Vote | None) -> bool:
    """Whether the CLP chose it as its conference motion, and nobody has told us that it was sent."""
    carried = vote is not None and vote.outcome in ADOPTED and submission.state == SubmissionState.DECIDED
    if vote is None or not carried or vote.purpose != Purpose.CONFERENCE:
        return False
    return standpoint_from_facts(submission.version.motion, submission.clp).stage == Stage.CARRIED_FOR_CONFERENCE


@public_form
@never_cache
@by_link
def answered(request: HttpRequest, token: str) -> HttpResponseBase:
    """The secretary has answered how the CLP takes motions: it goes straight to the CLP."""
    submission = opened(token, LinkPurpose.MANAGE).submission
    if request.method == "POST" and _asks_how_it_meets(submission):
        known = replace(report_again(submission), meets=MeetingStructure.ALL_MEMBER)
        change_report(submission, known, by=submission.activist)
    return redirect("motions:report-manage", token=token)


@public_form
@never_cache
@by_link
def branch_first(request: HttpRequest, token: str) -> HttpResponseBase:
    """The secretary says that a branch has to vote first: the email to it, and the report that it went."""
    submission = opened(token, LinkPurpose.MANAGE).submission
    if not may_go_to_a_branch(submission):
        return redirect("motions:report-manage", token=token)
    question = BranchForm(request.GET if "branch" in request.GET else None)
    context: dict[str, object] = {"submission": submission, "clp": submission.clp, "token": token, "form": question}
    if not question.is_bound or not question.is_valid():
        return render(request, "motions/report_branch.html", context)
    branch = question.cleaned_data["branch"]
    # The letter is a form of this page too, and comes to the same address when it is changed.
    reporting = request.method == "POST" and request.POST.get("action") == "report"
    form = BranchFirstForm(request.POST if reporting else None, submission=submission, initial={"branch": branch})
    if reporting and form.is_valid():
        with explained_on(form):
            change_report(submission, form.report(), by=submission.activist)
            return redirect("motions:report-manage", token=token)
    letter = write_letter(Route.BRANCH, clp=submission.clp, version=submission.version, branch=branch)
    context |= {"branch": branch, "form": form, **letter_context(request, letter, name=submission.reporter_name)}
    return render(request, "motions/report_branch.html", context)


def may_go_to_a_branch(submission: Submission) -> bool:
    """Whether it is with the CLP's secretary, who may say that a branch has to vote on it first."""
    straight = submission.body == Body.CLP and not submission.follows_id
    return straight and submission.version.motion.for_conference and SUBMISSION_FLOW.may(submission.state, Act.CHANGE)


def _asks_how_it_meets(submission: Submission) -> bool:
    """Whether nobody knows yet which way the CLP takes motions."""
    return may_go_to_a_branch(submission) and not submission.meets


@public_form
@never_cache
@by_link
def onward(request: HttpRequest, token: str) -> HttpResponseBase:
    """The branch carried it: the email to the CLP, already written, and the report that it went."""
    submission = opened(token, *BY_LINK).submission
    stage = standpoint_from_facts(submission.version.motion, submission.clp).stage
    if not leads_onward(submission, submission.current_vote, stage):
        return redirect("motions:report-manage", token=token)
    reporting = request.method == "POST" and request.POST.get("action") == "report"
    form = OnwardForm(request.POST if reporting else None, submission=submission)
    if reporting and form.is_valid():
        with explained_on(form):
            after = report_onward(submission, form.report(), consent=form.wording)
            return redirect("motions:report-manage", token=SubmissionLink.objects.mint(after, LinkPurpose.MANAGE))
    letter = letter_context(request, write_onward_letter(submission), name=submission.reporter_name)
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
    # By POST alone: it makes a link, and mail scanners follow every address that they meet.
    if request.method == "POST" and after is not None:
        token = SubmissionLink.objects.mint(after, LinkPurpose(link.purpose))
    return redirect("motions:report-manage", token=token)


@public_form
@never_cache
@by_link
def sent(request: HttpRequest, token: str) -> HttpResponseBase:
    """The secretary has sent it to conference; afterwards, that it was another day, or not at all."""
    submission = opened(token, *BY_LINK).submission
    vote, entry = submission.current_vote, own_entry(submission)
    if vote is None or not (entry or leads_to_conference(submission, vote)):
        return redirect("motions:report-manage", token=token)
    opens_on = submission.version.motion.campaign.conference.motions_open_on
    taken_back = request.method == "POST" and "not-sent" in request.POST
    known = {"sent_on": entry.sent_on} if entry else {}
    given = request.POST if request.method == "POST" and not taken_back else None
    form = SentForm(given, carried_on=vote.held_on, opens_on=opens_on, initial=known)
    if taken_back or form.is_valid():
        with explained_on(form):
            _say_sent(submission, entry, None if taken_back else form.cleaned_data["sent_on"])
            return redirect("motions:report-manage", token=token)
    context = {"submission": submission, "token": token, "form": form, "entry": entry}
    return render(request, "motions/report_sent.html", context)


def own_entry(submission: Submission) -> ConferenceEntry | None:
    """Return the entry that rests on this report, while its reporter can still put it right."""
    rows = ConferenceEntry.objects.filter(submission=submission).select_related("motion", "clp", "submission")
    entry = rows.first()
    return entry if entry and ENTRY_FLOW.may(entry.state, EntryAct.RETRACT) else None


def _say_sent(submission: Submission, entry: ConferenceEntry | None, sent_on: date | None) -> None:
    """Record on which day it was sent, or that it was not; None is not."""
    by = submission.activist
    if entry and sent_on:
        correct_sent(entry, sent_on=sent_on, by=by)
    elif entry:
        move_entry(entry, EntryAct.RETRACT, on=timezone.localdate(), by=by)
    elif sent_on:
        motion = submission.version.motion
        record_sent(motion=motion, clp=submission.clp, sent_on=sent_on, by=by, submission=submission)
