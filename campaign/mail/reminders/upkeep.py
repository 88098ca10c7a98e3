"""Keeping the plan up to date each minute, at a cost that does not grow with what the campaign has behind it.

A whole planning reads everything that may still be written about. In between, a round looks only at the CLPs in which
something has happened since the last one. What no event tells of (the settings, the conference's dates, a new text, a
stop) is compared as a whole, and where it is another by now, everything is planned anew.

After a restore, what fell due since the backup is nobody's to send again by itself: it is listed instead.
"""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from campaign.mail.enums import EmailState
from campaign.mail.models import Planning, Reminder, ReminderSetting, Stop
from campaign.mail.outbox import queue
from campaign.mail.outbox.compose import unwritten
from campaign.mail.outbox.sender import Verdict
from campaign.mail.reminders.facts.base import Scope
from campaign.mail.reminders.planner import ROUND_LIMIT, refresh
from motions.models import Campaign, Event, Motion

# What neither an event nor a setting tells of shows within this time.
WHOLE_EVERY = timedelta(hours=1)
# A transaction may write its event a while before others can see it.
OVERLAP = timedelta(minutes=2)
LOST = Verdict(EmailState.UNKNOWN, queue.LOST)


def keep_up(now: datetime) -> bool:
    """Bring the plan up to date; return whether everything was planned anew for it."""
    last, basis = Planning.objects.first(), read_basis()
    about = _what_happened(last, basis, now) if last else None
    refresh(now, about)
    if about and last:
        # Where another has planned everything meanwhile, the next round looks back as far as that one began.
        Planning.objects.filter(pk=last.pk, seen_at=last.seen_at).update(seen_at=now)
        return False
    made = {"whole_at": now, "seen_at": now, "basis": basis}
    if not Planning.objects.update(**made):
        Planning.objects.bulk_create([Planning(pk=1, **made)], ignore_conflicts=True)
    return True


def _what_happened(last: Planning, basis: str, now: datetime) -> Scope | None:
    """Return where something has happened since the last round; None where everything is to be planned anew."""
    # Or the clock has been put back.
    if basis != last.basis or not last.seen_at < now < last.whole_at + WHOLE_EVERY:
        return None
    since = last.seen_at - OVERLAP
    events = Event.objects.filter(at__gt=since).order_by().values_list("clp", flat=True)[: ROUND_LIMIT + 1]
    clps = list(events)
    return None if len(clps) > ROUND_LIMIT else Scope(clps=frozenset(clps) - {None}, since=since)


def read_basis() -> str:
    """Return a digest of what all mail depends on."""
    conference = [f"conference__{name}" for name in ("deadline", "motions_open_on", "starts_on", "ends_on")]
    campaigns = Campaign.objects.filter(is_running=True)
    basis = (
        list(campaigns.values_list("pk", "modified_at", "notice_days", *conference)),
        list(Motion.objects.order_by("pk").values_list("pk", "current_version")),
        list(ReminderSetting.objects.order_by("pk").values_list("pk", "is_on", "days", "since")),
        Stop.objects.order_by("-pk").values_list("pk", flat=True).first(),
    )
    return hashlib.sha256(repr(basis).encode()).hexdigest()


def list_lost_mail(backed_up_at: datetime, now: datetime) -> int:
    """List all mail that fell due after a backup was made, as unknown; return how many there are.

    Planning finds each in the outbox from then on, and does not plan it as new. What falls due later is left as it is.
    """
    lost = queue.mark_lost(now)
    # First as the site would have planned it then: what was due and is too late by now may have gone as well.
    for moment in (backed_up_at, now):
        refresh(moment)
        lost += sum(_put(reminder) for reminder in _due(now))
    return lost


def _due(now: datetime) -> list[Reminder]:
    return list(Reminder.objects.filter(not_before__lte=now).select_related("recipient", "campaign"))


def _put(reminder: Reminder) -> bool:
    """Put a mail that may have gone where it can be seen; an organiser who wants it sent has it written anew."""
    with transaction.atomic():
        email = queue.started(reminder, reminder.recipient)
        email.campaign = reminder.campaign
        reminder.delete()
        return queue.queue(email, unwritten(email, reminder.recipient), LOST)
