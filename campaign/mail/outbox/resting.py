"""Addresses that rest: mail to them came back three times within a month, though none for good.

A pause, not a stop. What is for them waits, and goes once a mail arrives there after all, its owner does something
here, or an organiser says so; and an organiser is asked.
"""

from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import SuppressionReason
from campaign.mail.models import DeliveryNote, Email, InboundMail, Suppression
from campaign.mail.outbox.suppression import lift, listed_address, suppress
from clps.addresses import mailbox_of
from motions.enums import EventKind
from motions.models import Event

MOST_SOFT, WITHIN = 3, timedelta(days=30)
# What somebody does themselves, though the record names nobody: they have not confirmed yet, or lost their link.
BY_THEMSELVES = (
    EventKind.SUBMISSION_REPORTED,
    EventKind.CONFIRM_LINK_ASKED,
    EventKind.REPORT_LINK_ASKED,
    EventKind.CHAMPION_OFFERED,
)


def rest_if_often(email: Email, *, detail: str) -> bool:
    """Let an address rest after its third soft bounce within a month; return whether it does from now on.

    A mail that arrived between two of them, or an organiser who said to try again, begins the count anew.
    """
    now = timezone.now()
    mine = Email.objects.filter(to__iexact=email.to).order_by()
    arrived = mine.aggregate(last=Max("delivered_at"))["last"]
    lifted = Suppression.objects.filter(address=listed_address(email.to)).aggregate(last=Max("lifted_at"))["last"]
    since = max([now - WITHIN, *(at for at in (arrived, lifted) if at)])
    # A provider may tell of one mail several times.
    back = DeliveryNote.objects.filter(email__to__iexact=email.to, is_soft=True, at__gt=since).order_by()
    if back.values("email").distinct().count() < MOST_SOFT:
        return False
    suppress(email.to, reason=SuppressionReason.RESTING, detail=detail, email=email)
    return True


def end_rest(address: str) -> bool:
    """Write to an address that rested again: a mail arrived there. Return False where it did not rest."""
    resting = (
        Suppression.objects.standing()
        .filter(address=listed_address(address), reason=SuppressionReason.RESTING)
        .first()
    )
    return resting is not None and lift(resting, by=None)


def wake_if_they_acted(email: Email) -> bool:
    """Write to a resting address again where its owner has done anything here since; return whether that is so."""
    address = listed_address(email.to)
    resting = Suppression.objects.standing().filter(address=address, reason=SuppressionReason.RESTING).first()
    if resting is None or not _acted(email.recipient, resting.since):
        return False
    return lift(resting, by=None)


def _acted(person: User, since: datetime) -> bool:
    """Whether somebody has done anything here since, or written to us."""
    unnamed = Q(kind__in=BY_THEMSELVES) & (Q(submission__activist=person) | Q(champion__activist=person))
    if Event.objects.filter(Q(by=person) | unnamed, at__gt=since).exists():
        return True
    wrote = InboundMail.objects.filter(received_at__gt=since).order_by().values_list("sender", flat=True)
    domains = Q(sender__iexact=person.email) | Q(email__recipient=person)
    return mailbox_of(person.email) in {mailbox_of(sender) for sender in wrote.filter(domains)}
