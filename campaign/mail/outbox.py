"""The outbox: rows go in once, are claimed by one sender, and end as sent, failed, dropped or visibly unknown.

SMTP cannot promise "exactly once". So nothing that may have gone is ever sent again by itself.
"""

import logging
import random
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.compose import Letter
from campaign.mail.enums import DOUBTFUL_STATES, DROPPABLE_STATES, IN_HAND_STATES, EmailState
from campaign.mail.models import Email, Reminder
from campaign.mail.post import Line, Verdict
from campaign.mail.reasons import why_not

logger = logging.getLogger(__name__)

# One mail takes at most some six exchanges of EMAIL_TIMEOUT (30 s); whoever holds one for longer was stopped.
ABANDONED_AFTER = timedelta(minutes=10)
# How long to wait after a temporary failure: doubled each time, up to the longest, and spread by chance.
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
# So many mails in a row met a server in trouble: the rest wait for the next round.
TROUBLES_IN_A_ROW = 3
# Rows read together; each is claimed on its own.
BATCH = 50
# Enough for a minute. The next round goes on from there.
ROUND_LIMIT = 1_000

chance = random.SystemRandom()


def started(reminder: Reminder, recipient: User) -> Email:
    """Return the mail that a reminder turns into, without its words: not stored yet."""
    return Email(
        key=reminder.key,
        kind=reminder.kind,
        campaign_id=reminder.campaign_id,
        clp_id=reminder.clp_id,
        submission_id=reminder.submission_id,
        champion_id=reminder.champion_id,
        event_id=reminder.event_id,
        meeting_on=reminder.meeting_on,
        recipient=recipient,
        not_before=reminder.not_before,
        until=reminder.until,
    )


def queue(email: Email, letter: Letter, verdict: Verdict) -> bool:
    """Put a mail into the outbox, ready to send; return False, and do nothing, where its key is there already.

    A verdict other than pending puts it there to be seen, not to be sent.
    """
    for name, value in letter.columns().items():
        setattr(email, name, value)
    email.state, email.last_error = verdict.state, verdict.error
    try:
        with transaction.atomic():
            email.save(force_insert=True)
    except IntegrityError:
        if Email.objects.filter(key=email.key).exists():
            return False
        raise
    return True


def rewrite(email: Email, letter: Letter, verdict: Verdict) -> bool:
    """Give a waiting mail that has no message its words; return False where it has them by now."""
    waiting = Email.objects.unwritten().waiting().filter(pk=email.pk).order_by()
    return waiting.update(state=verdict.state, last_error=verdict.error, **letter.columns()) == 1


def deliver(now: datetime, limit: int = ROUND_LIMIT) -> int:
    """Send what is due, each mail once, over one connection; return how many were sent.

    Call it outside any transaction: each claim has to stand before the mail goes. Any number may run at once.
    """
    sent = troubles = 0
    with Line() as line:
        for email in _claimed(now, limit):
            gone = why_not(email, now)
            verdict = Verdict(EmailState.DROPPED, gone) if gone else line.send(email)
            _settle(email, verdict)
            sent += verdict.state == EmailState.SENT
            troubles = troubles + 1 if verdict.trouble else 0
            if troubles >= TROUBLES_IN_A_ROW:
                logger.warning("Delivery stopped after %d troubles in a row; the rest waits.", troubles)
                break
    return sent


def _claimed(now: datetime, limit: int) -> Iterator[Email]:
    """Yield due mails, each claimed for the caller just before it is yielded."""
    taken = 0
    while batch := list(Email.objects.due(now)[:BATCH]):
        # Senders that start together begin in different places, and so meet seldom.
        chance.shuffle(batch)
        for email in batch:
            if taken >= limit:
                return
            if _claim(email, now):
                taken += 1
                yield email


def _claim(email: Email, now: datetime) -> bool:
    email.claim = uuid.uuid4()
    claimed = Email.objects.due(now).filter(pk=email.pk).order_by()
    # The time is the real one, not the round's: a round can take minutes.
    return (
        claimed.update(
            state=EmailState.SENDING, claim=email.claim, claimed_at=timezone.now(), attempts=F("attempts") + 1
        )
        == 1
    )


def _settle(email: Email, verdict: Verdict) -> None:
    """Write down what became of a mail, if it is still this sender's to say.

    A slow sender may find it unknown by now; it holds the claim and knows better.
    """
    now = timezone.now()
    values: dict[str, object] = {"state": verdict.state, "last_error": verdict.error}
    if verdict.state == EmailState.SENT:
        values["sent_at"] = now
    elif verdict.state == EmailState.PENDING:
        values["not_before"] = now + pause_after(email.attempts + 1)
    elif verdict.state == EmailState.DROPPED:
        values["attempts"] = email.attempts
    held = Email.objects.filter(pk=email.pk, claim=email.claim, state__in=IN_HAND_STATES)
    if held.update(**values) != 1:
        logger.warning("Mail %d (%s) was %s, but is no longer this sender's.", email.pk, email.kind, verdict.state)
    elif verdict.state != EmailState.SENT:
        logger.warning("Mail %d (%s) is %s.", email.pk, email.kind, verdict.state)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: somewhere between half the pause and the whole."""
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, 10))
    return timedelta(seconds=whole.total_seconds() * chance.uniform(0.5, 1))


def mark_abandoned(now: datetime) -> int:
    """Mark what a stopped sender left half-way as unknown, for an organiser to see; return how many there were."""
    held = Email.objects.filter(state=EmailState.SENDING, claimed_at__lt=now - ABANDONED_AFTER)
    count = held.update(
        state=EmailState.UNKNOWN, last_error="The sender was stopped half-way: it may have gone, or not."
    )
    if count:
        logger.warning("Left half-way and now unknown: %d.", count)
    return count


def resend(email: Email, *, by: User) -> bool:
    """Send a failed or unknown mail once more, because an organiser says so; return False for any other.

    Effects: its history in the admin says who asked. It is dropped all the same where its reason has gone.
    """
    values = {"state": EmailState.PENDING, "claim": None, "not_before": timezone.now(), "last_error": ""}
    return _decide(email, DOUBTFUL_STATES, values, by=by, words="Asked for it to be sent again.")


def drop(email: Email, *, by: User) -> bool:
    """Never send a waiting, failed or unknown mail, because an organiser says so; return False for any other.

    Effects: its history in the admin says who asked.
    """
    values = {"state": EmailState.DROPPED, "claim": None, "last_error": "An organiser dropped it."}
    return _decide(email, DROPPABLE_STATES, values, by=by, words="Dropped it.")


def _decide(
    email: Email, states: frozenset[EmailState], values: Mapping[str, object], *, by: User, words: str
) -> bool:
    with transaction.atomic():
        decided = Email.objects.filter(pk=email.pk, state__in=states).update(**values) == 1
        if decided:
            LogEntry.objects.log_actions(by.pk, [email], CHANGE, words, single_object=True)
    return decided
