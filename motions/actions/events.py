"""Writing events, and ringing the doorbell once they stand."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypedDict, Unpack

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clps.models import CLP, Affiliate
from motions.doorbell import ring_doorbell
from motions.enums import EventKind
from motions.models import (
    AdviceReply,
    AdviceRequest,
    Champion,
    ConferenceEntry,
    Event,
    Motion,
    Offer,
    SpeakerAsking,
    SpeakerOffer,
    SpeakerWish,
    Submission,
)

_silent = ContextVar("_silent", default=False)


class AboutWhat(TypedDict, total=False):
    """What an event is about besides its motion and CLP: a column of each."""

    submission: Submission | None
    advice: AdviceRequest | None
    affiliate: Affiliate | None
    champion: Champion | None
    reply: AdviceReply | None
    offer: Offer | None
    introduced_to: Champion | None
    speaker_offer: SpeakerOffer | None
    speaker_wish: SpeakerWish | None
    asking: SpeakerAsking | None


@contextmanager
def without_doorbell() -> Iterator[None]:
    """Write events without ringing: for many at once, which the next round finds."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def record_event(
    *,
    kind: EventKind,
    motion: Motion,
    by: AbstractBaseUser | None = None,
    clp: CLP | None = None,
    details: dict[str, Any] | None = None,
    **about: Unpack[AboutWhat],
) -> Event:
    """Write what happened, and ring the doorbell when the transaction around it is committed."""
    event = Event.objects.create(
        kind=kind,
        motion=motion,
        by_id=by.pk if by else None,
        clp=clp,
        details=details or {},
        **about,
    )
    # Not before the commit: a worker that answered sooner would find nothing, and nothing would ring again.
    if not _silent.get():
        transaction.on_commit(ring_doorbell)
    return event


def record_entry_event(
    kind: EventKind, entry: ConferenceEntry, *, by: AbstractBaseUser | None, details: dict[str, Any]
) -> Event:
    """Write what happened to a CLP's motion at conference; the event belongs to the report that it rests on."""
    return record_event(
        kind=kind, motion=entry.motion, clp=entry.clp, submission=entry.submission, by=by, details=details
    )
