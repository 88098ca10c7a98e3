"""What organisers keep at the desk: marks, notes, whose a CLP is, test mails, a calendar's address, a text's draft."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clps.lib.added_only import AddedOnly
from clps.lib.tokens import digest_of
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


class MeetingsFeedQuerySet(models.QuerySet["MeetingsFeed"]):
    """Finding feeds."""

    def opened_by(self, token: str) -> "MeetingsFeedQuerySet":
        """Keep the feed that this token opens: one or none."""
        return self.filter(digest=digest_of(token))


class MeetingsFeed(models.Model):
    """One organiser's address. They have one at a time: a new one ends the old."""

    organiser = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="meetings_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = MeetingsFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Meetings, an address made on {self.made_at:%d %B %Y}"


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
