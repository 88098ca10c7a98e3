"""What the front page keeps: what organisers say of an item (mine, not now, done), and that a test mail left."""

from django.conf import settings
from django.db import models

from clps.models import CLP
from motions.models import Motion, Submission


class AttentionMark(models.Model):
    """The mark on one item. `campaign.desk.front.marks` alone writes it.

    Snoozed and done hold for the fact that the fingerprint is of: when something happens there, the item comes back.
    Whose it is stays.
    """

    # As `motions.attention` names the item; unique, so that two who press at once make one mark.
    key = models.CharField(max_length=250, unique=True)
    kind = models.CharField(max_length=40)
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="attention_marks")
    clp = models.ForeignKey(
        CLP, on_delete=models.CASCADE, null=True, related_name="attention_marks", verbose_name="CLP"
    )
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, null=True, related_name="attention_marks")
    fingerprint = models.CharField(max_length=24)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="attention_marks"
    )
    snoozed_until = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at"]
        indexes = [models.Index(fields=["motion", "-changed_at"])]

    def __str__(self) -> str:
        return self.key


class TrialMail(models.Model):
    """One test mail that the mail server took. To whom it went is not kept: it was whoever pressed the button."""

    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Test mail of {self.sent_at:%-d %B %Y}"
