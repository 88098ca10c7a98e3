"""One row for each sort of error at each place. It holds nothing that somebody wrote, so no name can be in it."""

from datetime import datetime, timedelta

from django.db import models

# Long enough to see that last month's error is back, and no longer.
KEPT_FOR = timedelta(days=90)


class KeptErrorQuerySet(models.QuerySet["KeptError"]):
    """The words the rest of the code uses for errors that are kept."""

    def outdated(self, now: datetime) -> "KeptErrorQuerySet":
        """Keep those that have not happened for so long that they go."""
        return self.filter(last_at__lt=now - KEPT_FOR)


class KeptError(models.Model):
    """An error that happened, perhaps often. Written by `campaign.errors.recording` alone."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField("what", max_length=200, help_text="The type of the error, or who logged it.")
    place = models.CharField("where in the code", max_length=300)
    doing = models.CharField(
        "while", max_length=200, blank=True, help_text="The page by its name, or the worker's task; never an address."
    )
    times = models.PositiveBigIntegerField(default=0)
    first_at = models.DateTimeField("first")
    last_at = models.DateTimeField("last", db_index=True)
    request_id = models.CharField(
        "last in request", max_length=36, blank=True, help_text="Search the log for it: it stands in each line."
    )

    objects = KeptErrorQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at"]
        verbose_name = "error"
        verbose_name_plural = "errors"

    def __str__(self) -> str:
        return f"{self.kind} in {self.place}"
