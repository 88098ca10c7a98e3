"""The room where a composite is made: the meeting, the texts on its table, and every reading of a draft.

Written by `motions.actions.compositing` alone. A reading is never changed: the next one stands after it, so that
nothing is lost and everybody can see what changed.
"""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from clps.lib.added_only import AddedOnly
from motions.enums import Allegiance, DraftSide
from motions.models.entries import Composite
from motions.models.texts import Motion

# Characters; a booklet's motion has some 2,000, the longest composite known some 6,000.
LONGEST_TEXT = 20_000


def new_follow_key() -> str:
    """Return a key that nobody guesses: whoever has the address reads the draft on their own screen."""
    return secrets.token_urlsafe(16)


class CompositingMeeting(models.Model):
    """The meeting on one subject at which delegates make one motion of several."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="compositing_meetings")
    subject_heading = models.CharField(
        max_length=120, help_text="As the committee has it. For example: Public transport."
    )
    held_on = models.DateField("day of the meeting", null=True, blank=True)
    follow_key = models.CharField(max_length=32, unique=True, default=new_follow_key, editable=False)
    # Where the meeting ended in a composite that is on record.
    composite = models.OneToOneField(
        Composite, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="meeting"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "subject_heading"], name="compositing_meeting_is_one_for_a_heading"
            )
        ]

    def __str__(self) -> str:
        return f"Compositing meeting on {self.subject_heading}"

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("admin:desk-composite", args=[self.pk])


class ReceivedText(models.Model):
    """A motion of somebody else under the same heading, in the words of the committee's booklet."""

    meeting = models.ForeignKey(CompositingMeeting, on_delete=models.CASCADE, related_name="received")
    sender = models.CharField("sent by", max_length=160, help_text="As the booklet has it: Aberconwy CLP, or UNISON.")
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=LONGEST_TEXT)

    class Meta:
        ordering = ["sender", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "sender"], name="received_text_is_one_for_a_sender")]

    def __str__(self) -> str:
        return f"{self.sender}: {self.title}" if self.title else self.sender


class DraftReading(AddedOnly):
    """One draft as it was read: number 1 is the first."""

    never_changed = "A reading is never changed: save the next one."

    meeting = models.ForeignKey(CompositingMeeting, on_delete=models.CASCADE, related_name="readings")
    side = models.CharField(max_length=10, choices=DraftSide)
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=LONGEST_TEXT)
    # Why words that nobody sent stand in it all the same; whoever saved it answers for that.
    why_others_words = models.CharField("why words that nobody sent", max_length=300, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["side", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "side", "number"], name="draft_reading_has_its_own_number")
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}, reading {self.number}"


class MeetingAnswer(models.Model):
    """What one of the senders says to the draft. They are named as the room's table names them."""

    meeting = models.ForeignKey(CompositingMeeting, on_delete=models.CASCADE, related_name="answers")
    sender = models.CharField(max_length=160)
    # Who has not said has no row: that is no answer like the others.
    answer = models.CharField(max_length=10, choices=Allegiance)

    class Meta:
        ordering = ["sender"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sender"], name="meeting_answer_is_one_for_a_sender")
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.get_answer_display()}"
