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
from motions.actions.speaker_wishes import NOT_AGREED, PAST, lapse_askings, lock_wish, record_wish
from motions.enums import AskingState, EventKind
from motions.models import Motion, SpeakerAsking, SpeakerOffer, SpeakerWish
from motions.speaker_workflow import (
    AskingAct,
    SpeakerAct,
    WishAct,
    asking_after,
    asking_may,
    speaker_after,
    wish_after,
    wish_may,
)
from motions.workflow import NotAllowed

TAKEN = "Somebody else has said yes meanwhile. Thank you all the same."


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """What a speaker offers: the regions, the evenings as numbers of `Evening`, and how."""

    regions: tuple[Region, ...]
    evenings: tuple[int, ...]
    in_person: bool
    by_video: bool
    message: str = ""


def offer_to_speak(
    motion: Motion, talks: Talks, *, name: str, email: str, consent: str, form_key: uuid.UUID | None = None
) -> SpeakerOffer:
    """Record that somebody offers to speak. Nobody is shown it until they confirm their address.

    `consent` is the wording they agreed to. A form sent twice (the same `form_key`) is one offer, returned again.
    Effects: makes the person where they are new; writes `speaker_offered`, which asks for the mail that confirms.
    """
    with transaction.atomic():
        # People are locked before motions, by every action.
        activist = get_user_model().objects.for_report(email=email, name=name)
        Motion.objects.lock(motion.pk)
        if form_key and (known := SpeakerOffer.objects.filter(form_key=form_key).first()):
            return known
        offer = SpeakerOffer.objects.create(
            form_key=form_key,
            motion=motion,
            activist=activist,
            name=name,
            evenings=sorted(set(talks.evenings)),
            in_person=talks.in_person,
            by_video=talks.by_video,
            message=talks.message,
            consent=consent,
        )
        offer.regions.set(talks.regions)
        _record_offer(EventKind.SPEAKER_OFFERED, offer, by=None)
    return offer


def confirm_speaker(offer: SpeakerOffer) -> SpeakerOffer:
    """Confirm the address of whoever came by the link in our mail. Raises NotAllowed for any but a new offer.

    Effects: organisers see the offer from now on, and may ask; writes `speaker_confirmed`.
    """
    with transaction.atomic():
        changed = _locked_offer(offer.pk)
        changed.state, changed.confirmed_at = speaker_after(changed.state, SpeakerAct.CONFIRM), timezone.now()
        changed.save()
        changed.activist.confirm_address(at=changed.confirmed_at)
        _record_offer(EventKind.SPEAKER_CONFIRMED, changed, by=changed.activist)
    return changed


def withdraw_speaker(offer: SpeakerOffer, *, by: AbstractBaseUser | None) -> SpeakerOffer:
    """Take an offer to speak back. Raises NotAllowed for one that is withdrawn already.

    Effects: what they were asked lapses, and whom they had said yes to looks for another; writes `speaker_withdrawn`.
    """
    with transaction.atomic():
        changed = _locked_offer(offer.pk)
        changed.state = speaker_after(changed.state, SpeakerAct.WITHDRAW)
        changed.save()
        open_again(changed)
        _record_offer(EventKind.SPEAKER_WITHDRAWN, changed, by=by)
    return changed


def open_again(offer: SpeakerOffer) -> None:
    """Let lapse what a speaker was asked; a meeting still to come that they had said yes to needs another.

    A part of withdrawing and of removing somebody.
    """
    answers = (AskingState.ASKED, AskingState.YES)
    wishes = SpeakerWish.objects.filter(askings__offer=offer, askings__state__in=answers).order_by("pk")
    for wish in list(wishes.to_come(timezone.localdate()).select_for_update(of=("self",))):
        asking = SpeakerAsking.objects.get(offer=offer, wish=wish)
        if asking.state == AskingState.YES and wish_may(wish.state, WishAct.LOSE):
            wish.state = wish_after(wish.state, WishAct.LOSE)
            wish.save()
        asking.state = asking_after(asking.state, AskingAct.LAPSE)
        asking.save()


def ask_speaker(wish: SpeakerWish, offer: SpeakerOffer, *, by: AbstractBaseUser) -> SpeakerAsking:
    """Ask one speaker for one meeting. Asked twice, it is one.

    Raises NotAllowed unless both are confirmed and stand, and for a day that is over. Effects: writes
    `speaker_asked`, which asks for the mail to the speaker; the CLP hears nothing until they say yes.
    """
    with transaction.atomic():
        speaker, wanted = _locked_offer(offer.pk), lock_wish(wish.pk)
        speaker_after(speaker.state, SpeakerAct.ASK)
        wish_after(wanted.state, WishAct.ASK)
        if wanted.has_been:
            raise NotAllowed(PAST)
        of_another = speaker.motion.campaign.first_pk != wanted.motion.campaign.first_pk
        if of_another or speaker.activist_id == wanted.activist_id:
            raise NotAllowed("Those two are not to be introduced.")
        asking, is_new = SpeakerAsking.objects.get_or_create(
            offer=speaker, wish=wanted, defaults={"asked_by_id": by.pk}
        )
        if is_new:
            record_wish(EventKind.SPEAKER_ASKED, wanted, by=by, asking=asking.pk)
    return asking


def accept_asking(asking: SpeakerAsking) -> SpeakerAsking:
    """Record that a speaker says yes, by their link. Said twice, the first time stands.

    Raises NotAllowed where another was quicker, and where the day is over or the wish is gone. Effects: the others
    who were asked are not needed any more; writes `speaker_introduced`, which asks for a mail to each of the two.
    """
    with transaction.atomic():
        offer, wish, answered = _locked_asking(asking)
        if answered.state == AskingState.YES:
            return answered
        speaker_after(offer.state, SpeakerAct.ASK)
        if not wish_may(wish.state, WishAct.FIND) or not asking_may(answered.state, AskingAct.ACCEPT):
            raise NotAllowed(TAKEN)
        if wish.has_been:
            raise NotAllowed(PAST)
        if not (wish.consent and offer.consent):
            raise NotAllowed(NOT_AGREED)
        answered.state, answered.answered_at = asking_after(answered.state, AskingAct.ACCEPT), timezone.now()
        answered.save()
        wish.state = wish_after(wish.state, WishAct.FIND)
        wish.save()
        lapse_askings(wish)
        record_wish(EventKind.SPEAKER_INTRODUCED, wish, by=offer.activist, asking=answered.pk)
    return answered


def decline_asking(asking: SpeakerAsking) -> SpeakerAsking:
    """Record that a speaker says no, or that they cannot come after all. Said twice, the first time stands.

    Raises NotAllowed where they are not needed any more, and once the day is over. Effects: a CLP that they had said
    yes to looks for another; writes `speaker_declined`.
    """
    with transaction.atomic():
        offer, wish, answered = _locked_asking(asking)
        if answered.state == AskingState.NO:
            return answered
        if wish.has_been:
            raise NotAllowed(PAST)
        if answered.state == AskingState.YES and wish_may(wish.state, WishAct.LOSE):
            wish.state = wish_after(wish.state, WishAct.LOSE)
            wish.save()
        answered.state, answered.answered_at = asking_after(answered.state, AskingAct.DECLINE), timezone.now()
        answered.save()
        record_wish(EventKind.SPEAKER_DECLINED, wish, by=offer.activist, asking=answered.pk)
    return answered


def _locked_offer(pk: int) -> SpeakerOffer:
    rows = SpeakerOffer.objects.select_for_update(of=("self",)).select_related("motion__campaign", "activist")
    return rows.get(pk=pk)


def _locked_asking(asking: SpeakerAsking) -> tuple[SpeakerOffer, SpeakerWish, SpeakerAsking]:
    offer, wish = _locked_offer(asking.offer_id), lock_wish(asking.wish_id)
    return offer, wish, SpeakerAsking.objects.select_for_update(of=("self",)).get(pk=asking.pk)


def _record_offer(kind: EventKind, offer: SpeakerOffer, *, by: AbstractBaseUser | None) -> None:
    record_event(kind=kind, motion=offer.motion, by=by, details={"speaker_offer": offer.pk})
