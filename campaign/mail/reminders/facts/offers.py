"""Members who offered to help in a union or society, as mail is decided from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from campaign.mail.models import Email, Mailable
from campaign.mail.reminders.facts.base import Facts, Scope
from motions.enums import EventKind, OfferState
from motions.models import Event, Offer

# How far back an offer can lie that a mail is still to be written about.
WINDOW = timedelta(days=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFacts(Facts):
    """One offer, and how it stands now. Its mail finds it by the event that made it."""

    at: datetime
    state: OfferState


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[OfferFacts]:
    """Yield the offers of late."""
    return _read(Q(at__gt=about.since if about else now - WINDOW))


def of_mails(mails: Iterable[Mailable]) -> Iterator[OfferFacts]:
    """Yield the offers that these mails are about, as they stand now."""
    keys = {mail.event_id for mail in mails if mail.event_id}
    return _read(Q(pk__in=keys)) if keys else iter(())


def offer_behind(email: Email) -> Offer:
    """Return the offer that a mail is about; raise where it is about none."""
    if email.event is None or email.event.kind != EventKind.OFFER_MADE or email.event.offer is None:
        raise ValueError("This mail is about no offer.")
    return email.event.offer


def _read(which: Q) -> Iterator[OfferFacts]:
    rows = Event.objects.filter(which, kind=EventKind.OFFER_MADE, offer__activist__is_active=True)
    for event in rows.select_related("offer__motion").order_by("pk"):
        if offer := event.offer:
            yield OfferFacts(
                event_id=event.pk,
                at=event.at,
                reference=str(offer.pk),
                campaign_id=offer.motion.campaign_id,
                recipient_id=offer.activist_id,
                state=OfferState(offer.state),
            )
