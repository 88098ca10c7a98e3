"""Letters of an organiser to a group of people, and to whom each goes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from campaign.mail.enums import LetterState
from clps.models import CLP
from motions.models import Event, Motion


class GroupLetter(models.Model):
    """One letter to many. Its `state` is written by `campaign.mail.group_letters` alone.

    Until it is sent its words and whom it is for may change; from then on nothing does.
    """

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="group_letters")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    # Whom it is for, as the page's form has it: names of regions and stages, and never a person.
    audience = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    send_at = models.DateTimeField("to be sent at", null=True, blank=True)
    # What its mails are written about.
    event = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, related_name="group_letter")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=LetterState.DRAFT) | Q(send_at__isnull=False, event__isnull=False),
                name="letter_on_its_way_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return self.subject or "A letter whose words are no longer kept"


class LetterRecipient(models.Model):
    """One person to whom a letter goes, once."""

    letter = models.ForeignKey(GroupLetter, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_letters")
    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="CLP")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "person"], name="letter_goes_once_to_a_person")]

    def __str__(self) -> str:
        return f"Recipient {self.pk}"
