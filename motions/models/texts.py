"""Motions, their published texts, and what members can say for them at their meeting."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clps.lib.added_only import AddedOnly
from motions.enums import MotionKind
from motions.models.conferences import Campaign, split_points

MOVERS_MINUTES = 3


class MotionManager(models.Manager["Motion"]):
    """Motions with their current texts: its title is a motion's name, wherever one is chosen or listed."""

    def get_queryset(self) -> models.QuerySet["Motion"]:
        """Return motions, each with its text in the same query."""
        return super().get_queryset().select_related("current_version")

    def lock(self, pk: int) -> "Motion":
        """Return one motion, locked until the transaction ends; raise Motion.DoesNotExist where there is none."""
        # Bare: after a wait the database reads the locked row anew, but not the rows joined to it.
        return super().get_queryset().select_for_update().get(pk=pk)


class Motion(models.Model):
    """A motion that a campaign asks people to take to their CLP or branch. Its words are in its versions."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="motions")
    kind = models.CharField(max_length=12, choices=MotionKind)
    slug = models.SlugField(max_length=60, unique=True, help_text="Part of its lasting address.")
    # Kept, as the highest number does not tell it: the versions of variants are numbered in the same row.
    current_version = models.OneToOneField(
        "MotionVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="current_for"
    )
    # Moves whenever any CLP's stage on this motion does, so that drawn pages know when they are stale.
    progress_version = models.PositiveBigIntegerField(default=0, editable=False)

    objects = MotionManager()

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(kind="conference"),
                name="motion_for_conference_is_one_in_a_campaign",
                violation_error_message="This campaign has its conference motion already.",
            )
        ]

    def __str__(self) -> str:
        return self.current_version.title if self.current_version else f"{self.slug} (no text yet)"

    def get_absolute_url(self) -> str:
        """Return the motion's public page."""
        return reverse("motions:motion", args=[self.slug])

    @property
    def for_conference(self) -> bool:
        """Whether it counts towards conference and has the conference's limits."""
        return self.kind == MotionKind.CONFERENCE

    @property
    def is_other(self) -> bool:
        """Whether it is for conference, and not the one that the site shows first: pages then name it."""
        return self.for_conference and self.campaign.is_other

    @property
    def progress_address(self) -> str:
        """The page that shows how far it has come: the one that the site shows first needs no name there."""
        return reverse("motions:motion-progress", args=[self.slug]) if self.is_other else reverse("motions:progress")


class Variant(models.Model):
    """A text that runs beside a motion's own, with the same demands. CLPs choose; a composite brings them together.

    It is the same motion in everything else: its CLPs, their stages and its entries at conference count with it.
    """

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="variants")
    name = models.CharField(max_length=40, help_text="Short, as people say it. For example: The short one.")
    about = models.CharField("who it is for", max_length=200, help_text="One line, shown beside it.")
    is_offered = models.BooleanField(
        "offered", default=True, help_text="Without this nobody new can choose it. Whoever sent it goes on counting."
    )

    class Meta:
        ordering = ["motion", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "name"], name="variant_name_is_its_own_in_the_motion")
        ]

    def __str__(self) -> str:
        return self.name


def of_any_motion(campaign: Campaign) -> Q:
    """Return what keeps rows whose `motion` is a campaign's, whichever of its motions that is."""
    first = campaign.first_pk
    return Q(motion__campaign=first) | Q(motion__campaign__main=first)


class MotionVersion(AddedOnly):
    """One published text of a motion. Never changed: a correction is the next version."""

    never_changed = "A published text is never changed: publish the next version."

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="versions")
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField()
    note = models.CharField("what changed", max_length=300, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["motion", "-number"]
        constraints = [models.UniqueConstraint(fields=["motion", "number"], name="version_number_is_its_own")]

    def __str__(self) -> str:
        return f"{self.title} (version {self.number})"


class SpeakerNotes(models.Model):
    """A motion's speaker's page. What is left empty is filled with our general words (`motions.speech_notes`)."""

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
