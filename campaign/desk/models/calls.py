"""Tries to reach people by telephone or by a letter of one's own, who has whom in hand, and who is never called."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaign.desk.enums import CallResult
from clps.lib.added_only import AddedOnly
from clps.models import CLP
from motions.models import Motion


class Call(AddedOnly):
    """One try to reach a person about a CLP and a motion, and what came of it. Only ever added.

    Written by `campaign.desk.calls.actions` alone. Of somebody who was removed the words and the person go.
    """

    never_changed = "A call is never changed: record another."

    # Made when the card is drawn: pressing a button twice records once.
    form_key = models.UUIDField(unique=True, null=True, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="calls")
    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, related_name="calls", verbose_name="CLP")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="calls_to_them"
    )
    result = models.CharField(max_length=16, choices=CallResult)
    call_back_on = models.DateField("to be called again on", null=True, blank=True)
    words = models.TextField("what was said", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["motion", "clp"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(result=CallResult.CALL_BACK, call_back_on__isnull=False)
                | (~Q(result=CallResult.CALL_BACK) & Q(call_back_on__isnull=True)),
                name="call_back_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"Call about {self.clp}: {self.get_result_display()}"


class CallHold(models.Model):
    """Which organiser has a person in hand, and until when: one organiser at a time. Free once that is over."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="call_hold")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="call_holds")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"In hand until {timezone.localtime(self.until):%H:%M}"


class CallRefusal(models.Model):
    """A mailbox or a telephone number whose owner is never called again: a keyed hash, and neither of the two.

    Written by `campaign.desk.calls.actions` alone.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Never call again, since {timezone.localtime(self.at):%-d %B %Y}"
