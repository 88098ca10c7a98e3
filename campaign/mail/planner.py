"""Deciding what is to be written: a function of now and the database, which makes rows of the outbox."""

import logging
from datetime import datetime, timedelta
from itertools import islice

from django.db import DatabaseError, transaction
from django.db.models import Q

from campaign.accounts.models import User
from campaign.mail import outbox
from campaign.mail.compose import Letter, compose, unwritten
from campaign.mail.enums import IN_HAND_STATES, EmailState, MailKind
from campaign.mail.kinds import KINDS, Kind, Reason, due_reasons, why_not
from campaign.mail.models import Email
from campaign.mail.post import Verdict
from motions.models import Submission, SubmissionLink

logger = logging.getLogger(__name__)

# Anybody can type somebody else's address into a form, again and again. More than these are not written.
STRANGERS_LIMIT = 3
STRANGERS_WINDOW = timedelta(hours=1)
TOO_MANY = Verdict(EmailState.DROPPED, f"{STRANGERS_LIMIT} such mails went to this address within the hour.")
# Enough for a minute. The next round goes on from there.
ROUND_LIMIT = 1_000


def plan(now: datetime, limit: int = ROUND_LIMIT) -> int:
    """Put what is due and not yet written into the outbox; return how many rows it made.

    Planned twice, or by many at once, each reason makes one row: its key is unique.
    """
    for email in Email.objects.unwritten().waiting():
        _write_again(email)
    return sum(_write(reason, now) for reason in islice(due_reasons(now), limit))


def _write(reason: Reason, now: datetime) -> bool:
    """Write one mail, with its link, in one transaction; return False where another planner was quicker."""
    kind = KINDS[reason.kind]
    with transaction.atomic():
        submission, recipient = _locked(kind, reason.submission_id)
        if Email.objects.filter(key=reason.key).exists() or why_not(reason, now):
            return False
        letter, verdict = _letter(kind, submission, recipient, now)
        queued = outbox.queue(
            key=reason.key,
            kind=reason.kind,
            recipient=recipient,
            letter=letter,
            not_before=reason.due_at,
            until=reason.until,
            submission=submission,
            event=reason.event,
            meeting_on=reason.meeting_on,
            verdict=verdict,
        )
        if queued is None:
            # The link minted for it goes too: nobody would ever hold it.
            transaction.set_rollback(True)
        return queued is not None


def _locked(kind: Kind, submission_id: int) -> tuple[Submission, User]:
    """Return the submission and who is written to, locked in the order in which the motions app locks them."""
    rows = Submission.objects.select_for_update(of=("self",), no_key=True)
    submission = rows.select_related("version__motion__campaign", "clp", "branch", "activist", "follows__branch").get(
        pk=submission_id
    )
    recipient = User.objects.select_for_update(no_key=True).get(pk=kind.recipient(submission).pk)
    return submission, recipient


def _letter(kind: Kind, submission: Submission, recipient: User, now: datetime) -> tuple[Letter, Verdict]:
    """Return the mail and what is to become of it: sent, or only shown with the reason why not."""
    if kind.to_strangers and _had_enough(kind.kind, recipient, now):
        return unwritten(kind.kind, submission, recipient), TOO_MANY
    return _composed(kind, submission, recipient)


def _composed(kind: Kind, submission: Submission, recipient: User) -> tuple[Letter, Verdict]:
    token = SubmissionLink.objects.mint(submission, kind.link)
    try:
        letter = compose(kind.kind, submission, recipient, purpose=kind.link, token=token)
    except DatabaseError:
        raise
    except Exception as error:
        # One mail that cannot be written must not keep the others from going; an organiser sees it. The error's own
        # words stay out of the log: they may hold an address.
        logger.error("A mail (%s) could not be written: %s.", kind.kind, type(error).__name__)
        words = f"It could not be written: {type(error).__name__}."
        return unwritten(kind.kind, submission, recipient), Verdict(EmailState.FAILED, words)
    return letter, Verdict(EmailState.PENDING)


def _had_enough(kind: MailKind, recipient: User, now: datetime) -> bool:
    """Whether one more could be one too many: what is not sent yet may go in the same hour."""
    since = now - STRANGERS_WINDOW
    recent = Q(created_at__gt=since) | Q(sent_at__gt=since) | Q(claimed_at__gt=since)
    not_yet = Q(state=EmailState.PENDING) | Q(state__in=IN_HAND_STATES, claimed_at__gt=since)
    rows = Email.objects.filter(recent | not_yet, kind=kind, to=recipient.email)
    return rows.exclude(state=EmailState.DROPPED).count() >= STRANGERS_LIMIT


def _write_again(email: Email) -> None:
    """Write a mail that an organiser wants sent although writing it failed before."""
    kind = KINDS[MailKind(email.kind)]
    if email.submission_id is None:
        return
    with transaction.atomic():
        submission, recipient = _locked(kind, email.submission_id)
        letter, verdict = _composed(kind, submission, recipient)
        outbox.rewrite(email, letter, verdict)
