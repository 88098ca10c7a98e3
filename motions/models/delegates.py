"""Delegates of CLPs that sent the motion. Private: nothing here is ever shown on a public page."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clps.addresses import AddressField
from motions.enums import DelegateStep
from motions.models.entries import ConferenceEntry

DAY_OF_STEP = {
    DelegateStep.ELECTED: "elected_on",
    DelegateStep.BRIEFED: "briefed_on",
    DelegateStep.PRESENT: "present_on",
    DelegateStep.AT_MEETING: "at_meeting_on",
}


class DelegateQuerySet(models.QuerySet["Delegate"]):
    """Whom the campaign may write to."""

    def agreed(self) -> "DelegateQuerySet":
        """Keep those who agreed to be written to, have an address, and have not taken it back."""
        return self.filter(agreed_on__isnull=False, withdrawn_on__isnull=True).exclude(email="")


class Delegate(models.Model):
    """Somebody whom a CLP sends to conference, so that the campaign can brief them. Their CLP's entry says which.

    Written by `motions.actions.delegates` alone. Who takes their agreement back is removed: the row stays, empty.
    """

    entry = models.ForeignKey(ConferenceEntry, on_delete=models.PROTECT, related_name="delegates")
    name = models.CharField(max_length=120, blank=True)
    email = AddressField("email address", blank=True)
    phone = models.CharField("telephone", max_length=30, blank=True)
    how_known = models.CharField("how we know", max_length=200, blank=True)
    known_since = models.DateField(default=timezone.localdate)
    agreed_on = models.DateField("agreed to be written to on", null=True, blank=True)
    # With the day it is what we can show to whoever asks whether they agreed.
    how_agreed = models.CharField("how they agreed", max_length=200, blank=True)
    elected_on = models.DateField("elected on", null=True, blank=True)
    briefed_on = models.DateField("briefed on", null=True, blank=True)
    present_on = models.DateField("present at conference since", null=True, blank=True)
    at_meeting_on = models.DateField("at the compositing meeting on", null=True, blank=True)
    withdrawn_on = models.DateField("details removed on", null=True, blank=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        ordering = ["entry__clp__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="", email="", phone="") | Q(withdrawn_on__isnull=False),
                name="delegate_has_a_name_or_a_way_to_reach_them",
            ),
            models.CheckConstraint(
                # Held by the database too: a page that was open meanwhile must not write back what was forgotten.
                condition=Q(withdrawn_on__isnull=True) | Q(name="", email="", phone="", how_known="", how_agreed=""),
                name="delegate_who_withdrew_is_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"Delegate of {self.entry.clp}"

    @property
    def steps(self) -> list[tuple[DelegateStep, date | None]]:
        """How far it is with them: each step with its day, or None."""
        return [(step, getattr(self, DAY_OF_STEP[step])) for step in DelegateStep]

    @property
    def may_be_written_to(self) -> bool:
        """Whether they agreed to it and have not taken that back."""
        return self.agreed_on is not None and self.withdrawn_on is None
