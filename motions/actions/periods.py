"""Choosing how long things are kept."""

from collections.abc import Mapping

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from motions.models import PeriodSetting
from motions.periods import PERIODS, Kept
from motions.workflow import NotAllowed


def set_periods(days: Mapping[Kept, int], *, by: AbstractBaseUser) -> list[Kept]:
    """Keep each of these for so many days from now on; return those that changed. Raises NotAllowed out of bounds.

    Effects: the next daily round takes away what is too old by then; the admin's history says who changed it.
    """
    with transaction.atomic():
        known = PeriodSetting.objects.all_days()
        changed = [kept for kept, number in days.items() if number != known[kept]]
        for kept in changed:
            period = PERIODS[kept]
            if not period.least <= days[kept] <= period.most:
                raise NotAllowed(f"Choose between {period.least} and {period.most} days.")
            values = {"days": days[kept], "changed_at": timezone.now(), "changed_by_id": by.pk}
            setting, _ = PeriodSetting.objects.update_or_create(of=kept.value, defaults=values)
            # No event: it is about no motion. The admin’s history says who changed it.
            LogEntry.objects.log_actions(by.pk, [setting], CHANGE, f"Set to {days[kept]} days.", single_object=True)
    return changed
