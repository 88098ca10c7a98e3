"""What organisers write down about a CLP, and who looks after it. Rows are only ever added."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clps.lib.added_only import AddedOnly
from clps.models import CLP
from motions.models import Motion


class Note(AddedOnly):
    """A few words about one CLP and motion. Never changed: a correction is a new note."""

    never_changed = "A note is never changed: add another."

    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, related_name="notes", verbose_name="CLP")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="notes")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Note on {self.clp}"


class Ownership(AddedOnly):
    """Who looks after a CLP's way with one motion from a moment on: the newest row says. Nobody is an answer too."""

    never_changed = "Who looked after a CLP is never changed: add what holds now."

    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, related_name="ownerships", verbose_name="CLP")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="ownerships")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="looked_after"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Who looks after {self.clp}"
