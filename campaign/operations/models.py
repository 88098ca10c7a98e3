"""The record of backups: what was made, and whether it was shown to restore."""

from datetime import datetime

from django.db import models
from django.utils import timezone


class BackupQuerySet(models.QuerySet["Backup"]):
    """The words the rest of the code uses for backups."""

    def proven(self) -> "BackupQuerySet":
        """Keep those that were restored once, into a scratch database, and found whole."""
        return self.filter(proven_at__isnull=False)

    def last_proven_at(self) -> datetime | None:
        """Return as of when the newest proven backup holds everything; None where there is none."""
        return self.proven().order_by("-made_at").values_list("made_at", flat=True).first()


class Backup(models.Model):
    """One backup and what became of its proof. Written by `campaign.operations.backups` alone."""

    name = models.CharField("file", max_length=200)
    # The moment that it holds everything up to.
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    rows = models.PositiveBigIntegerField()
    is_encrypted = models.BooleanField()
    proven_at = models.DateTimeField(null=True)
    # Why the proof failed: names of tables and numbers, never what stands in them.
    trouble = models.TextField(blank=True)

    objects = BackupQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
