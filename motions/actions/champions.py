"""People who say that they will take the motion to their CLP."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clps.models import CLP
from motions.actions.events import record_event
from motions.actions.standings import lock_standing, move_stage
from motions.enums import EventKind
from motions.models import Champion, Motion


def record_champion(
    *, motion: Motion, clp: CLP, activist: AbstractBaseUser, since: date, by: AbstractBaseUser | None
) -> Champion:
    """Record that somebody will take the motion to this CLP. Said twice, the first day stands.

    Effects: the CLP's stage moves; writes `champion_found`.
    """
    with transaction.atomic():
        standing = lock_standing(motion, clp)
        champion, is_new = Champion.objects.get_or_create(
            motion=motion, clp=clp, activist_id=activist.pk, defaults={"since": since}
        )
        if is_new:
            move_stage(standing)
            record_event(kind=EventKind.CHAMPION_FOUND, motion=motion, clp=clp, by=by)
    return champion
