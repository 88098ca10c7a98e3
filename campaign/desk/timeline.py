"""Everything that happened in one CLP, as one list with who and when."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from campaign.accounts.models import User
from campaign.desk.enums import TimelineKind
from campaign.desk.models import Note, Ownership
from campaign.mail.models import Email, Reminder
from motions.enums import EntryState, EventKind, Stage
from motions.models import AdviceRequest, Event, Submission, Vote


class Line(NamedTuple):
    """One thing that happened, or is to come."""

    at: datetime
    kind: TimelineKind
    title: str
    who: str = ""
    words: str = ""
    quote: str = ""
    # Where a long text was recorded: the text, and what its count comes to.
    text: str = ""
    length: str = ""
    is_too_long: bool = False
    is_to_come: bool = False


_REPORTS = ["submission", "report", "confirm", "speaker", "merge"]
_KINDS = {"vote": TimelineKind.VOTES, "entry": TimelineKind.CONFERENCE, "champion": TimelineKind.CHAMPIONS}


def kind_of(event: str) -> TimelineKind:
    """Return which part of the story an event belongs to."""
    first = event.split("_")[0]
    if first.rstrip("s") in _KINDS:
        return _KINDS[first.rstrip("s")]
    if first == "advice":
        return TimelineKind.ADVICE
    return TimelineKind.REPORTS if first in _REPORTS else TimelineKind.CHANGES


def called(user: User | None) -> str:
    """Return what organisers call somebody."""
    return (user.name or user.email) if user else ""


def of_events(
    events: Sequence[Event], submissions: dict[int, Submission], votes: Sequence[Vote], *, limit: int
) -> Iterator[Line]:
    """Yield what happened. The votes of a report and its events stand in the same order, so each finds its own."""
    told: defaultdict[int, list[Vote]] = defaultdict(list)
    for one in votes:
        told[one.submission_id].append(one)
    for event in sorted(events, key=lambda one: one.pk):
        submission = submissions.get(event.submission_id or 0)
        vote: Vote | None = None
        if event.kind in (EventKind.VOTE_RECORDED, EventKind.VOTE_CORRECTED) and told[event.submission_id or 0]:
            vote = told[event.submission_id or 0].pop(0)
        yield _line(event, submission, vote, limit)


def _line(event: Event, submission: Submission | None, vote: Vote | None, limit: int) -> Line:
    who = called(event.by)
    if not who and submission and event.kind == EventKind.SUBMISSION_REPORTED:
        who = submission.reporter_name
    if not who and event.champion:
        who = event.champion.name
    words, quote = _words(event, submission), str(event.details.get("reason") or "")
    line = Line(event.at, kind_of(event.kind), event.get_kind_display(), who, words, quote)
    if vote is None:
        return line
    too_long = bool(vote.amended_words and vote.amended_words > limit)
    count = f"{vote.amended_words} words, of {limit} allowed" if vote.amended_words else ""
    return line._replace(
        words=f"{words} {_figures(vote)}".strip(),
        quote=vote.words,
        text=vote.amended_text,
        length=count,
        is_too_long=too_long,
    )


def _words(event: Event, submission: Submission | None) -> str:
    details = event.details
    if event.kind == EventKind.STAGE_MOVED:
        return f"From “{Stage(details['from']).label}” to “{Stage(details['to']).label}”."
    if event.kind == EventKind.ENTRY_CHANGED:
        return f"{EntryState(details['state']).label}."
    if event.kind in (EventKind.SECRETARY_RECORDED, EventKind.SECRETARY_CHANGED):
        return _of_secretary(event)
    if submission is None:
        return ""
    if event.kind == EventKind.SUBMISSION_REPORTED:
        phone = ", heard by phone" if submission.heard_by_phone else ""
        phone += ", from a spreadsheet" if submission.from_file else ""
        met = f" Meeting on {submission.meeting_on:%-d %B %Y}." if submission.meeting_on else ""
        version = f"version {submission.version.number} of the text"
        return f"{submission.body_name}: {version}, sent on {submission.sent_on:%-d %B %Y}{phone}.{met}"
    if event.kind == EventKind.SUBMISSION_CHANGED:
        return f"{submission.body_name}: {', '.join(name.replace('_', ' ') for name in details.get('fields', []))}."
    return f"{submission.body_name}, reported by {submission.reporter_name or called(submission.activist)}."


def _of_secretary(event: Event) -> str:
    """Say what we were told of a secretary, and never whom."""
    names = {"email": "email address", "known_since": "when we learned it", "how_known": "how we know"}
    told = ", ".join(names.get(name, name) for name in event.details.get("fields", []))
    took_over = " Whoever had it before gave it up." if event.details.get("took_over") else ""
    return f"{told[:1].upper()}{told[1:]}, from a spreadsheet.{took_over}"


def _figures(vote: Vote) -> str:
    """Say what a meeting did, with its figures where they were counted."""
    said = str(vote.get_outcome_display())
    if vote.purpose:
        said += f", {str(vote.get_purpose_display()).lower()}"
    counted = [
        f"{number} {label}"
        for number, label in (
            (vote.votes_for, "for"),
            (vote.votes_against, "against"),
            (vote.abstentions, "abstained"),
        )
        if number is not None
    ]
    later = f" To be heard on {vote.deferred_to:%-d %B %Y}." if vote.deferred_to else ""
    return f"{said}, on {vote.held_on:%-d %B %Y}{': ' + ', '.join(counted) if counted else ''}.{later}"


def of_mail(mails: Sequence[Email], reminders: Sequence[Reminder]) -> Iterator[Line]:
    """Yield what was sent, and what is to come."""
    for mail in mails:
        words = f"{mail.get_state_display()}, to {mail.to}."
        yield Line(mail.sent_at or mail.created_at, TimelineKind.MAIL, mail.subject, "", words, mail.last_error)
    for reminder in reminders:
        words = f"To {called(reminder.recipient)}, unless its reason goes."
        yield Line(reminder.not_before, TimelineKind.MAIL, reminder.get_kind_display(), "", words, is_to_come=True)


def of_notes(notes: Sequence[Note], owners: Sequence[Ownership]) -> Iterator[Line]:
    """Yield what organisers wrote down, and who looked after the CLP."""
    for note in notes:
        yield Line(note.at, TimelineKind.NOTES, "Note", called(note.by), "", note.words)
    for row in owners:
        words = f"{called(row.owner)} looks after it." if row.owner else "Nobody looks after it."
        yield Line(row.at, TimelineKind.CHANGES, "Owner", called(row.by), words)


def of_advice(asked: Sequence[AdviceRequest]) -> Iterator[Line]:
    """Yield the questions with their words, and what was answered."""
    for one in asked:
        state = f"{one.get_step_display()}. {one.get_state_display()}."
        yield Line(one.asked_at, TimelineKind.ADVICE, "Question", one.name, state, one.question)
        for reply in one.replies.all():
            yield Line(reply.at, TimelineKind.ADVICE, "Answer", called(reply.by), "", reply.words)
