"""Visiting speakers: offering to speak, asking one for a CLP's meeting, answering, and being introduced.

Everything locks the offer first, then the wish, then the asking. No stage moves by any of it.
"""

import uuid
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from clps.models import Region
from motions.actions.events import record_event
from motions.actions.speaker_wishes import NOT_AGREED, PAST, lock_wish, record_wish
from motions.enums import AskingState, EventKind, SpeakerWishState
from motions.models import Motion, SpeakerAsking, SpeakerOffer, SpeakerWish
from motions.speaker_workflow import ASKING_FLOW, SPEAKER_FLOW, WISH_FLOW, AskingAct, SpeakerAct, WishAct
from motions.workflow import NotAllowed

TAKEN = "Somebody else has said yes meanwhile. Thank you all the same."
NOT_LOOKING = "They do not look for a speaker any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerTerms:
    """What a speaker offers: the regions, the evenings as numbers of `Evening`, and how."""

    regions: tuple[Region, ...]
    evenings: tuple[int, ...]
    in_person: bool
    by_video: bool
    message: str = ""


def offer_to_speak(
    motion: Motion, terms: SpeakerTerms, *, name: str, email: str, consent: str, form_key: uuid.UUID | None = None
) -> SpeakerOffer:
    """Record that somebody offers to speak. Nobody is shown it until they confirm their address.

    `consent` is the wording they agreed to. A form sent twice (the same `form_key`) is one offer, returned again.
    Effects: makes the person where they are new; writes `speaker_offered`, which asks for the mail that confirms.
    """
    with transaction.atomic():
        # People are locked before motions, by every action.
        activist = get_user_model().objects.for_report(email=email, name=name)
        # Somebody’s button, pressed twice at once, waits here for the first.
        Motion.objects.lock(motion.pk)
        if form_key and (known := SpeakerOffer.objects.filter(form_key=form_key).first()):
            return known
        offer = SpeakerOffer.objects.create(
            form_key=form_key,
            motion=motion,
            activist=activist,
            name=name,
            evenings=sorted(set(terms.evenings)),
            in_person=terms.in_person,
            by_video=terms.by_video,
            message=terms.message,
            consent=consent,
        )
        offer.regions.set(terms.regions)
        _record_offer(EventKind.SPEAKER_OFFERED, offer, by=None)
    return offer


def confirm_speaker(offer: SpeakerOffer) -> SpeakerOffer:
    """Confirm the address of whoever came by the link in our mail. Raises NotAllowed for any but a new offer.

    Effects: organisers see the offer from now on, and may ask; writes `speaker_confirmed`.
    """
    with transaction.atomic():
        changed = _locked_offer(offer.pk)
        changed.state, changed.confirmed_at = SPEAKER_FLOW.after(changed.state, SpeakerAct.CONFIRM), timezone.now()
        changed.save()
        changed.activist.confirm_address(at=changed.confirmed_at)
        _record_offer(EventKind.SPEAKER_CONFIRMED, changed, by=changed.activist)
    return changed


def withdraw_speaker(offer: SpeakerOffer, *, by: AbstractBaseUser | None) -> SpeakerOffer:
    """Take an offer to speak back. Raises NotAllowed for one that is withdrawn already.

    Effects: they are asked nothing any more, and whom they had said yes to looks for another; writes
    `speaker_withdrawn`.
    """
    with transaction.atomic():
        changed = _locked_offer(offer.pk)
        changed.state = SPEAKER_FLOW.after(changed.state, SpeakerAct.WITHDRAW)
        changed.save()
        open_again(changed)
        _record_offer(EventKind.SPEAKER_WITHDRAWN, changed, by=by)
    return changed


def open_again(offer: SpeakerOffer) -> None:
    """Have a meeting still to come that a speaker had said yes to look for another.

    A part of withdrawing and of removing somebody. What they were asked and did not answer needs nothing: an asking
    counts only while both its offer and its wish are open.
    """
    said_yes = SpeakerAsking.objects.filter(offer=offer, state=AskingState.YES)
    wishes = SpeakerWish.objects.filter(askings__in=said_yes).order_by("pk")
    for wish in list(wishes.to_come(timezone.localdate()).select_for_update(of=("self",))):
        # Read once the wish is locked: before, another answer may have come.
        for asking in said_yes.filter(wish=wish):
            _decline(asking, wish)


def _decline(asking: SpeakerAsking, wish: SpeakerWish) -> None:
    """Write that a speaker does not come; a wish that had found them, locked, looks for another."""
    if asking.state == AskingState.YES and WISH_FLOW.may(wish.state, WishAct.LOSE):
        wish.state = WISH_FLOW.after(wish.state, WishAct.LOSE)
        wish.save()
    asking.state, asking.answered_at = ASKING_FLOW.after(asking.state, AskingAct.DECLINE), timezone.now()
    asking.save()


def ask_speaker(wish: SpeakerWish, offer: SpeakerOffer, *, by: AbstractBaseUser) -> SpeakerAsking:
    """Ask one speaker for one meeting. Asked twice, it is one.

    Raises NotAllowed unless both are confirmed and stand, for a day that is over, and for who said no to it. Effects:
    writes `speaker_asked`, which asks for the mail to the speaker; the CLP hears nothing until they say yes.
    """
    with transaction.atomic():
        speaker, wanted = _locked_offer(offer.pk), lock_wish(wish.pk)
        # Both are asked for their refusals alone: being asked changes neither.
        SPEAKER_FLOW.after(speaker.state, SpeakerAct.ASK)
        WISH_FLOW.after(wanted.state, WishAct.ASK)
        if wanted.has_been:
            raise NotAllowed(PAST)
        # Nobody is introduced to themselves, nor on what they agreed to with another campaign.
        of_another = speaker.motion.campaign.first_pk != wanted.motion.campaign.first_pk
        if of_another or speaker.activist_id == wanted.activist_id:
            raise NotAllowed("Those two are not to be introduced.")
        asking, is_new = SpeakerAsking.objects.get_or_create(offer=speaker, wish=wanted)
        if asking.state == AskingState.NO:
            raise NotAllowed("They said no to that meeting.")
        if is_new:
            record_wish(EventKind.SPEAKER_ASKED, wanted, by=by, asking=asking)
    return asking


def accept_asking(asking: SpeakerAsking) -> SpeakerAsking:
    """Record that a speaker says yes, by their link. Said twice, the first time stands.

    Raises NotAllowed where another was quicker, and where the day is over or the wish is gone. Effects: the others
    who were asked are not needed any more; writes `speaker_introduced`, which asks for a mail to each of the two.
    """
    with transaction.atomic():
        offer, wish, answered = _locked_asking(asking)
        is_found = wish.state == SpeakerWishState.FOUND
        if is_found and answered.state == AskingState.YES:
            return answered
        SPEAKER_FLOW.after(offer.state, SpeakerAct.ASK)
        if not WISH_FLOW.may(wish.state, WishAct.FIND):
            raise NotAllowed(TAKEN if is_found else NOT_LOOKING)
        if wish.has_been:
            raise NotAllowed(PAST)
        # Each is told the other’s address, so both have to have agreed to that.
        if not (wish.consent and offer.consent):
            raise NotAllowed(NOT_AGREED)
        answered.state, answered.answered_at = ASKING_FLOW.after(answered.state, AskingAct.ACCEPT), timezone.now()
        answered.save()
        wish.state = WISH_FLOW.after(wish.state, WishAct.FIND)
        wish.save()
        record_wish(EventKind.SPEAKER_INTRODUCED, wish, by=offer.activist, asking=answered)
    return answered


def decline_asking(asking: SpeakerAsking) -> SpeakerAsking:
    """Record that a speaker says no, or that they cannot come after all. Said twice, the first time stands.

    Raises NotAllowed once the day is over. Effects: a CLP that they had said yes to looks for another; writes
    `speaker_declined`.
    """
    with transaction.atomic():
        offer, wish, answered = _locked_asking(asking)
        if answered.state == AskingState.NO:
            return answered
        if wish.has_been:
            raise NotAllowed(PAST)
        _decline(answered, wish)
        record_wish(EventKind.SPEAKER_DECLINED, wish, by=offer.activist, asking=answered)
    return answered


def _locked_offer(pk: int) -> SpeakerOffer:
    rows = SpeakerOffer.objects.select_for_update(of=("self",)).select_related("motion__campaign", "activist")
    return rows.get(pk=pk)


def _locked_asking(asking: SpeakerAsking) -> tuple[SpeakerOffer, SpeakerWish, SpeakerAsking]:
    offer, wish = _locked_offer(asking.offer_id), lock_wish(asking.wish_id)
    return offer, wish, SpeakerAsking.objects.select_for_update(of=("self",)).get(pk=asking.pk)


def _record_offer(kind: EventKind, offer: SpeakerOffer, *, by: AbstractBaseUser | None) -> None:
    record_event(kind=kind, motion=offer.motion, by=by, speaker_offer=offer)
