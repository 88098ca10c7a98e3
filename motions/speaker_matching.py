"""Which speakers suit which meeting: by region, evening and way, those first who were asked least."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from motions.enums import LIVE_WISHES, Evening, SpeakerWay
from motions.models import Motion, SpeakerAsking, SpeakerOffer, SpeakerWish
from motions.speaker_workflow import WISH_FLOW, WishAct


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One speaker for one meeting, and what does not suit, in words; nothing where all of it does."""

    offer: SpeakerOffer
    but: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishLine:
    """One wish, with whom we asked and whom we could ask."""

    wish: SpeakerWish
    askings: Sequence[SpeakerAsking] = ()
    suggestions: Sequence[Suggestion] = field(default_factory=list)

    @property
    def waits_for_us(self) -> bool:
        """Whether a speaker can be asked for it now."""
        return WISH_FLOW.may(self.wish.state, WishAct.ASK)


def open_offers(motion: Motion, regions: Iterable[int] | None) -> list[SpeakerOffer]:
    """Return who can be asked in these regions (None means all), with `asked`: how often they were, in two queries.

    Whoever offers to speak offers it for the campaign, so they can be asked about each of its motions.
    """
    rows = SpeakerOffer.objects.of_campaign(motion.campaign).open().in_regions(regions).select_related("activist")
    return list(
        rows.annotate(asked=Count("askings", distinct=True)).prefetch_related("regions").order_by("name", "pk")
    )


def wishes_to_come(
    motion: Motion, day: date, *, regions: Iterable[int] | None, offers: Sequence[SpeakerOffer]
) -> list[WishLine]:
    """Return the wishes for this day and later that are not over, the first meeting first, in two queries."""
    rows = SpeakerWish.objects.filter(motion=motion, state__in=LIVE_WISHES).to_come(day)
    if regions is not None:
        rows = rows.filter(clp__region__in=list(regions))
    found = rows.select_related("clp__region", "activist").prefetch_related("askings__offer__activist")
    return [_line(wish, offers) for wish in found]


def _line(wish: SpeakerWish, offers: Sequence[SpeakerOffer]) -> WishLine:
    askings = list(wish.askings.all())
    if not WISH_FLOW.may(wish.state, WishAct.ASK):
        return WishLine(wish=wish, askings=askings)
    asked = {asking.offer_id for asking in askings}
    there = [
        Suggestion(offer=offer, but=_what_does_not_suit(wish, offer))
        for offer in offers
        if offer.pk not in asked
        # Nobody is asked to speak at the meeting for which they want a speaker themselves.
        and offer.activist_id != wish.activist_id
        and any(region.pk == wish.clp.region_id for region in offer.regions.all())
    ]
    return WishLine(
        wish=wish,
        askings=askings,
        suggestions=sorted(there, key=_first_asked),
    )


def _first_asked(one: Suggestion) -> tuple[bool, int, int]:
    """Those whom all of it suits come first, then those who were asked least: `open_offers` has counted."""
    return bool(one.but), one.offer.asked, one.offer.pk  # type: ignore[attr-defined]


def _what_does_not_suit(wish: SpeakerWish, offer: SpeakerOffer) -> str:
    """Return what does not suit, though the region does."""
    evening = Evening(wish.on.weekday())
    said = [] if evening.value in offer.evenings else [f"not on a {evening.label}, as a rule"]
    if not offer.speaks(wish.way):
        said.append(f"only {offer.ways}, and it is wanted {SpeakerWay(wish.way).label.lower()}")
    return "; ".join(said)
