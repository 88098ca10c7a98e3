"""Signs of life: writing them, reading them, and the heartbeat that another place listens for."""

import logging
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from campaign.vitals.models import Part, Pulse

# Between two machines that keep the time, it never is more.
CLOCKS_DIFFER = timedelta(minutes=1)
# A round of mail is made each minute. So long without one, or with a mail that nobody takes, is no accident.
SILENT_AFTER = timedelta(minutes=10)


def note_beginning(part: Part, now: datetime) -> None:
    """Write that a part began its work."""
    _write(part, began_at=now)


def note_end(part: Part, now: datetime) -> None:
    """Write that a part ended its work well."""
    _write(part, ended_at=now)


def take_turn(part: Part, now: datetime, *, after: datetime) -> bool:
    """Begin, unless somebody began later than `after`; of many who ask at once, one gets True.

    Whoever note_beginning in the future had a clock that was wrong, and keeps nobody from beginning.
    """
    _exists(part)
    free = Q(began_at__isnull=True) | Q(began_at__lte=after) | Q(began_at__gt=now + CLOCKS_DIFFER)
    return Pulse.objects.filter(free, part=part).update(began_at=now) == 1


def forget(part: Part) -> None:
    """Let a part begin anew at any time."""
    Pulse.objects.filter(part=part, began_at__isnull=False).update(began_at=None)


def has_begun_since(part: Part, moment: datetime) -> bool:
    """Whether a part began its work after a moment; what began in the future was begun by a wrong clock."""
    latest = timezone.now() + CLOCKS_DIFFER
    return Pulse.objects.filter(part=part, began_at__gt=moment, began_at__lte=latest).exists()


def read_pulses() -> Mapping[str, Pulse]:
    """Return the row of each part that ever began."""
    return {pulse.part: pulse for pulse in Pulse.objects.all()}


def _write(part: Part, **values: datetime) -> None:
    if not Pulse.objects.filter(part=part).update(**values):
        _exists(part)
        Pulse.objects.filter(part=part).update(**values)


def _exists(part: Part) -> None:
    Pulse.objects.bulk_create([Pulse(part=part)], ignore_conflicts=True)


logger = logging.getLogger(__name__)

TIMEOUT = 5.0  # seconds


def call_heartbeat() -> None:
    """Call HEARTBEAT_URL, if there is one, and wait a few seconds at most.

    That it cannot be reached is a line in the log and nothing more. The call has a thread of its own: httpx limits
    each read, and a server that says a letter every four seconds would hold all mail up for ever.
    """
    if not settings.HEARTBEAT_URL:
        return
    call = threading.Thread(target=_call, args=(settings.HEARTBEAT_URL,), name="heartbeat", daemon=True)
    call.start()
    call.join(TIMEOUT)
    if call.is_alive():
        logger.warning("The heartbeat did not answer within %d s.", TIMEOUT)


def _call(url: str) -> None:
    import httpx  # large, and most sites name no heartbeat

    try:
        # What it answers is of no interest, only that it does.
        with httpx.stream("GET", url, timeout=TIMEOUT) as answer:
            answer.raise_for_status()
    except Exception as error:
        # The address is a secret: whoever knows it can keep the alarm quiet.
        logger.warning("The heartbeat could not be called (%s).", type(error).__name__)
