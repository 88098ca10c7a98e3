"""A CLP's motion on its way through conference."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clps.models import CLP
from motions.actions.events import record_event
from motions.actions.standings import lock_standing, move_stage
from motions.enums import ADOPTED, Body, EntryState, EventKind, Purpose, SubmissionState
from motions.models import ConferenceEntry, Motion, Submission
from motions.queries import standpoint_from_facts
from motions.stages import ENTRY_STAGES
from motions.workflow import EntryAct, NotAllowed, entry_after


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
                entry.state = entry_after(entry.state, EntryAct.SEND_AGAIN)
            entry.sent_on, entry.submission = sent_on, submission
            entry.save()
        else:
            entry = ConferenceEntry.objects.create(motion=motion, clp=clp, sent_on=sent_on, submission=submission)
        move_stage(standing)
        record_event(kind=EventKind.ENTRY_SENT, motion=motion, clp=clp, submission=submission, by=by)
    return entry


DATE_FIELDS = {
    EntryAct.SEND_AGAIN: "sent_on",
    EntryAct.ACKNOWLEDGE: "acknowledged_on",
    EntryAct.RULE_IN_ORDER: "ruled_on",
    EntryAct.RULE_OUT: "ruled_on",
    EntryAct.APPEAL: "appealed_on",
    EntryAct.WIN_APPEAL: "ruled_on",
    EntryAct.LOSE_APPEAL: "ruled_on",
}


def move_entry(
    entry: ConferenceEntry, act: EntryAct, *, on: date, by: AbstractBaseUser | None, reason: str = ""
) -> ConferenceEntry:
    """Record what happened to an entry on a day; raise NotAllowed where the table has no such step.

    Effects: the CLP's stage moves; writes `entry_changed`.
    """
    with transaction.atomic():
        standing = lock_standing(entry.motion, entry.clp)
        moved = ConferenceEntry.objects.select_for_update().get(pk=entry.pk)
        moved.state = entry_after(moved.state, act)
        if field := DATE_FIELDS.get(act):
            setattr(moved, field, on)
        if act is EntryAct.SEND_AGAIN:
            # Whoever says so knows it from elsewhere.
            moved.submission = None
        if reason:
            moved.ruling_reason = reason
        moved.save()
        move_stage(standing)
        record_event(
            kind=EventKind.ENTRY_CHANGED,
            motion=standing.motion,
            clp=standing.clp,
            submission=moved.submission,
            by=by,
            details={"state": moved.state},
        )
    return moved


def _carried_for_conference(submission: Submission, motion: Motion, clp: CLP) -> bool:
    decided = Submission.objects.filter(state=SubmissionState.DECIDED, body=Body.CLP, version__motion=motion, clp=clp)
    vote = submission.current_vote if decided.filter(pk=submission.pk).exists() else None
    return vote is not None and vote.outcome in ADOPTED and vote.purpose == Purpose.CONFERENCE
