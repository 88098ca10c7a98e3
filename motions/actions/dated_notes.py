"""Noting what happened outside, on which day, and where it can be read."""

from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.actions.events import record_event
from motions.actions.standings import move_progress
from motions.enums import DatedNoteKind, EventKind
from motions.models import DatedNote, Motion


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedWords:
    """What a note says."""

    on: date
    words: str
    source: str


def add_dated_note(motion: Motion, kind: DatedNoteKind, told: DatedWords, *, by: AbstractBaseUser | None) -> DatedNote:
    """Add a note; the same one again is the one that is there. Effects: writes `dated_note_added`."""
    with transaction.atomic():
        # Whoever adds the same at the same moment waits here, and finds it.
        Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
        values = asdict(told)
        if found := DatedNote.objects.filter(motion=motion, kind=kind, **values).first():
            return found
        note = DatedNote.objects.create(motion=motion, kind=kind, **values)
        _record(EventKind.DATED_NOTE_ADDED, note, by=by)
    return note


def change_dated_note(note: DatedNote, told: DatedWords, *, by: AbstractBaseUser | None) -> DatedNote:
    """Put a note right. The same again changes nothing. Effects: writes `dated_note_changed`."""
    with transaction.atomic():
        changed = DatedNote.objects.select_for_update(of=("self",)).select_related("motion").get(pk=note.pk)
        values = asdict(told)
        if all(getattr(changed, name) == value for name, value in values.items()):
            return changed
        for name, value in values.items():
            setattr(changed, name, value)
        changed.save()
        _record(EventKind.DATED_NOTE_CHANGED, changed, by=by)
    return changed


def remove_dated_note(note: DatedNote, *, by: AbstractBaseUser | None) -> None:
    """Remove a note; one that has gone already is gone. Effects: writes `dated_note_removed`."""
    with transaction.atomic():
        found = DatedNote.objects.select_for_update(of=("self",)).select_related("motion").filter(pk=note.pk).first()
        if found is None:
            return
        _record(EventKind.DATED_NOTE_REMOVED, found, by=by)
        found.delete()


def _record(kind: EventKind, note: DatedNote, *, by: AbstractBaseUser | None) -> None:
    details = {"of": note.kind, "on": note.on.isoformat(), "words": note.words}
    record_event(kind=kind, motion=note.motion, by=by, details=details)
    # Public pages show what the party did.
    move_progress(note.motion)
