"""Writing signs of life, and reading them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from campaign.vitals.models import Part, Pulse

# A round of mail is made each minute. So long without one, or with a mail that nobody takes, is no accident.
SILENT_AFTER = timedelta(minutes=10)


def began(part: Part, now: datetime) -> None:
    """Write that a part began its work."""
    _write(part, began_at=now)


def ended(part: Part, now: datetime) -> None:
    """Write that a part ended its work well."""
    _write(part, ended_at=now)


def take_turn(part: Part, now: datetime, *, after: datetime) -> bool:
    """Begin, unless somebody began later than `after`; of many who ask at once, one gets True."""
    _exists(part)
    free = Q(began_at__isnull=True) | Q(began_at__lte=after)
    return Pulse.objects.filter(free, part=part).update(began_at=now) == 1


def forget(part: Part) -> None:
    """Let a part begin anew at any time."""
    Pulse.objects.filter(part=part, began_at__isnull=False).update(began_at=None)


def has_begun_since(part: Part, moment: datetime) -> bool:
    """Whether a part began its work after a moment."""
    return Pulse.objects.filter(part=part, began_at__gt=moment).exists()


def read_pulses() -> Mapping[str, Pulse]:
    """Return the row of each part that ever began."""
    return {pulse.part: pulse for pulse in Pulse.objects.all()}


def _write(part: Part, **values: datetime) -> None:
    if not Pulse.objects.filter(part=part).update(**values):
        _exists(part)
        Pulse.objects.filter(part=part).update(**values)


def _exists(part: Part) -> None:
    Pulse.objects.bulk_create([Pulse(part=part)], ignore_conflicts=True)
