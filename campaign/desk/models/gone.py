"""What went because its time was over: a number for each day and sort, and nothing of what it was."""

from django.db import models
from django.db.models import F


class GoneQuerySet(models.QuerySet["Gone"]):
    """Counting."""

    def add(self, day: object, sort: str, number: int) -> None:
        """Add to what went on a day; several rounds of one day add up."""
        row, _ = self.get_or_create(day=day, sort=sort)
        self.filter(pk=row.pk).update(number=F("number") + number)


class Gone(models.Model):
    """How much of one sort went on one day. Written by `campaign.desk.privacy.expiry` alone."""

    day = models.DateField(db_index=True)
    sort = models.CharField(max_length=20)
    number = models.PositiveIntegerField(default=0)

    objects = GoneQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "sort"]
        verbose_name_plural = "what went"
        constraints = [models.UniqueConstraint(fields=["day", "sort"], name="gone_is_one_for_a_day_and_sort")]

    def __str__(self) -> str:
        return f"{self.number} of {self.sort} on {self.day:%-d %B %Y}"
