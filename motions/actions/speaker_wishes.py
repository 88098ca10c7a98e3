"""What CLPs want of visiting speakers: wanting one, confirming that, taking it back. No stage moves by any of it."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clps.models import CLP
from motions.actions.events import record_event
from motions.enums import COUNTED_STATES, LIVE_WISHES, EventKind, SpeakerWay
from motions.models import Motion, SpeakerAsking, SpeakerWish, Submission
from motions.speaker_workflow import WISH_FLOW, WishAct
from motions.workflow import NotAllowed

PAST = "That day is over."
NOT_AGREED = "They have not agreed yet to be introduced."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a CLP wants: a speaker on one day, in some way."""

    on: date
    way: SpeakerWay = SpeakerWay.EITHER
    message: str = ""


def want_speaker(
    motion: Motion,
    clp: CLP,
    wanted: Wanted,
    *,
    name: str,
    email: str,
    consent: str,
    form_key: uuid.UUID | None = None,
) -> SpeakerWish:
    """Record that somebody wants a speaker for a CLP. Nobody is asked until they confirm their address.

    A form sent twice (the same `form_key`) is one wish. Effects: makes the person where they are new; writes
    `speaker_wanted`, which asks for the mail that confirms. Raises NotAllowed for a day that is over.
    """
    _refuse_past(wanted)
    with transaction.atomic():
        activist = get_user_model().objects.for_report(email=email, name=name)
        Motion.objects.lock(motion.pk)
        if form_key and (known := SpeakerWish.objects.filter(form_key=form_key).first()):
            return known
        wish = _new_wish(motion, clp, wanted, activist=activist, name=name, consent=consent, form_key=form_key)
        record_wish(EventKind.SPEAKER_WANTED, wish, by=None)
    return wish


def note_speaker_wanted(
    motion: Motion, clp: CLP, wanted: Wanted, *, person: AbstractBaseUser, name: str, by: AbstractBaseUser
) -> SpeakerWish:
    """Record for an organiser that somebody whom they spoke to wants a speaker. Noted twice, it is one.

    Effects: writes `speaker_wanted`; the mail asks whether it is so, and whether they may be introduced: until then
    nobody is asked. Raises NotAllowed for a day that is over, and for somebody who was removed meanwhile.
    """
    _refuse_past(wanted)
    with transaction.atomic():
        # People are locked before motions: whoever removes them has their row, and then writes about the motion.
        people = get_user_model().objects.select_for_update(of=("self",), no_key=True)
        if not people.filter(pk=person.pk, removed_at__isnull=True):
            raise NotAllowed("What we knew of them was removed meanwhile.")
        Motion.objects.lock(motion.pk)
        if known := _same_wish(motion, clp, wanted.on, person):
            return known
        wish = _new_wish(motion, clp, wanted, activist=person, name=name)
        record_wish(EventKind.SPEAKER_WANTED, wish, by=by)
    return wish


def want_speaker_by_link(submission: Submission, wanted: Wanted, *, consent: str) -> SpeakerWish:
    """Record that a reporter wants a speaker, by the link to their report, which shows that the address is theirs.

    Raises NotAllowed unless the report counts, and for a day that is over. Wanted twice for one day, it is one; what
    is typed here takes the place of what somebody typed who did not confirm it.
    Effects: organisers can ask speakers from now on; writes `speaker_wish_confirmed`.
    """
    _refuse_past(wanted)
    with transaction.atomic():
        report = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
        if report.state not in COUNTED_STATES:
            raise NotAllowed("Your report does not count any more, or not yet.")
        motion, clp, person = submission.version.motion, submission.clp, submission.activist
        # Pressed twice at once, or in both ways of wishing, the second waits here for the first.
        Motion.objects.lock(motion.pk)
        if known := _same_wish(motion, clp, wanted.on, person):
            wish = lock_wish(known.pk)
            if not WISH_FLOW.may(wish.state, WishAct.CONFIRM):
                return wish
            # Until the address is confirmed, anybody may have typed what stands there.
            wish.name, wish.way, wish.message = report.reporter_name, wanted.way, wanted.message
            wish.save()
        else:
            wish = _new_wish(motion, clp, wanted, activist=person, name=report.reporter_name, consent=consent)
        return confirm_wish(wish, consent=consent)


def confirm_wish(wish: SpeakerWish, *, consent: str = "") -> SpeakerWish:
    """Confirm a wish by the link in our mail; `consent` is what they agreed to just now, if they had not before.

    Raises NotAllowed where they agreed to nothing, for any but a new wish, and once the day is over. Effects:
    organisers can ask speakers for it from now on; writes `speaker_wish_confirmed`.
    """
    with transaction.atomic():
        changed = lock_wish(wish.pk)
        changed.state = WISH_FLOW.after(changed.state, WishAct.CONFIRM)
        if changed.has_been:
            raise NotAllowed(PAST)
        changed.consent = consent or changed.consent
        if not changed.consent:
            raise NotAllowed(NOT_AGREED)
        changed.confirmed_at = timezone.now()
        changed.save()
        changed.activist.confirm_address(at=changed.confirmed_at)
        record_wish(EventKind.SPEAKER_WISH_CONFIRMED, changed, by=changed.activist)
    return changed


def withdraw_wish(wish: SpeakerWish, *, by: AbstractBaseUser | None) -> SpeakerWish:
    """Take a wish back, as whoever made it asks.

    Effects: who was asked for it, or said yes, is not needed any more; writes `speaker_wish_ended`.
    """
    return _end(wish, WishAct.WITHDRAW, by=by)


def close_wish(wish: SpeakerWish, *, by: AbstractBaseUser) -> SpeakerWish:
    """Close a wish for which no speaker was found. Effects: as of withdrawing it."""
    return _end(wish, WishAct.CLOSE, by=by)


def _end(wish: SpeakerWish, act: WishAct, *, by: AbstractBaseUser | None) -> SpeakerWish:
    with transaction.atomic():
        changed = lock_wish(wish.pk)
        changed.state = WISH_FLOW.after(changed.state, act)
        changed.save()
        record_wish(EventKind.SPEAKER_WISH_ENDED, changed, by=by)
    return changed


def _refuse_past(wanted: Wanted) -> None:
    if wanted.on < timezone.localdate():
        raise NotAllowed(PAST)


def _same_wish(motion: Motion, clp: CLP, on: date, person: AbstractBaseUser) -> SpeakerWish | None:
    """Return the live wish of one person for one day, a confirmed one before any that waits."""
    same = SpeakerWish.objects.filter(motion=motion, clp=clp, on=on, activist_id=person.pk, state__in=LIVE_WISHES)
    return same.order_by(F("confirmed_at").asc(nulls_last=True), "pk").first()


def _new_wish(
    motion: Motion,
    clp: CLP,
    wanted: Wanted,
    *,
    activist: AbstractBaseUser,
    name: str,
    consent: str = "",
    form_key: uuid.UUID | None = None,
) -> SpeakerWish:
    return SpeakerWish.objects.create(
        form_key=form_key,
        motion=motion,
        clp=clp,
        activist_id=activist.pk,
        name=name,
        on=wanted.on,
        way=wanted.way,
        message=wanted.message,
        consent=consent,
    )


def lock_wish(pk: int) -> SpeakerWish:
    """Return a wish, locked, as it stands then. After the offer, where both are locked."""
    rows = SpeakerWish.objects.select_for_update(of=("self",)).select_related("motion__campaign", "clp", "activist")
    return rows.get(pk=pk)


def record_wish(
    kind: EventKind, wish: SpeakerWish, *, by: AbstractBaseUser | None, asking: SpeakerAsking | None = None
) -> None:
    """Write what happened to a wish, into the story of its CLP."""
    record_event(kind=kind, motion=wish.motion, clp=wish.clp, by=by, speaker_wish=wish, asking=asking)
