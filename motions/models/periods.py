"""How long a campaign keeps what: the days that differ from the usual ones in `motions.retention`."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from motions.retention import PERIODS, Kept


class PeriodSettingQuerySet(models.QuerySet["PeriodSetting"]):
    """The words the rest of the code uses for periods."""

    def days_of(self, kept: Kept) -> int:
        """Return for how many days something is kept: as it was set, or as usual."""
        return self.all_days()[kept]

    def all_days(self) -> dict[Kept, int]:
        """Return for how many days each sort is kept, in one query. A number out of bounds counts as the bound."""
        chosen = dict(self.values_list("of", "days"))
        return {
            kept: min(max(chosen.get(kept.value, period.days), period.least), period.most)
            for kept, period in PERIODS.items()
        }

    def end_before(self, kept: Kept, now: datetime) -> datetime:
        """Return before which moment something has to have begun for its time to be over by now."""
        return now - timedelta(days=self.days_of(kept))


class PeriodSetting(models.Model):
    """For how many days one sort is kept. Without a row, as usual. Written by `motions.actions.expiry` alone."""

    # One of `Kept`, which grows with the table: the database need not know.
    of = models.CharField("what", max_length=20, unique=True)
    days = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PeriodSettingQuerySet.as_manager()

    class Meta:
        ordering = ["of"]
        verbose_name = "period"

    def __str__(self) -> str:
        return f"{Kept(self.of).label}: {self.days} days"
