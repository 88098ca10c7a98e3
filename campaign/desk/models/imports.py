"""Files that organisers imported: what each did, so that it can be taken back, and what headings they use."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clps.models import Secretary
from motions.models import Motion, Submission, Vote


class Import(models.Model):
    """One file that was imported. The file itself is not kept."""

    kind = models.CharField(max_length=20)
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="+")
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    # Lines that were wrong and left out.
    left_out = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    # Lines that somebody had changed since, and which stayed.
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Import of {timezone.localtime(self.at):%-d %B %Y, %H:%M}"


class ImportedLine(models.Model):
    """What one line of a file did, and what stood there before: a secretary's details, or a vote.

    Written by `campaign.desk.importing.actions` alone; it goes once the import is taken back.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    secretary = models.ForeignKey(Secretary, on_delete=models.CASCADE, null=True, related_name="+")
    gave_up = models.ForeignKey(Secretary, on_delete=models.SET_NULL, null=True, related_name="+")
    was_new = models.BooleanField()
    # A digest of what the line wrote: whoever changed that since is not undone.
    wrote = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    known_since = models.DateField(null=True)
    how_known = models.CharField(max_length=200, blank=True)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, null=True, related_name="+")
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, null=True, related_name="+")
    vote_before = models.ForeignKey(Vote, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"A line of {self.of}"


class RememberedHeading(models.Model):
    """Which column of ours an organiser said that a heading stands for; an empty one is left alone."""

    kind = models.CharField(max_length=20)
    heading = models.CharField(max_length=200)
    column = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["kind", "heading"]
        constraints = [models.UniqueConstraint(fields=["kind", "heading"], name="heading_is_remembered_once")]

    def __str__(self) -> str:
        return f"{self.heading}: {self.column or 'left alone'}"
