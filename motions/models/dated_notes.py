"""What happened outside, noted with its day and its source: new matters, and what the party did about a motion."""

from django.db import models

from motions.enums import DatedNoteKind
from motions.models.texts import Motion


class DatedNoteQuerySet(models.QuerySet["DatedNote"]):
    """The words the rest of the code uses for dated notes."""

    def new_matters(self) -> "DatedNoteQuerySet":
        """Keep what has happened on the subject, from the cut-off day of the conference on if it has one."""
        found = self.filter(kind=DatedNoteKind.NEW_MATTER)
        cut_off = models.F("motion__campaign__conference__about_matters_since")
        return found.filter(
            models.Q(motion__campaign__conference__about_matters_since=None) | models.Q(on__gte=cut_off)
        )

    def done_since(self) -> "DatedNoteQuerySet":
        """Keep what the party did about it."""
        return self.filter(kind=DatedNoteKind.PARTY_DID)


class DatedNote(models.Model):
    """One thing that happened on a day, and where it can be read. Written by `motions.actions.dated_notes` alone."""

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="dated_notes")
    kind = models.CharField(max_length=12, choices=DatedNoteKind)
    on = models.DateField("day")
    words = models.CharField("what happened", max_length=400)
    source = models.CharField("where it can be read", max_length=300)

    objects = DatedNoteQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on:%-d %B %Y}: {self.words}"
