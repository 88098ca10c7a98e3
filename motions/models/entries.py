"""A CLP's carried motion on its way through conference."""

from django.db import models

from clps.models import CLP
from motions.enums import EntryState
from motions.models.submissions import Submission
from motions.models.texts import Motion


class ConferenceEntry(models.Model):
    """One CLP's motion at one conference. Its `state` is written by `motions.actions.entries` alone."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="entries")
    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, related_name="entries", verbose_name="CLP")
    submission = models.ForeignKey(
        Submission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        help_text="The report that it was carried. Empty where an organiser knows of the entry from elsewhere.",
    )
    state = models.CharField(max_length=16, choices=EntryState, default=EntryState.SENT)
    sent_on = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    ruled_on = models.DateField("ruled on", null=True, blank=True)
    ruling_reason = models.TextField("reason given", blank=True)
    appealed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["clp"]
        verbose_name_plural = "conference entries"
        constraints = [models.UniqueConstraint(fields=["motion", "clp"], name="entry_is_one_for_a_clp_and_motion")]

    def __str__(self) -> str:
        return f"{self.clp}: {self.get_state_display()}"
