"""What the worker does when the doorbell rings, and every minute in case it was not heard."""

import logging
from datetime import UTC, datetime

from celery import shared_task
from django.utils import timezone

from campaign.mail.inbound.mailbox import read_mailbox
from campaign.mail.inbound.waiting import read_waiting
from campaign.mail.models import Email
from campaign.mail.outbox.pausing import is_paused
from campaign.mail.outbox.queue import deliver, mark_abandoned
from campaign.mail.reminders.planner import add_answers, write_due
from campaign.mail.reminders.upkeep import keep_up
from campaign.vitals import pulses
from campaign.vitals.models import Part
from campaign.vitals.pulses import call_heartbeat

logger = logging.getLogger(__name__)


# The name is settings.DOORBELL_TASK: whoever rings knows it by that.
@shared_task(name="campaign.mail.answer")
def answer_doorbell(rung_at: float | None = None) -> None:
    """Answer what has just happened, then read what came in.

    Three hundred who ring while one is answered need one more answer, not 300.

    `rung_at`: when, in seconds since 1970, by the clock of whoever rang. Whatever had happened by then was in sight of
    an answer that began later.
    """
    now = timezone.now()
    if rung_at is not None and pulses.has_begun_since(Part.DOORBELL, datetime.fromtimestamp(rung_at, UTC)):
        return
    pulses.note_beginning(Part.DOORBELL, now)
    _answer()
    pulses.note_end(Part.DOORBELL, timezone.now())
    # Last, as a stranger wrote it: nothing else waits for it.
    read_waiting(timezone.now())


@shared_task(name="campaign.mail.round")
def mail_round() -> None:
    """Write what is due, send it, show what was left half-way, read what came in. Any number may run at once.

    What has just happened is answered first: it does not wait until everything has been looked at.
    """
    now = timezone.now()
    pulses.note_beginning(Part.ROUND, now)
    if abandoned := mark_abandoned(now):
        logger.info("Mail: %d left half-way.", abandoned)
    try:
        _answer()
        keep_up(timezone.now())
    finally:
        # What is planned goes, whatever planning stumbled over.
        _write_and_send()
    pulses.note_end(Part.ROUND, timezone.now())
    if _is_taken(timezone.now()):
        call_heartbeat()
    read_waiting(timezone.now())


@shared_task(name="campaign.mail.mailbox")
def look_into_mailbox() -> None:
    """Take what is new in an ordinary mailbox, where the settings name one."""
    if taken := read_mailbox(timezone.now()):
        logger.info("Mail: %d taken from the mailbox.", taken)
        read_waiting(timezone.now())


def _is_taken(now: datetime) -> bool:
    """Whether the mail server takes our mail. If not, the heartbeat stops, and whoever waits for it sounds the alarm:
    a mail to the owners would not arrive.
    """
    long_ago = now - pulses.SILENT_AFTER
    return is_paused() or not Email.objects.never_taken().filter(created_at__lt=long_ago).exists()


def _answer() -> None:
    try:
        add_answers(timezone.now())
    finally:
        _write_and_send()


def _write_and_send() -> None:
    written = sent = 0
    try:
        for made in write_due(timezone.now()):
            written += made
            # What was written a moment ago is due by the clock of now, not of when the round began.
            sent += deliver(timezone.now()) if made else 0
    finally:
        # What was written before, and had to wait, goes too.
        sent += deliver(timezone.now())
        if written or sent:
            logger.info("Mail: %d written, %d sent.", written, sent)
