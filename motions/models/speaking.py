"""What members can say for a motion at their meeting, in the campaign's own words."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from motions.models.conferences import split_points
from motions.models.texts import Motion

MOVERS_MINUTES = 3


class SpeakerNotes(models.Model):
    """A motion's speaker's page. What is left empty is filled with our general words (`motions.speaking`)."""

    motion = models.OneToOneField(Motion, on_delete=models.CASCADE, related_name="speaker_notes")
    minutes = models.PositiveSmallIntegerField(
        "how many minutes to ask for",
        default=MOVERS_MINUTES,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text="Standing orders often give a mover three to five.",
    )
    points = models.TextField(
        blank=True, help_text="The strongest reasons, one on each line. Empty, the campaign’s own points stand there."
    )
    speech = models.TextField(
        blank=True, help_text="A speech to read out or to change: about 130 words for each minute, spoken slowly."
    )
    objections = models.TextField(
        "likely objections, and answers",
        blank=True,
        help_text="In Markdown. What people say stands in **bold**, and the answer in the lines below it.",
    )

    class Meta:
        verbose_name = "speaker’s page"
        verbose_name_plural = "speaker’s pages"
        ordering = ["motion"]

    def __str__(self) -> str:
        return f"What to say for “{self.motion}”"

    @property
    def own_points(self) -> list[str]:
        """The points of this motion, one a line."""
        return split_points(self.points)
