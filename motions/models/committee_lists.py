"""The list of motions that a conference's committee published: evidence, kept as it was, with its day and source."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clps.models import CLP
from motions.enums import CommitteeRuling
from motions.models.texts import Motion


class CommitteeList(models.Model):
    """One list as it was published. The newest counts; those before it stay, as what was known then.

    Written by `motions.actions.committee_lists` alone.
    """

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="committee_lists")
    published_on = models.DateField("day of the list")
    source = models.CharField("where it was published", max_length=200)
    # Of what was read: the same list again is the one that is there.
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField(default=timezone.now)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-published_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["motion", "digest"], name="committee_list_is_kept_once")]

    def __str__(self) -> str:
        return f"List of {self.published_on:%-d %B %Y}"


class CommitteeListLine(models.Model):
    """One line of a list: whom it names, and what it says of their motion. Empty is what the list does not give."""

    listed_in = models.ForeignKey(CommitteeList, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    # As the committee calls them; `clp` is whom we take it for, found or chosen.
    sender = models.CharField(max_length=200)
    # Empty where the name means none that we know, or several: then an organiser says which.
    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300, blank=True)
    heading = models.CharField(max_length=120, blank=True)
    ruling = models.CharField(max_length=10, choices=CommitteeRuling, blank=True)
    ruling_words = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["listed_in", "number"], name="committee_line_has_its_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.sender}"
