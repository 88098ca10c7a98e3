"""What the worker does when the doorbell rings, and every minute in case it was not heard."""

import logging

from celery import shared_task
from django.utils import timezone

from campaign.mail.inbound.waiting import read_waiting
from campaign.mail.outbox.queue import deliver, mark_abandoned
from campaign.mail.reminders.planner import plan

logger = logging.getLogger(__name__)


# The name is settings.DOORBELL_TASK: whoever rings knows it by that.
@shared_task(name="campaign.mail.round")
def mail_round() -> None:
    """Write what is due, send it, show what was left half-way, read what came in. Any number may run at once."""
    now = timezone.now()
    abandoned = mark_abandoned(now)
    written = sent = 0
    try:
        written = plan(now)
    finally:
        # What is written goes, whatever planning stumbled over. What was written a moment ago is due by the clock of
        # now, not of when the round began.
        sent = deliver(timezone.now())
    # Last, as a stranger wrote it: nothing else waits for it.
    read_waiting(timezone.now())
    if written or sent or abandoned:
        logger.info("Mail: %d written, %d sent, %d left half-way.", written, sent, abandoned)
