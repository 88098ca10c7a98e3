"""Marking what needs attention: mine, not now, done; and the form that asks it. Each returns False where it was so."""

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.enums import MarkAct
from campaign.desk.models import AttentionMark
from motions.attention import Attention
from motions.models import Motion

# What a mark says, and what it says it of.
WRITTEN = ["fingerprint", "assigned_to", "snoozed_until", "done_at", "note", "by", "changed_at"]
LONGEST_SNOOZE = timedelta(days=366)


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


def release_all_of(people: Collection[User]) -> None:
    """Make what people took nobody's. A part of removing a person."""
    AttentionMark.objects.filter(assigned_to__in=people).update(assigned_to=None)


def mark_many(
    items: Iterable[Attention], change: Callable[[AttentionMark], bool], *, motion: Motion, by: User
) -> list[tuple[AttentionMark, AttentionMark]]:
    """Change the marks of several items at once; return those that changed, as each stood and as it stands.

    In one order, so that two who press at once take their turns. Belongs in a transaction.
    """
    by_key = {item.key: item for item in items}
    fresh = (AttentionMark(key=key, **_about(item, motion)) for key, item in by_key.items())
    # Made first where they are missing, as `_mark` does: a row that is not there cannot be locked.
    AttentionMark.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = AttentionMark.objects.select_for_update(of=("self",)).filter(key__in=by_key).order_by("key")
    changed = []
    for mark in rows:
        stood = copy(mark)
        _void_earlier(mark, by_key[mark.key])
        if change(mark):
            # By hand: a bulk update sets no `auto_now`, and undoing goes by this moment.
            mark.by, mark.changed_at = by, timezone.now()
            changed.append((stood, mark))
    AttentionMark.objects.bulk_update([mark for _, mark in changed], WRITTEN)
    return changed


def put_back(stood: Mapping[str, Mapping[str, Any]], *, by: User) -> int:
    """Let marks say again what they said before, each unless it was changed since; return how many. Undoing's part.

    By the key of the mark: `since`, when it was changed last, and the columns as they stood.
    """
    rows = AttentionMark.objects.select_for_update(of=("self",)).filter(key__in=stood).order_by("key")
    back = [mark for mark in rows if mark.changed_at == stood[mark.key]["since"]]
    for mark in back:
        for name in ("assigned_to_id", "snoozed_until", "done_at"):
            setattr(mark, name, stood[mark.key][name])
        mark.by, mark.changed_at = by, timezone.now()
    AttentionMark.objects.bulk_update(back, WRITTEN)
    return len(back)


def _about(item: Attention, motion: Motion) -> dict[str, Any]:
    return {
        "kind": item.kind.key,
        "motion_id": item.motion_pk or motion.pk,
        "clp_id": item.clp.pk if item.clp else None,
        "submission_id": item.fact.submission_pk,
        "fingerprint": item.fingerprint,
    }


def _void_earlier(mark: AttentionMark, item: Attention) -> None:
    """Make void what was said of an earlier fact."""
    if mark.fingerprint != item.fingerprint:
        mark.fingerprint, mark.snoozed_until, mark.done_at, mark.note = item.fingerprint, None, None, ""


def _mark(item: Attention, change: Callable[[AttentionMark], bool], *, motion: Motion, by: User) -> bool:
    """Change the item's mark under a lock; what was said of an earlier fact is void first."""
    with transaction.atomic():
        AttentionMark.objects.get_or_create(key=item.key, defaults=_about(item, motion))
        mark = AttentionMark.objects.select_for_update(of=("self",)).get(key=item.key)
        _void_earlier(mark, item)
        # What is void is saved with a change alone. Until then it counts for nothing: readers compare fingerprints.
        if changed := change(mark):
            mark.by = by
            mark.save()
    return changed


class MarkForm(forms.Form):
    """What an organiser says of one item of the list."""

    key = forms.CharField(max_length=250)
    act = forms.ChoiceField(choices=MarkAct.choices)
    until = forms.DateField(required=False, error_messages={"invalid": "Give a date."})
    note = forms.CharField(max_length=200, required=False)

    def clean(self) -> dict[str, object]:
        """Ask for the day on which a snoozed item comes back."""
        cleaned = super().clean() or {}
        if cleaned.get("act") != MarkAct.SNOOZE or "until" in self.errors:
            return cleaned
        until: date | None = cleaned.get("until")
        today = timezone.localdate()
        if until is None:
            self.add_error("until", "Give the day on which it is to come back.")
        elif until <= today:
            self.add_error("until", "That day is not ahead. Give tomorrow or later.")
        elif until > today + LONGEST_SNOOZE:
            self.add_error("until", "That is far ahead. Check the year.")
        return cleaned
