"""Members who offer to help in their union or society: offering, confirming the address, answering, withdrawing."""

import uuid
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from clps.models import Affiliate
from motions.actions.events import record_event
from motions.affiliate_workflow import OFFER_FLOW, OfferAct
from motions.enums import EventKind, LinkPurpose
from motions.models import Motion, Offer, SubmissionLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What a member offers: help in an affiliate of our list, or in another that they name."""

    affiliate: Affiliate | None = None
    other_affiliate: str = ""
    message: str = ""


def make_offer(
    motion: Motion, offered: Help, *, name: str, email: str, consent: str, form_key: uuid.UUID | None = None
) -> Offer:
    """Record that a member offers to help. Nobody is shown it until they confirm their address.

    `consent` is the wording they agreed to. A form sent twice (the same `form_key`) is one offer, returned again.
    Effects: makes the person where they are new; writes `offer_made`, which asks for the mail that confirms.
    """
    with transaction.atomic():
        # People are locked before motions, by every action.
        activist = get_user_model().objects.for_report(email=email, name=name)
        # Somebody's button, pressed twice at once, waits here for the first.
        Motion.objects.lock(motion.pk)
        if form_key and (known := Offer.objects.filter(form_key=form_key).first()):
            return known
        offer = Offer.objects.create(
            form_key=form_key,
            motion=motion,
            affiliate=offered.affiliate,
            other_affiliate=offered.other_affiliate,
            message=offered.message,
            activist=activist,
            name=name,
            consent=consent,
        )
        _record(EventKind.OFFER_MADE, offer, by=None)
    return offer


def confirm_offer(token: str) -> Offer | None:
    """Confirm the address behind a link; return the offer, or None when the link is used, expired or unknown.

    Raises NotAllowed where the offer was withdrawn meanwhile. Effects: organisers see the offer from now on; writes
    `offer_confirmed`.
    """
    link = SubmissionLink.objects.opened_by(token, LinkPurpose.OFFER_CONFIRM).first()
    if link is None or link.offer_id is None:
        return None
    with transaction.atomic():
        offer = _locked(link.offer_id)
        state = OFFER_FLOW.after(offer.state, OfferAct.CONFIRM)
        if not SubmissionLink.objects.redeem(token, LinkPurpose.OFFER_CONFIRM):
            return None
        offer.state, offer.confirmed_at = state, timezone.now()
        offer.save()
        offer.activist.confirm_address(at=offer.confirmed_at)
        _record(EventKind.OFFER_CONFIRMED, offer, by=offer.activist)
    return offer


def answer_offer(offer: Offer, *, by: AbstractBaseUser) -> Offer:
    """Record that an organiser has written to them. Raises NotAllowed before the address is confirmed.

    Effects: writes `offer_answered`.
    """
    return _act(offer, OfferAct.ANSWER, EventKind.OFFER_ANSWERED, by=by)


def withdraw_offer(offer: Offer, *, by: AbstractBaseUser | None) -> Offer:
    """Take an offer back, as its member asked. Effects: writes `offer_withdrawn`."""
    return _act(offer, OfferAct.WITHDRAW, EventKind.OFFER_WITHDRAWN, by=by)


def _act(offer: Offer, act: OfferAct, kind: EventKind, *, by: AbstractBaseUser | None) -> Offer:
    with transaction.atomic():
        changed = _locked(offer.pk)
        changed.state = OFFER_FLOW.after(changed.state, act)
        changed.save()
        _record(kind, changed, by=by)
    return changed


def _locked(pk: int) -> Offer:
    rows = Offer.objects.select_for_update(of=("self",)).select_related("motion", "affiliate", "activist")
    return rows.get(pk=pk)


def _record(kind: EventKind, offer: Offer, *, by: AbstractBaseUser | None) -> None:
    record_event(kind=kind, motion=offer.motion, affiliate=offer.affiliate, offer=offer, by=by)
