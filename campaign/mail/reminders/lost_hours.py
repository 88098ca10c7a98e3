"""After a restore: what fell due since the backup is nobody's to send again by itself."""

from datetime import datetime

from django.db import transaction

from campaign.mail.enums import EmailState
from campaign.mail.models import Reminder
from campaign.mail.outbox import queue
from campaign.mail.outbox.compose import unwritten
from campaign.mail.outbox.sender import Verdict
from campaign.mail.reminders.planner import refresh

LOST = Verdict(EmailState.UNKNOWN, queue.LOST)


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
