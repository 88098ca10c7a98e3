"""Composites: several CLPs' motions on one subject made into one."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.actions.entries import CardVote, EntryStep, move_entries
from motions.actions.events import record_event
from motions.actions.standings import lock_standings, move_progress
from motions.enums import FLOOR_STATES, EntryState, EventKind
from motions.models import Composite, ConferenceEntry, Motion
from motions.workflow import FLOOR_ACT_OF, EntryAct, NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeWords:
    """What a composite is called and says."""

    name: str
    subject_heading: str
    text: str
    agreed_on: date


def record_composite(
    motion: Motion, words: CompositeWords, entries: Iterable[ConferenceEntry], *, by: AbstractBaseUser | None
) -> Composite:
    """Record a composite with the entries that went into it; raise NotAllowed where one of them cannot have.

    Effects: the entries move into it; writes `composite_recorded`, and `entry_changed` for each.
    """
    chosen = list(entries)
    if not chosen:
        raise NotAllowed("Say which CLPs’ motions are in it.")
    with transaction.atomic():
        # For words: of two who record it at once, a constraint refuses the second.
        if Composite.objects.filter(motion=motion, name=words.name).exists():
            raise NotAllowed(f"{words.name} is recorded already.")
        composite = Composite.objects.create(motion=motion, **_columns(words))
        record_event(kind=EventKind.COMPOSITE_RECORDED, motion=motion, by=by, details={"composite": composite.name})
        _fill(composite, chosen, words.agreed_on, by=by)
    return composite


def change_composite(
    composite: Composite, words: CompositeWords, entries: Iterable[ConferenceEntry], *, by: AbstractBaseUser | None
) -> Composite:
    """Put a composite's words right, and which entries are in it. The same again changes nothing.

    Raises NotAllowed where an entry cannot come in or, because conference has voted, cannot go out. One that comes in
    after the vote shares it.
    Effects: entries move in and out; the motion's progress version moves; writes `composite_changed`, and
    `entry_changed` for each that moved.
    """
    chosen = list(entries)
    if not chosen:
        raise NotAllowed("Say which CLPs’ motions are in it.")
    with transaction.atomic():
        changed = _locked(composite)
        if Composite.objects.filter(motion=changed.motion, name=words.name).exclude(pk=changed.pk).exists():
            raise NotAllowed(f"{words.name} is recorded already.")
        names = [name for name, value in _columns(words).items() if getattr(changed, name) != value]
        for name in names:
            setattr(changed, name, getattr(words, name))
        changed.save()
        moved = _fill(changed, chosen, words.agreed_on, by=by)
        if names or moved:
            details = {"composite": changed.name, "fields": names, "entries": moved}
            record_event(kind=EventKind.COMPOSITE_CHANGED, motion=changed.motion, by=by, details=details)
            move_progress(changed.motion)
    return changed


def show_composite(composite: Composite, *, shown: bool, by: AbstractBaseUser | None) -> Composite:
    """Show a composite's words to the public, or take them off the site. The same again changes nothing.

    Effects: the motion's progress version moves; writes `composite_shown` or `composite_hidden`.
    """
    with transaction.atomic():
        changed = _locked(composite)
        if changed.is_public == shown:
            return changed
        changed.is_public = shown
        changed.save()
        kind = EventKind.COMPOSITE_SHOWN if shown else EventKind.COMPOSITE_HIDDEN
        record_event(kind=kind, motion=changed.motion, by=by, details={"composite": changed.name})
        move_progress(changed.motion)
    return changed


def _vote_on(entry: ConferenceEntry) -> EntryStep:
    """Return the step by which an entry came to its vote on the floor."""
    card = None
    if entry.card_for is not None and entry.card_against is not None:
        card = CardVote(
            votes_for=entry.card_for,
            votes_against=entry.card_against,
            clps_for=entry.clps_for,
            affiliates_for=entry.affiliates_for,
        )
    on = entry.floor_on
    assert on is not None  # noqa: S101 - a result has its day
    return EntryStep(act=FLOOR_ACT_OF[EntryState(entry.state)], on=on, card=card)


def _locked(composite: Composite) -> Composite:
    return Composite.objects.select_for_update(of=("self",)).select_related("motion").get(pk=composite.pk)


def _columns(words: CompositeWords) -> dict[str, object]:
    return {field.name: getattr(words, field.name) for field in fields(words)}


def _fill(composite: Composite, chosen: list[ConferenceEntry], on: date, *, by: AbstractBaseUser | None) -> int:
    """Move entries in and out until the composite has those chosen; return how many moved."""
    there = {entry.pk for entry in composite.entries.all()}
    wanted = {entry.pk for entry in chosen}
    rows = ConferenceEntry.objects.filter(motion=composite.motion, pk__in=there ^ wanted)
    moving = list(rows.select_related("motion", "clp"))
    if len(moving) < len(there ^ wanted):
        raise NotAllowed("An entry is of another motion.")
    # All of them first, in the one order, whichever way each goes.
    lock_standings(composite.motion, [entry.clp for entry in moving])
    coming, going = EntryStep(act=EntryAct.COMPOSITE, on=on), EntryStep(act=EntryAct.TAKE_OUT, on=on)
    voted = composite.entries.filter(state__in=FLOOR_STATES).first()
    joined = move_entries([entry for entry in moving if entry.pk in wanted], coming, by=by, composite=composite)
    if voted:
        # Learned of late: conference has voted on these words already.
        move_entries(joined, _vote_on(voted), by=by)
    move_entries([entry for entry in moving if entry.pk in there], going, by=by)
    return len(moving)
