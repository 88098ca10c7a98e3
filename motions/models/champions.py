"""People who said that they will take the motion to their CLP, and who was introduced to whom."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from clps.models import CLP
from motions.enums import COUNTED_STATES, ChampionState
from motions.models.submissions import Submission
from motions.models.texts import Motion, MotionVersion


class ChampionQuerySet(models.QuerySet["Champion"]):
    """The words the rest of the code uses for champions."""

    def active(self) -> "ChampionQuerySet":
        """Keep those who count: address confirmed or known to an organiser, not withdrawn."""
        return self.filter(state=ChampionState.ACTIVE)

    def still_to_send(self) -> "ChampionQuerySet":
        """Keep the active ones from whom we have no report that counts in their CLP yet."""
        return self.active().filter(~Exists(_own_reports()))

    def holding_an_old_text(self) -> "ChampionQuerySet":
        """Keep those whose text is not the motion's current one."""
        return self.filter(motion__current_version__isnull=False).exclude(version=F("motion__current_version"))

    def introducible(self) -> "ChampionQuerySet":
        """Keep the active ones who agreed to be introduced to others in their CLP."""
        return self.active().filter(may_introduce=True)

    def with_sent(self) -> "ChampionQuerySet":
        """Add `sent`: whether a report of their own counts in their CLP."""
        return self.annotate(sent=Exists(_own_reports()))


# By person, CLP and motion: no key ties a report to a champion, who may report by the public form as well.
def _own_reports() -> models.QuerySet[Submission]:
    return Submission.objects.filter(
        version__motion=OuterRef("motion"),
        clp=OuterRef("clp"),
        activist=OuterRef("activist"),
        state__in=COUNTED_STATES,
    )


class Champion(models.Model):
    """Somebody who said that they will take the motion to their CLP.

    Its `state` is written by `motions.actions.champions` alone, as `motions.workflow` allows.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Made when the form is drawn: pressing the button twice offers once.
    form_key = models.UUIDField(unique=True, null=True, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="champions")
    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, related_name="champions", verbose_name="CLP")
    activist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="championed")
    name = models.CharField("their name", max_length=120, blank=True, help_text="As they gave it. Never public.")
    # Empty only where an organiser noted them before there was a text.
    version = models.ForeignKey(
        MotionVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="champions",
        verbose_name="text they hold",
    )
    state = models.CharField(max_length=24, choices=ChampionState, default=ChampionState.AWAITING_CONFIRMATION)
    since = models.DateField()
    # Noting a champion does not fill it: only a link in our mail shows whose address it is.
    confirmed_at = models.DateTimeField("address confirmed at", null=True, blank=True)
    may_introduce = models.BooleanField("agrees to be introduced", default=False)

    objects = ChampionQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            # One row for good: whoever withdrew and offers again gets theirs back.
            models.UniqueConstraint(fields=["motion", "clp", "activist"], name="champion_once_for_a_clp_and_motion")
        ]
        indexes = [models.Index(fields=["clp", "state"])]

    def __str__(self) -> str:
        return f"Champion in {self.clp}"

    @property
    def called(self) -> str:
        """What to call them, to themselves, to organisers, and to those they agreed to be introduced to."""
        return self.name or str(self.activist)


class Introduction(models.Model):
    """Two champions of one motion in one CLP, put in touch with each other because both agreed."""

    # In the order of their keys, so that a pair is one row whichever way round it is named.
    one = models.ForeignKey(Champion, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Champion, on_delete=models.PROTECT, related_name="+")
    introduced_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="introduction_once_for_a_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="introduction_names_a_pair_one_way_round"),
        ]

    def __str__(self) -> str:
        return f"Introduction in {self.one.clp}"
