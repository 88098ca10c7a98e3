"""How many mails a stranger gets: anybody can type somebody else's address, again and again, in many spellings."""

from datetime import datetime, timedelta

from django.db.models import Q

from campaign.accounts.models import User
from campaign.mail.enums import IN_HAND_STATES, EmailState
from campaign.mail.models import Email, InboundMail
from campaign.mail.outbox.refusals import digest_of_mailbox, digests_of_mailbox
from campaign.mail.outbox.sender import Verdict
from campaign.mail.reminders.kinds import KINDS
from clps.lib.throttle import Limit, Throttle

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 3
# For ever, until somebody who reads the mailbox answers: they confirm anything at all, or reply.
MOST_UNANSWERED = 10
TOO_MANY = Verdict(EmailState.DROPPED, f"{MOST_AN_HOUR} such mails went to this mailbox within the hour.")
UNANSWERED = Verdict(EmailState.DROPPED, f"{MOST_UNANSWERED} such mails went to this mailbox, and none was answered.")

# No limit of its own: its row is locked until the mail is in the outbox, so that of many planners each counts what the
# others wrote to the same mailbox.
ONE_AT_A_TIME = Throttle(name="unasked mail", subject=Limit(1_000_000, timedelta(days=1)))


def had_enough(recipient: User, now: datetime) -> Verdict | None:
    """Return why one more unasked mail would be too many; None where it may go. Call it in a transaction.

    Together: whoever asks for whatever, one mailbox gets no more than that. What is not sent yet counts too.
    """
    ONE_AT_A_TIME.take(network="", subject=digest_of_mailbox(recipient.email))
    mailbox = digests_of_mailbox(recipient.email)
    kinds = [rule.kind for rule in KINDS.values() if rule.to_strangers]
    rows = Email.objects.filter(mailbox__in=mailbox, kind__in=kinds).exclude(state=EmailState.DROPPED)
    since = now - HOUR
    recent = Q(created_at__gt=since) | Q(sent_at__gt=since) | Q(claimed_at__gt=since)
    not_yet = Q(state=EmailState.PENDING) | Q(state__in=IN_HAND_STATES, claimed_at__gt=since)
    if rows.filter(recent | not_yet).count() >= MOST_AN_HOUR:
        return TOO_MANY
    if rows.count() >= MOST_UNANSWERED and not has_answered(recipient, mailbox):
        return UNANSWERED
    return None


def has_answered(recipient: User, mailbox: list[str]) -> bool:
    """Whether anybody showed that they read a mailbox, by a link of ours or by a reply to a mail of ours."""
    if recipient.email_confirmed_at is not None:
        return True
    confirmed = Email.objects.filter(mailbox__in=mailbox, recipient__email_confirmed_at__isnull=False)
    return confirmed.exists() or InboundMail.objects.filter(email__mailbox__in=mailbox).exists()
