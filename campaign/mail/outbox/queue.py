"""The outbox: rows go in once, are claimed by one sender, and end as sent, failed, dropped or visibly unknown.

SMTP cannot promise "exactly once". So nothing that may have gone is ever sent again by itself.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.db.models import Case, CharField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from campaign.accounts.models import NOWHERE, User
from campaign.mail.about import columns_about
from campaign.mail.enums import DROPPABLE_STATES, IN_HAND_STATES, RESENDABLE_STATES, EmailState, MailKind
from campaign.mail.models import Email, Reminder
from campaign.mail.outbox.claims import Hold
from campaign.mail.outbox.compose import ComposedMail
from campaign.mail.outbox.pausing import is_paused
from campaign.mail.outbox.refusals import why_refused
from campaign.mail.outbox.sender import MailConnection, Verdict
from campaign.mail.outbox.suppression import is_resting, wake_if_they_acted, why_suppressed
from campaign.mail.reminders.reasons import TOO_LATE, why_not

logger = logging.getLogger(__name__)

# One mail takes at most some six exchanges of EMAIL_TIMEOUT (30 s); whoever holds one for longer was stopped.
ABANDONED_AFTER = timedelta(minutes=10)
# So many mails in a row met a server in trouble: the rest wait for the next round.
TROUBLES_IN_A_ROW = 3
# Enough for a minute. The next round goes on from there.
ROUND_LIMIT = 1_000
# Of mail that a restored backup would send again.
LOST = "It was due between the backup that was brought back and the restore: it may have gone, or not."
# Of mail to somebody who was removed, or that named them.
FORGOTTEN = "Somebody whom it was about was removed."
FORGOTTEN_IN_HAND = f"{FORGOTTEN} It was being sent at that moment: it may have gone, or not."
NO_SUBJECT = "Its words were removed"
TOO_LATE_BY_PAUSE = "All mail was paused until it was too late for this one to make sense."


def started(reminder: Reminder, recipient: User) -> Email:
    """Return the mail that a reminder turns into, without its words: not stored yet."""
    times = {"not_before": reminder.not_before, "until": reminder.until}
    email = Email(key=reminder.key, kind=reminder.kind, **columns_about(reminder), **times)
    email.recipient = recipient
    return email


def queue(email: Email, letter: ComposedMail, verdict: Verdict) -> bool:
    """Put a mail into the outbox, ready to send; return False, and do nothing, where its key is there already.

    A verdict other than pending puts it there to be seen, not to be sent.
    """
    for name, value in letter.columns().items():
        setattr(email, name, value)
    email.state, email.last_error = verdict.state, verdict.error
    try:
        # A savepoint: on PostgreSQL a refused INSERT would end the planner’s whole transaction.
        # The key is unique, so that of many planners one writes each mail.
        with transaction.atomic():
            email.save(force_insert=True)
    except IntegrityError:
        if Email.objects.filter(key=email.key).exists():
            return False
        raise
    return True


def rewrite(email: Email, letter: ComposedMail, verdict: Verdict) -> bool:
    """Give a waiting mail that has no message its words; return False where it has them by now."""
    waiting = Email.objects.unwritten().waiting().filter(pk=email.pk).order_by()
    return waiting.update(state=verdict.state, last_error=verdict.error, **letter.columns()) == 1


def deliver(now: datetime, limit: int = ROUND_LIMIT) -> int:
    """Send what is due, each mail once, over one connection; return how many were sent.

    Call it outside any transaction: each mark has to stand before the mail goes. Any number may run at once. While
    all mail is paused it sends nothing, and stops before its next mail.
    """
    # First, so that nothing is put aside for a sender that may not go any more.
    drop_late(now)
    sent = troubles = 0
    with MailConnection() as line, Hold() as hold:
        for email in hold.leased(now, limit):
            if not hold.begin(email):
                # Paused since the round began: what is left of the batch waits on as it is.
                if is_paused():
                    break
                _explain(hold, email)
                continue
            verdict = line.send(email)
            # Written down before the next is begun: a sender that is killed leaves one mail in doubt, and no more.
            hold.settle(email, verdict)
            sent += verdict.state == EmailState.SENT
            troubles = troubles + 1 if verdict.trouble else 0
            # One server in trouble would cost each mail of the batch a whole time-out.
            if troubles >= TROUBLES_IN_A_ROW:
                logger.warning("Delivery stopped after %d troubles in a row; the rest waits.", troubles)
                break
    return sent


def _explain(hold: Hold, email: Email) -> None:
    """Say why a mail could not be begun; where nothing speaks against it, it waits on, if nobody else has it."""
    # The link to what we hold about somebody goes whatever came back before: they asked for it a moment ago.
    refused = "" if email.kind == MailKind.ABOUT_YOU else why_suppressed(email.to) or why_refused(email.to)
    if is_resting(email.to):
        # It waits, unless its reader has done something here since.
        wake_if_they_acted(email)
        refused = why_refused(email.to)
    if why := refused or why_not(email, timezone.now()):
        hold.drop(email, why)
    else:
        hold.give_back(email)


def drop_late(now: datetime) -> int:
    """Drop what waited until it made no sense any more, with why it had to wait; return how many there were."""
    # What a sender has put aside is left to it: it asks whether it is too late before it begins each.
    late = Email.objects.waiting().unleased(timezone.now()).filter(until__lte=now).order_by()
    if not late.exists():
        return 0
    words = TOO_LATE_BY_PAUSE if is_paused() else TOO_LATE
    error = Case(
        When(last_error="", then=Value(words)),
        default=Concat(Value(f"{words} Before that: "), "last_error", output_field=TextField()),
        output_field=TextField(),
    )
    count = late.update(state=EmailState.DROPPED, last_error=error)
    logger.warning("Dropped, because it was too late for them: %d.", count)
    return count


def mark_abandoned(now: datetime) -> int:
    """Mark what a stopped sender left half-way as unknown, for an organiser to see; return how many there were."""
    # What was begun in the future was begun by a clock that was wrong.
    long_ago = Q(claimed_at__lt=now - ABANDONED_AFTER) | Q(claimed_at__gt=now + ABANDONED_AFTER)
    held = Email.objects.filter(long_ago, state=EmailState.SENDING)
    count = held.update(
        state=EmailState.UNKNOWN, last_error="The sender was stopped half-way: it may have gone, or not."
    )
    if count:
        logger.warning("Left half-way and now unknown: %d.", count)
    return count


def mark_lost(now: datetime) -> int:
    """Mark what a restored backup would send again as unknown, for an organiser to see; return how many there are.

    It waited when the backup was made and has been due since, or was being sent at that very moment.
    """
    due = Q(state=EmailState.PENDING, not_before__lte=now) | Q(state=EmailState.SENDING)
    lost = Email.objects.filter(due).order_by()
    # Without their claims: no sender from before the restore may settle one of them any more.
    return lost.update(state=EmailState.UNKNOWN, last_error=LOST, claim=None, leased_until=None)


def resend(email: Email, *, by: User) -> bool:
    """Send a failed, unknown or kept mail once more, because an organiser says so; return False for any other.

    Effects: its history in the admin says who asked. It is dropped all the same where its reason has gone.
    """
    values = {
        "state": EmailState.PENDING,
        "claim": None,
        "leased_until": None,
        "not_before": timezone.now(),
        "last_error": "",
    }
    return _decide(email, RESENDABLE_STATES, values, by=by, words="Asked for it to be sent again.")


def drop(email: Email, *, by: User) -> bool:
    """Never send a waiting, failed or unknown mail, because an organiser says so; return False for any other.

    Effects: its history in the admin says who asked.
    """
    values = {"state": EmailState.DROPPED, "claim": None, "last_error": "An organiser dropped it."}
    return _decide(email, DROPPABLE_STATES, values, by=by, words="Dropped it.")


def forget(mails: QuerySet[Email]) -> None:
    """Keep of these mails that there were any, without a word of them, and send none that has not gone.

    Effects: their links stop working. Whoever has one in hand loses it: what becomes of it is written nowhere. What a
    provider or a reader says of one later finds no mail. A part of removing a person.
    """
    # In the order of their keys, so that two who remove people at once do not wait for each other.
    keys = list(mails.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    # What went has gone. Everything else is dropped, so that no later round sends it.
    state = Case(When(state=EmailState.SENT, then=Value(EmailState.SENT)), default=Value(EmailState.DROPPED))
    error = Case(
        When(state=EmailState.SENT, then=Value("")),
        When(state__in=IN_HAND_STATES, then=Value(FORGOTTEN_IN_HAND)),
        default=Value(FORGOTTEN),
        output_field=TextField(),
    )
    Email.objects.filter(pk__in=keys).update(
        state=state,
        last_error=error,
        claim=None,
        leased_until=None,
        subject=NO_SUBJECT,
        message=b"",
        message_id=Concat(Value("<"), Cast("pk", CharField()), Value(f"@{NOWHERE}>")),
        provider_id="",
        stop_digest=None,
        link_digest="",
    )


def _decide(
    email: Email, states: frozenset[EmailState], values: Mapping[str, object], *, by: User, words: str
) -> bool:
    with transaction.atomic():
        decided = Email.objects.filter(pk=email.pk, state__in=states).update(**values) == 1
        if decided:
            LogEntry.objects.log_actions(by.pk, [email], CHANGE, words, single_object=True)
    return decided
