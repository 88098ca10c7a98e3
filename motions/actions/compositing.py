"""The compositing meeting: opening its room, laying texts on its table, saving drafts, and who agrees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.actions.composites import CompositeWords, record_composite
from motions.actions.events import record_event
from motions.composites.booklets import FoundMotion
from motions.composites.provenance import Run
from motions.composites.sources import library_of
from motions.enums import Allegiance, DraftSide, EventKind
from motions.models import (
    Composite,
    CompositingMeeting,
    ConferenceEntry,
    DraftReading,
    MeetingAnswer,
    Motion,
    ReceivedText,
)
from motions.models.compositing import new_follow_key
from motions.workflow import NotAllowed


class NobodysWords(NotAllowed):
    """A draft has words that nobody sent, and no reason is given for them."""

    def __init__(self, runs: tuple[Run, ...]) -> None:
        """Take the runs, so that the page can mark them."""
        self.runs = runs
        count = "a passage" if len(runs) == 1 else f"{len(runs)} passages"
        super().__init__(
            f"It has {count} that nobody sent. Only words that somebody sent may be in a composite: take them out, or "
            "say why they stand there all the same."
        )


class SavedMeanwhile(NotAllowed):
    """Somebody else saved a reading since this one was begun."""

    def __init__(self, reading: DraftReading) -> None:
        """Take the reading that stands now."""
        self.reading = reading
        super().__init__(
            f"Reading {reading.number} was saved while you wrote. Your words are still below: what differs is marked. "
            "Save again, and yours becomes the next reading."
        )


@dataclass(frozen=True, slots=True)
class Laid:
    """How many texts were laid on the table, and how many replaced what a sender had there."""

    new: int
    replaced: int


def open_meeting(
    motion: Motion, *, subject_heading: str, held_on: date | None = None, by: AbstractBaseUser | None
) -> CompositingMeeting:
    """Open the room of one heading; raise NotAllowed where it has one. Effects: writes `compositing_opened`."""
    with transaction.atomic():
        if CompositingMeeting.objects.filter(motion=motion, subject_heading__iexact=subject_heading).exists():
            raise NotAllowed("This heading has its room already.")
        meeting = CompositingMeeting.objects.create(motion=motion, subject_heading=subject_heading, held_on=held_on)
        _record(EventKind.COMPOSITING_OPENED, meeting, by)
    return meeting


def lay_texts(meeting: CompositingMeeting, motions: Iterable[FoundMotion], *, by: AbstractBaseUser | None) -> Laid:
    """Lay others' texts on the table, one for each sender; what a sender had there already is replaced.

    The same texts again change nothing. Effects: writes `composite_texts_laid`.
    """
    new = replaced = 0
    with transaction.atomic():
        # Locked: two who lay one booklet at once would each find nothing there, and lay it twice.
        _lock(meeting)
        # However it is written: booklets have names in capitals, lists have not.
        there = {row.sender.casefold(): row for row in meeting.received.all()}
        for motion in motions:
            for sender in motion.senders:
                row = there.get(sender.casefold())
                if row and (row.title, row.text) == (motion.title, motion.text):
                    continue
                if row:
                    # Deleted and made anew: whoever keeps the table ready knows it by its rows.
                    row.delete()
                there[sender.casefold()] = ReceivedText.objects.create(
                    meeting=meeting, sender=sender, title=motion.title, text=motion.text
                )
                new, replaced = (new, replaced + 1) if row else (new + 1, replaced)
        if new or replaced:
            _record(EventKind.COMPOSITE_TEXTS_LAID, meeting, by, new=new, replaced=replaced)
    return Laid(new, replaced)


def take_text_away(text: ReceivedText, *, by: AbstractBaseUser | None) -> None:
    """Take a text off the table. Effects: writes `composite_text_taken`."""
    with transaction.atomic():
        _lock(text.meeting)
        _record(EventKind.COMPOSITE_TEXT_TAKEN, text.meeting, by, sender=text.sender)
        text.delete()


def save_reading(
    meeting: CompositingMeeting,
    side: DraftSide,
    text: str,
    *,
    after: int,
    by: AbstractBaseUser | None,
    why_others_words: str = "",
) -> DraftReading:
    """Save the next reading of a draft. `after` is the number that the writer had before them, nought for none.

    The same words as the last reading are that reading. Raises SavedMeanwhile where another was saved since, and
    NobodysWords where our draft has words that no sender sent and no reason stands beside them.
    Effects: writes `composite_reading_saved`.
    """
    with transaction.atomic():
        # Locked: of two who save at once, the second finds the other’s reading below and loses no word.
        _lock(meeting)
        last = meeting.readings.filter(side=side).order_by("-number").first()
        # Before it is asked who was first: whoever saves what stands there already has lost nothing.
        if last and last.text == text:
            return last
        if last and last.number != after:
            raise SavedMeanwhile(last)
        if side == DraftSide.OURS and not why_others_words:
            runs = library_of(meeting).trace(text).nobodys
            if runs:
                raise NobodysWords(runs)
        reading = DraftReading.objects.create(
            meeting=meeting,
            side=side,
            number=last.number + 1 if last else 1,
            text=text,
            why_others_words=why_others_words,
            saved_by_id=by.pk if by else None,
        )
        _record(EventKind.COMPOSITE_READING_SAVED, meeting, by, side=side, number=reading.number)
    return reading


def record_answers(
    meeting: CompositingMeeting, answers: dict[str, Allegiance | None], *, by: AbstractBaseUser | None
) -> int:
    """Record what senders say to the draft, None for those who have not said; return how many answers changed.

    Effects: writes `composite_answers_recorded` where any changed.
    """
    with transaction.atomic():
        _lock(meeting)
        there = dict(meeting.answers.values_list("sender", "answer"))
        changed = {sender: answer for sender, answer in answers.items() if there.get(sender) != answer}
        # Made anew and not changed: who has not said has no row.
        meeting.answers.filter(sender__in=changed).delete()
        MeetingAnswer.objects.bulk_create(
            MeetingAnswer(meeting=meeting, sender=sender, answer=answer)
            for sender, answer in changed.items()
            if answer is not None
        )
        if changed:
            _record(EventKind.COMPOSITE_ANSWERS_RECORDED, meeting, by, changed=len(changed))
    return len(changed)


def conclude_meeting(
    meeting: CompositingMeeting,
    words: CompositeWords,
    entries: Iterable[ConferenceEntry],
    *,
    by: AbstractBaseUser | None,
) -> Composite:
    """Put what the meeting agreed on record as a composite, with the entries in it.

    Raises NotAllowed where this meeting has its composite already, and for what `record_composite` refuses.
    Effects: those of `record_composite`; the meeting knows its composite.
    """
    with transaction.atomic():
        concluded = _lock(meeting)
        if concluded.composite_id is not None:
            raise NotAllowed("This meeting’s composite is on record already.")
        composite = record_composite(concluded.motion, words, entries, by=by)
        concluded.composite = composite
        concluded.save(update_fields=["composite"])
    return composite


def change_follow_key(meeting: CompositingMeeting, *, by: AbstractBaseUser | None) -> CompositingMeeting:
    """Give the room another address to follow it at: the one before opens nothing any more.

    Effects: writes `composite_address_changed`.
    """
    with transaction.atomic():
        changed = _lock(meeting)
        changed.follow_key = new_follow_key()
        changed.save(update_fields=["follow_key"])
        _record(EventKind.COMPOSITE_ADDRESS_CHANGED, changed, by)
    return changed


def _lock(meeting: CompositingMeeting) -> CompositingMeeting:
    """Return the meeting, locked until the transaction ends, so that readings get their numbers one by one."""
    return CompositingMeeting.objects.select_for_update(of=("self",)).select_related("motion").get(pk=meeting.pk)


def _record(kind: EventKind, meeting: CompositingMeeting, by: AbstractBaseUser | None, **details: object) -> None:
    record_event(kind=kind, motion=meeting.motion, by=by, details={"meeting": meeting.pk, **details})
