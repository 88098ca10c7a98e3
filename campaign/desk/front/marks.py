"""Marking what needs attention: mine, not now, done. Each returns False where it was said already."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.models import AttentionMark
from motions.attention import Attention
from motions.models import Motion


def take(item: Attention, *, motion: Motion, by: User) -> bool:
    """Make it the organiser's own, whoever had it before."""

    def change(mark: AttentionMark) -> bool:
        taken = mark.assigned_to_id != by.pk
        mark.assigned_to = by
        return taken

    return _mark(item, change, motion=motion, by=by)


def release(item: Attention, *, motion: Motion, by: User) -> bool:
    """Make it nobody's; only whoever has it can."""

    def change(mark: AttentionMark) -> bool:
        released = mark.assigned_to_id == by.pk
        if released:
            mark.assigned_to = None
        return released

    return _mark(item, change, motion=motion, by=by)


def snooze(item: Attention, *, until: date, note: str, motion: Motion, by: User) -> bool:
    """Put it away until a day, on which it is back; before that only another fact brings it back."""

    def change(mark: AttentionMark) -> bool:
        snoozed = (mark.snoozed_until, mark.note) != (until, note)
        mark.snoozed_until, mark.done_at, mark.note = until, None, note
        return snoozed

    return _mark(item, change, motion=motion, by=by)


def finish(item: Attention, *, note: str, motion: Motion, by: User) -> bool:
    """Put it away for good: only another fact brings it back."""

    def change(mark: AttentionMark) -> bool:
        finished = mark.done_at is None
        if finished:
            mark.snoozed_until, mark.done_at, mark.note = None, timezone.now(), note
        return finished

    return _mark(item, change, motion=motion, by=by)


def bring_back(item: Attention, *, motion: Motion, by: User) -> bool:
    """Undo a snooze or a done."""

    def change(mark: AttentionMark) -> bool:
        back = bool(mark.snoozed_until or mark.done_at)
        mark.snoozed_until = mark.done_at = None
        return back

    return _mark(item, change, motion=motion, by=by)


def release_all_of(person: User) -> None:
    """Make what somebody took nobody's. A part of removing a person."""
    AttentionMark.objects.filter(assigned_to=person).update(assigned_to=None)


def _mark(item: Attention, change: Callable[[AttentionMark], bool], *, motion: Motion, by: User) -> bool:
    """Change the item's mark under a lock; what was said of an earlier fact is void first."""
    about = {
        "kind": item.kind.key,
        "motion": motion,
        "clp_id": item.clp.pk if item.clp else None,
        "submission_id": item.fact.submission_pk,
        "fingerprint": item.fingerprint,
    }
    with transaction.atomic():
        AttentionMark.objects.get_or_create(key=item.key, defaults=about)
        mark = AttentionMark.objects.select_for_update(of=("self",)).get(key=item.key)
        if mark.fingerprint != item.fingerprint:
            mark.fingerprint, mark.snoozed_until, mark.done_at, mark.note = item.fingerprint, None, None, ""
        if changed := change(mark):
            mark.by = by
            mark.save()
    return changed
