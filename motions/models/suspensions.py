"""Times in which meetings are barred: in mourning, before elections; in all regions or in some."""

from django.db import models
from django.utils import timezone

from clps.models import Region


class Suspension(models.Model):
    """A time in which no meeting of the party can be held. In which regions, and until when, its rows say.

    Written by `motions.actions.suspensions` alone. That a meeting falls into it is written nowhere: it is asked,
    `motions.suspensions`, so that a suspension may be lengthened, shortened or ended.
    """

    begins_on = models.DateField("first day")
    reason = models.CharField(max_length=200)
    executives_may_decide = models.BooleanField("executive committees may decide meanwhile", default=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-begins_on", "-pk"]

    def __str__(self) -> str:
        return f"Meetings suspended from {self.begins_on:%-d %B %Y}"


class SuspendedRegion(models.Model):
    """One region of a suspension, with the last day of it there; without one it is until further notice."""

    suspension = models.ForeignKey(Suspension, on_delete=models.CASCADE, related_name="regions")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="suspensions")
    ends_on = models.DateField("last day", null=True, blank=True)

    class Meta:
        ordering = ["region"]
        constraints = [
            models.UniqueConstraint(fields=["suspension", "region"], name="suspension_names_a_region_once"),
        ]

    def __str__(self) -> str:
        return f"{self.suspension}: {self.region}"
