"""Where somebody who was removed may still be meant by a first name or a number, until a person has looked."""

from django.db import models
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
