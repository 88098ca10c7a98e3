"""Taking back what was recorded wrongly of a CLP's motion at conference: one step at a time, with the reason.

Whatever is right is then recorded as if it were told for the first time, so that nothing has two ways of being said.
"""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.actions.entries import lock_entries, moved_together
from motions.actions.events import record_entry_event
from motions.actions.standings import move_progress, move_stage
from motions.enums import FLOOR_STATES, RULED_OUT_STATES, EntryState, EventKind
from motions.models import ConferenceEntry
from motions.workflow import FORGOTTEN_FIELDS, NotAllowed

_E = EntryState
# What stands in an event's details in place of an act: nothing was done, something was undone.
TAKEN_BACK = "TAKE_BACK"


def state_before(entry: ConferenceEntry) -> EntryState | None:
    """Return the state that the last step led away from, as the entry's days tell; None where no step can go back.

    What was sent or not has its own ways back, and who is in a composite is corrected from the composite.
    """
    state = _E(entry.state)
    if state in (_E.SENT, _E.RETRACTED, _E.COMPOSITED):
        return None
    if state in (_E.RULED_OUT, _E.IN_ORDER, _E.ACKNOWLEDGED):
        return _before_the_ruling(entry, state)
    if state == _E.REFERENCE_BACK:
        return _E.APPEAL_LOST if entry.appeal_decided_on else _E.RULED_OUT
    if state in FLOOR_STATES:
        return _before_the_floor(entry)
    return {
        _E.APPEALED: _E.RULED_OUT,
        _E.APPEAL_LOST: _E.APPEALED,
        _E.REFERENCE_LOST: _E.REFERENCE_BACK,
        _E.IN_BALLOT: _E.IN_ORDER,
        _E.CHOSEN: _E.IN_BALLOT,
        _E.NOT_CHOSEN: _E.IN_BALLOT,
    }[state]


def _before_the_ruling(entry: ConferenceEntry, state: EntryState) -> EntryState:
    if state == _E.IN_ORDER and entry.reference_back_on:
        return _E.REFERENCE_BACK
    if state == _E.IN_ORDER and entry.appealed_on:
        return _E.APPEALED
    return _E.ACKNOWLEDGED if entry.acknowledged_on and state != _E.ACKNOWLEDGED else _E.SENT


def _before_the_floor(entry: ConferenceEntry) -> EntryState:
    if entry.composite_id:
        return _E.COMPOSITED
    return _E.CHOSEN if entry.ballot_on else _E.IN_ORDER


def take_back_step(entry: ConferenceEntry, *, reason: str, by: AbstractBaseUser | None) -> ConferenceEntry:
    """Take back the last step of an entry; raise NotAllowed where there is none, or without a reason.

    A vote on the floor is of the whole composite, so it is taken back for every entry in it.
    Effects: the CLP's stage moves back; after a vote the motion's progress version does; writes `entry_changed` with
    the state that was wrong.
    """
    if not reason.strip():
        raise NotAllowed("Say why it is taken back: the next organiser will ask.")
    with transaction.atomic():
        of_floor = entry.state in FLOOR_STATES
        wanted = moved_together(entry) if of_floor else [entry]
        standings, taken = lock_entries(wanted)
        for one in taken:
            if one.state != entry.state:
                raise NotAllowed("Somebody else has recorded something meanwhile. Look again.")
            _take_back(one, reason=reason, by=by)
            move_stage(standings[one.clp_id])
        if of_floor:
            move_progress(entry.motion)
    return next(one for one in taken if one.pk == entry.pk)


def _take_back(entry: ConferenceEntry, *, reason: str, by: AbstractBaseUser | None) -> None:
    was, before = _E(entry.state), state_before(entry)
    if before is None:
        raise NotAllowed(f"There is no step to take back: {was.label.lower()}.")
    # An appeal that was won, or a reference back, is taken back by itself: the ruling before it stands again.
    overturned = was == _E.IN_ORDER and before in RULED_OUT_STATES
    forgotten = _RESULT_OF[before] if overturned else FORGOTTEN_FIELDS[was]
    for name in forgotten:
        field = ConferenceEntry._meta.get_field(name)
        setattr(entry, name, None if field.null else "")
    if before in RULED_OUT_STATES:
        entry.ruled_on = _day_of_ruling(entry, before)
    entry.state = before
    entry.save()
    if was == _E.RULED_OUT:
        entry.grounds.all().delete()
    details = {"state": before.value, "act": TAKEN_BACK, "was": was.value, "reason": reason}
    record_entry_event(EventKind.ENTRY_CHANGED, entry, by=by, details=details)


# What told that a ruling was overturned, by the state that comes back.
_RESULT_OF = {
    _E.APPEALED: ("appeal_decided_on", "subject_heading", "headed_on"),
    _E.REFERENCE_BACK: ("reference_decided_on", "subject_heading", "headed_on"),
}


def _day_of_ruling(entry: ConferenceEntry, state: EntryState) -> date | None:
    """Return the day of the ruling that holds in a state: the first one's, or that of the appeal which was lost."""
    first = entry.ruled_out_on or entry.ruled_on
    if state in (_E.APPEAL_LOST, _E.REFERENCE_BACK):
        return entry.appeal_decided_on or first
    return first
