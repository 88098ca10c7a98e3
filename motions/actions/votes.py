"""Recording what a meeting did."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.actions.events import record_event
from motions.actions.standings import lock_standing, move_stage
from motions.enums import ADOPTED, Body, EventKind, Outcome, Purpose, SubmissionState
from motions.models import Standing, Submission, Vote
from motions.texts.limits import counted_words
from motions.workflow import SUBMISSION_FLOW, act_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a meeting did, as somebody reports it."""

    outcome: Outcome
    held_on: date
    purpose: Purpose | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    amended_text: str = ""
    deferred_to: date | None = None
    words: str = ""


def result_of(vote: Vote) -> Result:
    """Return what a vote says, to be said again."""
    return Result(
        outcome=Outcome(vote.outcome),
        held_on=vote.held_on,
        purpose=Purpose(vote.purpose) if vote.purpose else None,
        votes_for=vote.votes_for,
        votes_against=vote.votes_against,
        abstentions=vote.abstentions,
        amended_text=vote.amended_text,
        deferred_to=vote.deferred_to,
        words=vote.words,
    )


def record_vote(submission: Submission, result: Result, *, by: AbstractBaseUser | None) -> Vote:
    """Record what the meeting did; raise NotAllowed for a report that is unconfirmed or withdrawn.

    After a final outcome this is a correction, kept beside the first word. The same words twice are recorded once.
    Effects: the submission is decided, or waits for the meeting it was put off to; a new date raises the calendar's
    sequence; the CLP's stage moves; writes `vote_recorded` or `vote_corrected`.
    """
    with transaction.atomic():
        # The standing before the report, as wherever both are locked: else two would wait for each other.
        standing = lock_standing(submission.version.motion, submission.clp)
        rows = Submission.objects.select_for_update(of=("self",)).select_related(
            "version__motion__campaign__conference", "clp"
        )
        heard = rows.get(pk=submission.pk)
        return record_vote_under(standing, heard, result, by=by)


def record_vote_under(standing: Standing, heard: Submission, result: Result, *, by: AbstractBaseUser | None) -> Vote:
    """Record what the meeting did, as a part of other actions, which hold the locks of `standing` and `heard`."""
    state = SUBMISSION_FLOW.after(heard.state, act_of(result.outcome))
    last = heard.current_vote
    # A button pressed twice, or a file imported again, is no correction.
    if last and _columns_of(last) == _fields(result, heard):
        return last
    corrects = last if last and _is_correction(heard, last, result) else None
    vote = Vote.objects.create(
        submission=heard, corrects=corrects, recorded_by_id=by.pk if by else None, **_fields(result, heard)
    )
    heard.state = state
    if state == SubmissionState.TO_BE_HEARD_AGAIN:
        # Of the next meeting we know at most the day. Who speaks there is asked anew.
        heard.meeting_on, heard.meeting_time, heard.speaker = result.deferred_to, None, ""
        heard.calendar_sequence += 1
    heard.save()
    move_stage(standing)
    record_event(
        kind=EventKind.VOTE_CORRECTED if corrects else EventKind.VOTE_RECORDED,
        motion=heard.version.motion,
        clp=heard.clp,
        submission=heard,
        by=by,
        details={"outcome": result.outcome.value},
    )
    return vote


def _is_correction(submission: Submission, last: Vote, result: Result) -> bool:
    """Whether this replaces the last word, or tells of another meeting after one that put the motion off."""
    return submission.state == SubmissionState.DECIDED or last.held_on == result.held_on


def _fields(result: Result, submission: Submission) -> dict[str, object]:
    """Return the columns of a vote, without what does not belong to its outcome."""
    adopted = result.outcome in ADOPTED
    amended = result.amended_text if result.outcome == Outcome.CARRIED_AS_AMENDED else ""
    for_clp = adopted and submission.body == Body.CLP
    # A model local motion is passed on the CLP's own account, whatever a form says.
    wanted = result.purpose if submission.version.motion.for_conference else None
    return {
        "outcome": result.outcome,
        "held_on": result.held_on,
        "purpose": (wanted or Purpose.POLICY) if for_clp else "",
        "votes_for": result.votes_for,
        "votes_against": result.votes_against,
        "abstentions": result.abstentions,
        "amended_text": amended,
        "amended_words": _words_of(submission, amended) if amended else None,
        "deferred_to": result.deferred_to,
        "words": result.words,
    }


def _words_of(submission: Submission, text: str) -> int:
    """Return how many words an amended text has by the rule of the conference that it is meant for."""
    version = submission.version
    return counted_words(text, version.motion.campaign.conference, title=version.title)


def _columns_of(vote: Vote) -> dict[str, object]:
    """Return the same columns of a vote that is recorded."""
    names = (
        "outcome",
        "held_on",
        "purpose",
        "votes_for",
        "votes_against",
        "abstentions",
        "amended_text",
        "amended_words",
        "deferred_to",
        "words",
    )
    return {name: getattr(vote, name) for name in names}
