"""Everything that happened in one CLP, as one list with who and when. `event_lines` adds what the events say."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, time
from typing import NamedTuple

from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.enums import TimelineKind
from campaign.desk.models import Call, Note, Ownership
from campaign.mail.models import Email, InboundMail, Reminder
from motions.models import AdviceRequest, Champion


class StoryLine(NamedTuple):
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


def display_name_of(user: User | None) -> str:
    """Return what organisers call somebody."""
    return user.called if user else ""


def of_mail(mails: Sequence[Email], reminders: Sequence[Reminder]) -> Iterator[StoryLine]:
    """Yield what was sent, and what is to come."""
    for mail in mails:
        words = f"{mail.get_state_display()}, to {mail.to}."
        if mail.returned_as:
            words += f" {mail.get_returned_as_display()}."
        yield StoryLine(mail.sent_at or mail.created_at, TimelineKind.MAIL, mail.subject, "", words, mail.last_error)
    for reminder in reminders:
        words = f"To {display_name_of(reminder.recipient)}, unless its reason goes."
        yield StoryLine(
            reminder.not_before, TimelineKind.MAIL, reminder.get_kind_display(), "", words, is_to_come=True
        )


def of_inbound(mails: Sequence[InboundMail]) -> Iterator[StoryLine]:
    """Yield what came in about a report, in the words of whoever wrote it."""
    for mail in mails:
        title = f"{mail.get_filed_display()} by mail: {mail.subject or 'no subject'}"
        yield StoryLine(mail.received_at, TimelineKind.MAIL, title, mail.sender_name or mail.sender, "", mail.text)


def of_champions(champions: Sequence[Champion], told: Collection[int]) -> Iterator[StoryLine]:
    """Yield those whom no event tells of, such as people from an older list; `told` are the keys of the others."""
    for one in champions:
        if one.pk not in told:
            # Only the day is known. It stands at the beginning of that day, by the UK's clock.
            at = timezone.make_aware(datetime.combine(one.since, time()))
            words = f"{one.get_state_display()}, since {one.since:%-d %B %Y}."
            yield StoryLine(at, TimelineKind.CHAMPIONS, "Champion", one.called, words)


def of_notes(notes: Sequence[Note], owners: Sequence[Ownership]) -> Iterator[StoryLine]:
    """Yield what organisers wrote down, and who looked after the CLP."""
    for note in notes:
        yield StoryLine(note.at, TimelineKind.NOTES, "Note", display_name_of(note.by), "", note.words)
    for row in owners:
        words = f"{display_name_of(row.owner)} looks after it." if row.owner else "Nobody looks after it."
        yield StoryLine(row.at, TimelineKind.CHANGES, "Owner", display_name_of(row.by), words)


def of_calls(calls: Sequence[Call]) -> Iterator[StoryLine]:
    """Yield who was called, by whom, and what came of it."""
    for call in calls:
        words = f"Again on {call.call_back_on:%-d %B %Y}." if call.call_back_on else ""
        title = f"Call: {call.get_result_display().lower()}"
        yield StoryLine(call.at, TimelineKind.CALLS, title, display_name_of(call.by), words, call.words)


def of_advice(asked: Sequence[AdviceRequest]) -> Iterator[StoryLine]:
    """Yield the questions with their words, and what was answered."""
    for one in asked:
        state = f"{one.get_step_display()}. {one.get_state_display()}."
        yield StoryLine(one.asked_at, TimelineKind.ADVICE, "Question", one.name, state, one.question)
        for reply in one.replies.all():
            yield StoryLine(reply.at, TimelineKind.ADVICE, "Answer", display_name_of(reply.by), "", reply.words)
