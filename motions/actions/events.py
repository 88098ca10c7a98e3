"""Writing events, and ringing the doorbell once they stand."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from kombu.exceptions import OperationalError

from clps.models import CLP, Affiliate
from motions.enums import EventKind
from motions.models import AdviceRequest, Champion, Event, Motion, Submission

logger = logging.getLogger(__name__)
_silent = ContextVar("_silent", default=False)


@contextmanager
def silence() -> Iterator[None]:
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
    submission: Submission | None = None,
    advice: AdviceRequest | None = None,
    affiliate: Affiliate | None = None,
    champion: Champion | None = None,
    details: dict[str, Any] | None = None,
) -> Event:
    """Write what happened, and ring the doorbell when the transaction around it is committed."""
    event = Event.objects.create(
        kind=kind,
        motion=motion,
        by_id=by.pk if by else None,
        clp=clp,
        submission=submission,
        advice=advice,
        affiliate=affiliate,
        champion=champion,
        details=details or {},
    )
    if not _silent.get():
        transaction.on_commit(ring_doorbell)
    return event


def ring_doorbell() -> None:
    """Tell a worker that there is something to do; with no broker, the minute's round finds it later.

    The task is named, not imported, so that nothing here depends on the mail that answers.
    """
    try:
        current_app.send_task(settings.DOORBELL_TASK, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The doorbell did not ring (%s). The next round will find what is due.", type(error).__name__)
