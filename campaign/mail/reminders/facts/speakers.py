"""Visiting speakers and the CLPs that want one, as mail is decided from them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from campaign.mail.enums import MailKind
from campaign.mail.models import Email, Mailable, Stop
from campaign.mail.reminders.facts.base import Facts, Scope
from campaign.mail.reminders.schedules import clock
from motions.enums import AskingState, EventKind, SpeakerOfferState, SpeakerWishState
from motions.models import Event, SpeakerAsking, SpeakerOffer, SpeakerWish

# How far back anything can lie that a mail is still to be written about: a campaign may ask again weeks later.
WINDOW = timedelta(days=40)
ABOUT_SPEAKERS = frozenset(
    {MailKind.SPEAKER_CONFIRM, MailKind.SPEAKER_WANTED, MailKind.SPEAKER_ASKED, MailKind.SPEAKER_MET}
)
KINDS = (
    EventKind.SPEAKER_OFFERED,
    EventKind.SPEAKER_WANTED,
    EventKind.SPEAKER_ASKED,
    EventKind.SPEAKER_INTRODUCED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerFacts(Facts):
    """One event about speaking for one person, and whether what it calls for still stands."""

    kind: EventKind
    at: datetime
    stands: bool
    # The end of the day for which a speaker is wanted, by the UK's clock.
    ends_at: datetime | None = None


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[SpeakerFacts]:
    """Yield what happened of late about speaking."""
    return _read(Q(at__gt=about.since if about else now - WINDOW))


def of_mails(mails: Iterable[Mailable]) -> Iterator[SpeakerFacts]:
    """Yield what these mails are about, as it stands now."""
    keys = {mail.event_id for mail in mails if mail.event_id}
    return _read(Q(pk__in=keys)) if keys else iter(())


def page_behind(email: Email) -> SpeakerOffer | SpeakerWish:
    """Return whose own page the button of a mail opens: their offer, or their wish. Raises where it is about none."""
    return _page_of(email, _asking_behind(email))


def _page_of(email: Email, asking: SpeakerAsking | None) -> SpeakerOffer | SpeakerWish:
    if email.event is None or email.event.kind not in KINDS:
        raise ValueError("This mail is about no speaker.")
    if asking:
        return asking.offer if email.recipient_id == asking.offer.activist_id else asking.wish
    page = email.event.speaker_offer or email.event.speaker_wish
    if page is None:
        raise ValueError("This mail is about no speaker.")
    return page


def speaking_context(email: Email) -> dict[str, object]:
    """Return what the words of a mail about speaking may speak of."""
    asking = _asking_behind(email)
    page = _page_of(email, asking)
    # Anybody may have typed a name beside an address that is not confirmed.
    if asking is None:
        return {"name": "", "wish": page if isinstance(page, SpeakerWish) else None}
    is_speaker = isinstance(page, SpeakerOffer)
    met = asking.wish if is_speaker else asking.offer
    return {"name": page.name, "wish": asking.wish, "met": met, "is_speaker": is_speaker}


def _asking_behind(email: Email) -> SpeakerAsking | None:
    key = email.event.asking_id if email.event else None
    rows = SpeakerAsking.objects.select_related("offer__activist", "wish__activist", "wish__clp__region")
    return rows.get(pk=key) if key else None


def _read(which: Q) -> Iterator[SpeakerFacts]:
    """Read them in one query, however many there are."""
    stops = Stop.objects.of_clp(OuterRef("clp")).filter(person=OuterRef("asking__offer__activist"))
    pages = ("speaker_offer", "speaker_wish", "asking__offer")
    beside = [f"{page}__{what}" for page in pages for what in ("activist", "motion")]
    events = Event.objects.filter(which, kind__in=KINDS).select_related(*beside).annotate(is_stopped=Exists(stops))
    for event in events.order_by("pk"):
        offer, wish, asking = event.speaker_offer, event.speaker_wish, event.asking
        if offer:
            stands = offer.state == SpeakerOfferState.AWAITING_CONFIRMATION
            yield from _facts(event, offer, stands=stands, reference=f"offer-{offer.pk}")
        elif wish and asking:
            yield from _of_asking(event, asking, wish, is_stopped=event.is_stopped)
        elif wish:
            stands = wish.state == SpeakerWishState.AWAITING_CONFIRMATION
            yield from _facts(event, wish, stands=stands, reference=f"wish-{wish.pk}", wish=wish)


def _of_asking(event: Event, asking: SpeakerAsking, wish: SpeakerWish, *, is_stopped: bool) -> Iterator[SpeakerFacts]:
    """Yield the one who is asked or, of an introduction, both. It names them to each other, so both have to stand."""
    speaker = asking.offer
    reference, is_open = f"asking-{asking.pk}", speaker.state == SpeakerOfferState.OPEN
    if event.kind == EventKind.SPEAKER_ASKED:
        stands = is_open and asking.state == AskingState.ASKED and wish.state == SpeakerWishState.OPEN
        yield from _facts(event, speaker, stands=stands, reference=reference, wish=wish, is_stopped=is_stopped)
        return
    both = speaker.activist.is_active and wish.activist.is_active and bool(speaker.consent and wish.consent)
    stands = is_open and both and asking.state == AskingState.YES and wish.state == SpeakerWishState.FOUND
    yield from _facts(event, speaker, stands=stands, reference=f"{reference}:speaker", wish=wish)
    yield from _facts(event, wish, stands=stands, reference=f"{reference}:clp", wish=wish)


def _facts(
    event: Event,
    whose: SpeakerOffer | SpeakerWish,
    *,
    stands: bool,
    reference: str,
    wish: SpeakerWish | None = None,
    is_stopped: bool = False,
) -> Iterator[SpeakerFacts]:
    if whose.activist.is_active:
        yield SpeakerFacts(
            event_id=event.pk,
            kind=EventKind(event.kind),
            at=event.at,
            reference=reference,
            campaign_id=(wish or whose).motion.campaign_id,
            recipient_id=whose.activist_id,
            clp_id=wish.clp_id if wish else None,
            stands=stands,
            is_stopped=is_stopped,
            ends_at=clock(wish.on + timedelta(days=1), time()) if wish else None,
        )
