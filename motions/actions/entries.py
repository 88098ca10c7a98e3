"""A CLP's motion on its way through conference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from clps.models import CLP
from motions.actions.events import record_entry_event, record_event
from motions.actions.standings import lock_standing, lock_standings, move_progress, move_stage
from motions.enums import ACCEPTED_STATES, ADOPTED, Body, EntryState, EventKind, Purpose, RulingGround, SubmissionState
from motions.models import Composite, ConferenceEntry, Delegate, Motion, RulingGroundGiven, Standing, Submission
from motions.queries import standpoint_from_facts
from motions.stages import ENTRY_STAGES
from motions.workflow import COMPOSITE_ACTS, COUNTED_ACTS, ENTRY_FLOW, FLOOR_ACTS, EntryAct, NotAllowed


def record_sent(
    *, motion: Motion, clp: CLP, sent_on: date, by: AbstractBaseUser | None, submission: Submission | None = None
) -> ConferenceEntry:
    """Record that a CLP sent its motion to conference. Recorded twice, the first stands while its report does.

    `submission` is the report that it was carried; an organiser who knows of the entry from elsewhere leaves it out.
    Raises NotAllowed for a model local motion, and where that report does not say, or says no longer, that this CLP
    carried this motion as its conference motion.
    Effects: the CLP's stage moves; writes `entry_sent`.
    """
    if not motion.for_conference:
        raise NotAllowed("A model local motion does not go to conference.")
    with transaction.atomic():
        standing = lock_standing(motion, clp)
        if submission is not None and not _carried_for_conference(submission, motion, clp):
            raise NotAllowed("The CLP has to carry it as its conference motion first.")
        entry = ConferenceEntry.objects.filter(motion=motion, clp=clp).first()
        # One whose report was taken back or corrected counts no more: from now on it rests on the new word.
        if entry and standpoint_from_facts(motion, clp).stage in ENTRY_STAGES.values():
            return entry
        if entry:
            if entry.state == EntryState.RETRACTED:
                entry.state = ENTRY_FLOW.after(entry.state, EntryAct.SEND_AGAIN)
            entry.sent_on, entry.submission = sent_on, submission
            entry.save()
        else:
            entry = ConferenceEntry.objects.create(motion=motion, clp=clp, sent_on=sent_on, submission=submission)
        move_stage(standing)
        details = {"on": sent_on.isoformat()}
        record_event(kind=EventKind.ENTRY_SENT, motion=motion, clp=clp, submission=submission, by=by, details=details)
    return entry


def correct_sent(entry: ConferenceEntry, *, sent_on: date, by: AbstractBaseUser | None) -> ConferenceEntry:
    """Record on which day it was sent, where another was told; raise NotAllowed once conference has ruled on it.

    The same day again changes nothing. Effects: the stage's day moves; writes `entry_sent` with both days.
    """
    with transaction.atomic():
        standing = lock_standing(entry.motion, entry.clp)
        corrected = ConferenceEntry.objects.select_for_update().get(pk=entry.pk)
        # What can be taken back can be put right.
        ENTRY_FLOW.after(corrected.state, EntryAct.RETRACT)
        if corrected.sent_on == sent_on:
            return corrected
        details = {"on": sent_on.isoformat(), "instead_of": corrected.sent_on.isoformat()}
        corrected.sent_on = sent_on
        corrected.save()
        move_stage(standing)
        record_entry_event(EventKind.ENTRY_SENT, entry, by=by, details=details)
    return corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class CardVote:
    """The figures of a card vote: votes or per cent, as the chair announced them."""

    votes_for: Decimal
    votes_against: Decimal
    # Of each half of the vote, how many per cent were for it; not every conference tells.
    clps_for: Decimal | None = None
    affiliates_for: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """When and where an appeal is heard, and which of the CLP's delegates goes."""

    on: date
    at: time | None = None
    place: str = ""
    delegate: Delegate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryStep:
    """What happened to an entry on a day, with whatever that kind of step has besides.

    `reason` is in free words: of the ruling, or about the appeal. `grounds` and the words of the committee's `letter`
    belong to a ruling; where it is told again without them, those that are known stay.
    """

    act: EntryAct
    on: date
    reason: str = ""
    grounds: frozenset[RulingGround] = frozenset()
    letter: str = ""
    appeal_by: datetime | None = None
    hearing: Hearing | None = None
    heading: str = ""
    card: CardVote | None = None


DATE_FIELDS = {
    EntryAct.SEND_AGAIN: "sent_on",
    EntryAct.ACKNOWLEDGE: "acknowledged_on",
    EntryAct.RULE_IN_ORDER: "ruled_on",
    EntryAct.RULE_OUT: "ruled_on",
    EntryAct.APPEAL: "appealed_on",
    EntryAct.MOVE_REFERENCE_BACK: "reference_back_on",
    EntryAct.WIN_REFERENCE_BACK: "ruled_on",
    EntryAct.LOSE_REFERENCE_BACK: "ruled_on",
    EntryAct.WIN_APPEAL: "ruled_on",
    EntryAct.LOSE_APPEAL: "ruled_on",
    EntryAct.GIVE_HEADING: "headed_on",
    EntryAct.PUT_IN_BALLOT: "in_ballot_on",
    EntryAct.CHOOSE: "ballot_on",
    EntryAct.LEAVE_OUT: "ballot_on",
    EntryAct.COMPOSITE: "composited_on",
    **dict.fromkeys(FLOOR_ACTS, "floor_on"),
}
# A step that a further day tells of: the ruling that holds is of that day too.
FURTHER_DATE_FIELDS = {
    EntryAct.RULE_OUT: "ruled_out_on",
    EntryAct.WIN_APPEAL: "appeal_decided_on",
    EntryAct.LOSE_APPEAL: "appeal_decided_on",
    EntryAct.WIN_REFERENCE_BACK: "reference_decided_on",
    EntryAct.LOSE_REFERENCE_BACK: "reference_decided_on",
}
# Where what was said in words is kept; of all other steps it is about the ruling.
WORDS_FIELDS = {
    **dict.fromkeys((EntryAct.APPEAL, EntryAct.ARRANGE_HEARING, EntryAct.WIN_APPEAL), "appeal_words"),
    EntryAct.LOSE_APPEAL: "appeal_words",
    EntryAct.MOVE_REFERENCE_BACK: "reference_back_words",
    EntryAct.WIN_REFERENCE_BACK: "reference_back_words",
    EntryAct.LOSE_REFERENCE_BACK: "reference_back_words",
}


def move_entry(
    entry: ConferenceEntry,
    act: EntryAct,
    *,
    on: date,
    by: AbstractBaseUser | None,
    reason: str = "",
    grounds: Iterable[RulingGround] = (),
    letter: str = "",
    appeal_by: datetime | None = None,
    hearing: Hearing | None = None,
    heading: str = "",
    card: CardVote | None = None,
) -> ConferenceEntry:
    """Record what happened to an entry on a day; raise NotAllowed where the table has no such step.

    The rest is as `EntryStep` has it. A vote on the floor is of the whole composite, so it moves every entry in it.
    Composites themselves are recorded by `motions.actions.composites`, and what was recorded wrongly is taken back by
    `motions.actions.entry_corrections`.
    Effects: the CLP's stage moves; after a vote on the floor the motion's progress version does; writes
    `entry_changed` for each entry.
    """
    step = EntryStep(
        act=act,
        on=on,
        reason=reason,
        grounds=frozenset(grounds),
        letter=letter,
        appeal_by=appeal_by,
        hearing=hearing,
        heading=heading,
        card=card,
    )
    _refuse_half_told(entry, step)
    with transaction.atomic():
        moved = move_entries(moved_together(entry) if act in FLOOR_ACTS else [entry], step, by=by)
        if act in FLOOR_ACTS:
            move_progress(entry.motion)
    return next(one for one in moved if one.pk == entry.pk)


def _refuse_half_told(entry: ConferenceEntry, step: EntryStep) -> None:
    """Raise NotAllowed for a step that lacks what belongs to it, contradicts itself or is not this entry's to take."""
    if step.act in COMPOSITE_ACTS:
        raise NotAllowed(f"To {step.act}, go to the composite.")
    if step.act is EntryAct.GIVE_HEADING and not step.heading:
        raise NotAllowed("Say which subject heading it was given.")
    if step.act is EntryAct.ARRANGE_HEARING and step.hearing is None:
        raise NotAllowed("Say on which day the appeal is heard.")
    if step.hearing and step.hearing.delegate and step.hearing.delegate.entry_id != entry.pk:
        raise NotAllowed("Whoever goes has to be a delegate of this CLP.")
    if RulingGround.NONE_GIVEN in step.grounds and len(step.grounds) > 1:
        raise NotAllowed("Either grounds were given, or none.")


def move_entries(
    entries: Iterable[ConferenceEntry],
    step: EntryStep,
    *,
    by: AbstractBaseUser | None,
    composite: Composite | None = None,
) -> list[ConferenceEntry]:
    """Move entries of one motion by the same step; raise NotAllowed where the table has none for one of them.

    `composite` is the one that they go into. The same again changes nothing. Belongs in a transaction.
    Effects: as `move_entry`, for each that changed.
    """
    wanted = list(entries)
    if not wanted:
        return []
    standings, moved = lock_entries(wanted)
    known = _grounds_of(moved) if step.act is EntryAct.RULE_OUT else {}
    for entry in moved:
        before, kept = EntryState(entry.state), model_to_dict(entry)
        _take_step(entry, step, composite)
        new_grounds = _give_grounds(entry, step, known.get(entry.pk, set()))
        if model_to_dict(entry) == kept and not new_grounds:
            # Said again, word for word.
            continue
        entry.save()
        # Nothing that happens to an accepted entry moves its CLP's stage.
        if before not in ACCEPTED_STATES or entry.state not in ACCEPTED_STATES:
            move_stage(standings[entry.clp_id])
        record_entry_event(EventKind.ENTRY_CHANGED, entry, by=by, details=_told(entry, step, composite))
    return moved


def lock_entries(entries: Sequence[ConferenceEntry]) -> tuple[dict[int, Standing], list[ConferenceEntry]]:
    """Lock entries of one motion, in the one order that all keep to, and before them the standings of their CLPs.

    Returns the standings by their CLP's key, and the entries as they are now.
    """
    standings = lock_standings(entries[0].motion, [entry.clp for entry in entries])
    rows = ConferenceEntry.objects.select_for_update(of=("self",)).select_related("motion", "clp", "submission")
    return standings, list(rows.filter(pk__in=[entry.pk for entry in entries]).order_by("clp_id"))


def _told(entry: ConferenceEntry, step: EntryStep, composite: Composite | None) -> dict[str, object]:
    """Return what happened in plain values: the row keeps only the last day and reason of a kind, the story each."""
    card = [str(step.card.votes_for), str(step.card.votes_against)] if step.card else None
    halves = [step.card.clps_for, step.card.affiliates_for] if step.card else []
    told = {
        "state": entry.state,
        "act": step.act.name,
        "on": step.on.isoformat(),
        "grounds": sorted(step.grounds),
        "letter": bool(step.letter),
        "hearing": step.hearing.on.isoformat() if step.hearing else "",
        "heading": step.heading if step.act is EntryAct.GIVE_HEADING else "",
        "reason": step.reason,
        "composite": composite.name if composite else "",
        "card": card if step.act in COUNTED_ACTS else None,
        "halves": [str(half) for half in halves] if step.act in COUNTED_ACTS and None not in halves else None,
    }
    return {name: value for name, value in told.items() if value}


def _take_step(entry: ConferenceEntry, step: EntryStep, composite: Composite | None) -> None:
    """Give an entry its new state and what belongs to it."""
    entry.state = ENTRY_FLOW.after(entry.state, step.act)
    if field := DATE_FIELDS.get(step.act):
        setattr(entry, field, step.on)
    if field := FURTHER_DATE_FIELDS.get(step.act):
        setattr(entry, field, step.on)
    if step.reason:
        setattr(entry, WORDS_FIELDS.get(step.act, "ruling_reason"), step.reason)
    if step.act is EntryAct.SEND_AGAIN:
        # Whoever says so knows it from elsewhere.
        entry.submission = None
    if step.act is EntryAct.RULE_OUT:
        # Told in two goes, the grounds today and the letter tomorrow, neither takes the other away.
        entry.ruling_letter = step.letter or entry.ruling_letter
        entry.appeal_by = step.appeal_by or entry.appeal_by
        # The mails that ask whether it appeals count from here: said again, they do not begin anew.
        entry.ruled_out_noted_at = entry.ruled_out_noted_at or timezone.now()
    if step.act is EntryAct.ARRANGE_HEARING and step.hearing:
        entry.hearing_on, entry.hearing_time = step.hearing.on, step.hearing.at
        entry.hearing_place, entry.hearing_delegate = step.hearing.place, step.hearing.delegate
    if step.act is EntryAct.GIVE_HEADING:
        entry.subject_heading = step.heading
    if step.act in COMPOSITE_ACTS:
        entry.composite = composite
        entry.composited_on = step.on if composite else None
    if step.act in FLOOR_ACTS:
        # A show of hands has no figures, also where a card vote was recorded before.
        card = step.card if step.act in COUNTED_ACTS else None
        entry.card_for, entry.card_against = (card.votes_for, card.votes_against) if card else (None, None)
        entry.clps_for, entry.affiliates_for = (card.clps_for, card.affiliates_for) if card else (None, None)


def _grounds_of(entries: Iterable[ConferenceEntry]) -> dict[int, set[str]]:
    """Return on which grounds each of these was ruled out before, by its key."""
    found: dict[int, set[str]] = {}
    for key, ground in RulingGroundGiven.objects.filter(entry__in=entries).values_list("entry", "ground"):
        found.setdefault(key, set()).add(ground)
    return found


def _give_grounds(entry: ConferenceEntry, step: EntryStep, known: set[str]) -> bool:
    """Write the grounds of a ruling in place of those known before; return whether they are others."""
    if step.act is not EntryAct.RULE_OUT or not step.grounds:
        return False
    if known == step.grounds:
        return False
    entry.grounds.exclude(ground__in=step.grounds).delete()
    new = [ground for ground in RulingGround if ground in step.grounds - known]
    RulingGroundGiven.objects.bulk_create([RulingGroundGiven(entry=entry, ground=ground) for ground in new])
    return True


def moved_together(entry: ConferenceEntry) -> list[ConferenceEntry]:
    """Return the entries that a vote on the floor moves: one, or every one in its composite, which is locked."""
    composite_id = ConferenceEntry.objects.values_list("composite", flat=True).get(pk=entry.pk)
    if composite_id is None:
        return [entry]
    # Before the standings, as in `motions.actions.composites`: so the two never wait for each other.
    Composite.objects.select_for_update().get(pk=composite_id)
    together = ConferenceEntry.objects.filter(composite=composite_id).select_related("motion", "clp")
    if not any(one.pk == entry.pk for one in together):
        raise NotAllowed("It was taken out of its composite meanwhile. Look again.")
    return list(together)


def _carried_for_conference(submission: Submission, motion: Motion, clp: CLP) -> bool:
    decided = Submission.objects.filter(state=SubmissionState.DECIDED, body=Body.CLP, version__motion=motion, clp=clp)
    vote = submission.current_vote if decided.filter(pk=submission.pk).exists() else None
    return vote is not None and vote.outcome in ADOPTED and vote.purpose == Purpose.CONFERENCE
