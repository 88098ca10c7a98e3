"""What is left of people who went: texts that a person has to look at, and how many rows of each sort went when."""

from django.db import models
from django.db.models import F
from django.utils import timezone

from clps.models import CLP


class LeftOver(models.Model):
    """One text to look at: which, and never whom it is about. `campaign.desk.privacy.leftovers` alone writes it."""

    # Of which model, as Django labels it, and which row.
    model = models.CharField(max_length=60)
    row = models.PositiveBigIntegerField()
    clp = models.ForeignKey(CLP, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="CLP")
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["model", "row"], name="left_over_is_listed_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.row}"


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
