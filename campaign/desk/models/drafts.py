"""The next text of a motion while it is being written."""

from django.conf import settings
from django.db import models

from motions.models import Motion


class TextDraft(models.Model):
    """The one draft of a motion's next version. `campaign.desk.texts.actions` alone writes it; publishing ends it."""

    motion = models.OneToOneField(Motion, on_delete=models.CASCADE, related_name="draft")
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    note = models.CharField("what changed", max_length=300, blank=True)
    # The number of the version that it was begun from, nought before the first.
    after = models.PositiveSmallIntegerField(default=0)
    # Moves with each save, so that two who write at once learn of each other.
    saves = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "draft of a text"

    def __str__(self) -> str:
        return f"Draft of {self.motion}"
