"""What a provider tells us about a mail of ours: delivered, put off, sent back, or marked as spam."""

import hashlib
import logging
from datetime import datetime

from anymail.signals import AnymailTrackingEvent, EventType
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from campaign.mail.enums import Returned, SuppressionReason
from campaign.mail.inbound.bounces import comes_back_for_good, is_complaint
from campaign.mail.models import DeliveryNote, Email
from campaign.mail.outbox.suppression import end_rest, rest_if_often, suppress
from motions.actions.events import record_event
from motions.enums import EventKind
from motions.models import Submission

logger = logging.getLogger(__name__)

# Opened and clicked are not asked for and not kept: we follow nobody.
KEPT = frozenset(
    {EventType.DELIVERED, EventType.DEFERRED, EventType.BOUNCED, EventType.REJECTED, EventType.COMPLAINED}
)
SUPPRESSED = {
    Returned.BOUNCED: SuppressionReason.BOUNCED,
    Returned.COMPLAINED: SuppressionReason.COMPLAINT,
}
EVENT_KINDS = {Returned.BOUNCED: EventKind.MAIL_RETURNED, Returned.COMPLAINED: EventKind.MAIL_COMPLAINED}


def note_delivery(event: AnymailTrackingEvent, *, provider: str) -> DeliveryNote | None:
    """Write down what a provider tells of one of our mails; told again, or about a mail that is not ours, do nothing.

    Effects: the mail is delivered, or was put off once more, or came back; a mail that came back for good or was
    marked as spam suppresses its address and writes `mail_returned` or `mail_complained` on the CLP's record. Where
    three came back within a month, none for good, the address rests; one that is delivered wakes it.
    """
    if event.event_type not in KEPT:
        return None
    at = event.timestamp or timezone.now()
    with transaction.atomic():
        email = _email_of(event)
        if email is None:
            logger.info("A note of %s is about no mail of ours.", provider)
            return None
        note, is_new = DeliveryNote.objects.get_or_create(
            key=_key(event, provider=provider),
            defaults={"email": email, "kind": event.event_type, "words": _words(event), "at": at},
        )
        if is_new:
            _take_in(event, email, note, at, provider=provider)
    return note if is_new else None


def _email_of(event: AnymailTrackingEvent) -> Email | None:
    """Return our mail that a note is about, by the provider's name for it or by ours; each went to one person.

    It is locked: one whose reader is being removed meanwhile is no mail of ours by the time we have it.
    """
    if not event.message_id:
        return None
    names = {str(event.message_id), f"<{str(event.message_id).strip('<>')}>"}
    rows = Email.objects.filter(Q(provider_id__in=names) | Q(message_id__in=names)).defer("message")
    about = ("submission__version__motion", "submission__clp", "champion__motion", "champion__clp")
    return rows.select_for_update(of=("self",), no_key=True).select_related(*about).order_by("-pk").first()


def _key(event: AnymailTrackingEvent, *, provider: str) -> str:
    """Return what makes this note itself: a provider that calls again may number the call anew, at the same time."""
    parts = (provider, event.message_id, event.event_type, event.recipient, event.timestamp or event.event_id)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _take_in(event: AnymailTrackingEvent, email: Email, note: DeliveryNote, at: datetime, *, provider: str) -> None:
    """Change the mail's row as a new note says, in the transaction of the note."""
    row = Email.objects.filter(pk=email.pk)
    returned = _returned(event, provider=provider)
    if event.event_type == EventType.DELIVERED:
        row.filter(delivered_at__isnull=True).update(delivered_at=at)
        end_rest(email.to)
    elif returned is None:
        row.update(soft_bounces=F("soft_bounces") + 1)
        # One that is still tried has not come back.
        if event.event_type != EventType.DEFERRED:
            DeliveryNote.objects.filter(pk=note.pk).update(is_soft=True)
            rest_if_often(email, detail=_words(event))
    # A complaint can follow a delivery, and says more than a bounce; nothing else is said twice.
    elif (
        row.exclude(returned_as=Returned.COMPLAINED)
        .exclude(returned_as=returned)
        .update(returned_as=returned, returned_at=at)
    ):
        suppress(email.to, reason=SUPPRESSED[returned], detail=_words(event), email=email)
        _put_on_record(email, EVENT_KINDS[returned])


def _put_on_record(email: Email, kind: EventKind) -> None:
    """Write on the record of the CLP that a mail is about, where it is about one."""
    about = email.submission or email.champion
    if about is not None:
        motion = about.version.motion if isinstance(about, Submission) else about.motion
        submission, details = email.submission, {"mail": email.kind}
        record_event(kind=kind, motion=motion, clp=about.clp, submission=submission, details=details)


def _returned(event: AnymailTrackingEvent, *, provider: str) -> Returned | None:
    """Say whether the mail came back for good, and as what; None where the same address may take the next one."""
    if is_complaint(event, provider=provider):
        return Returned.COMPLAINED
    return Returned.BOUNCED if comes_back_for_good(event, provider=provider) else None


def _words(event: AnymailTrackingEvent) -> str:
    """Return the provider's words on one line, without what a column cannot hold."""
    said = event.description or event.mta_response or event.reject_reason or ""
    return " ".join(str(said).replace("\x00", "").split())[:300]
