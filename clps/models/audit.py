"""Who took what away, who looked at whom, who changed a role: rows that are only ever added, and go after a year."""

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone


class AuditAct(models.TextChoices):
    """What somebody did that has to be accounted for."""

    EXPORT = "export", "Took a file away"
    OPEN_PERSON = "open-person", "Opened a person’s page"
    OPEN_CLP = "open-clp", "Opened a CLP’s story"
    ROLE = "role", "Changed a role"
    FORGET = "forget", "Entries older than a year went"


class OnlyAdded(TypeError):
    """An entry of the audit is never changed or deleted."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("An entry of the audit is never changed or deleted.")


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Reading; and no way to change or delete what stands."""

    def update(self, **values: Any) -> NoReturn:
        """Refuse."""
        raise OnlyAdded

    def delete(self) -> NoReturn:
        """Refuse."""
        raise OnlyAdded

    def forget(self, keys: list[int]) -> int:
        """Delete these for good; a part of `clps.lib.audit.forget_old_entries`, which notes that they went."""
        return self.filter(pk__in=keys)._raw_delete(self.db)


class AuditEntry(models.Model):
    """One thing that somebody did. Who and whom are kept as numbers: removing a person touches no entry.

    Written by `clps.lib.audit` alone. The database refuses changes too: see the migration that makes the table.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    act = models.CharField(max_length=12, choices=AuditAct)
    by = models.PositiveBigIntegerField("who", null=True)
    # What it was about: a model and a key, or the name of a file.
    about_model = models.CharField(max_length=40, blank=True)
    about_key = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=200, blank=True)
    rows = models.PositiveIntegerField(null=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {timezone.localtime(self.at):%-d %B %Y, %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; raise OnlyAdded where it stands already."""
        if not self._state.adding:
            raise OnlyAdded
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise OnlyAdded
