"""Questions that activists ask from wherever they are stuck, what they were answered, and answers kept for others."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clps.lib.added_only import AddedOnly
from clps.models import CLP
from motions.enums import WAITING_STATES, AdviceState, AdviceStep, Outcome
from motions.models.submissions import Submission


class AdviceQuerySet(models.QuerySet["AdviceRequest"]):
    """The words the rest of the code uses for questions."""

    def waiting(self) -> "AdviceQuerySet":
        """Keep those that somebody is waiting to hear about."""
        return self.filter(state__in=WAITING_STATES)

    def in_regions(self, regions: frozenset[int] | None) -> "AdviceQuerySet":
        """Keep what an organiser of these regions looks after; None means all regions.

        A question that names no CLP belongs to everybody who answers: nobody else would see it.
        """
        if regions is None:
            return self
        return self.filter(Q(clp__isnull=True) | Q(clp__region__in=regions)) if regions else self.none()


class AdviceRequest(models.Model):
    """One question, with the step that the person is stuck at.

    Its `state` is written by `motions.actions.advice` alone, as `motions.workflow` allows.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Made when the form is drawn: pressing the button twice asks once.
    form_key = models.UUIDField(unique=True, null=True, editable=False)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="advice_requests")
    name = models.CharField("their name", max_length=120)
    question = models.TextField()
    step = models.CharField("stuck at", max_length=20, choices=AdviceStep)
    clp = models.ForeignKey(
        CLP, on_delete=models.PROTECT, null=True, blank=True, related_name="advice_requests", verbose_name="CLP"
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="advice_requests"
    )
    by_mail = models.BooleanField("came by mail", default=False)
    state = models.CharField(max_length=24, choices=AdviceState, default=AdviceState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="advice_owned"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    # Since when they have waited for a word from us; asked again, they wait anew. Empty once we have answered.
    waiting_since = models.DateTimeField(null=True, blank=True)
    first_answered_at = models.DateTimeField(null=True, blank=True)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "question"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=AdviceState.ANSWERED) | Q(first_answered_at__isnull=False),
                name="advice_that_is_answered_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(WAITING_STATES), waiting_since__isnull=False)
                | Q(~Q(state__in=sorted(WAITING_STATES)), waiting_since__isnull=True),
                name="advice_waits_since_a_day_or_not_at_all",
            ),
        ]
        indexes = [models.Index(fields=["state", "waiting_since"]), models.Index(fields=["first_answered_at"])]

    def __str__(self) -> str:
        return f"{self.get_step_display()}, asked on {timezone.localtime(self.asked_at):%d %B %Y}"

    @property
    def is_theirs(self) -> bool:
        """Whether the address is known to be the asker’s: they wrote from it, or came by a link that went there."""
        return self.by_mail or self.submission_id is not None

    @property
    def is_waiting(self) -> bool:
        """Whether somebody is waiting for a word from us."""
        return self.state in WAITING_STATES


class AdviceReply(AddedOnly):
    """What an organiser answered. Never changed: it has gone out by mail."""

    never_changed = "An answer that was given is never changed: give another."

    request = models.ForeignKey(AdviceRequest, on_delete=models.PROTECT, related_name="replies")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "advice replies"

    def __str__(self) -> str:
        return f"Answer of {timezone.localtime(self.at):%d %B %Y}"


class SavedAnswerQuerySet(models.QuerySet["SavedAnswer"]):
    """The words the rest of the code uses for saved answers."""

    def published(self) -> "SavedAnswerQuerySet":
        """Keep those on the public help page."""
        return self.filter(is_published=True)

    def after(self, outcome: Outcome | None) -> "SavedAnswer | None":
        """Return the first published answer for whoever's meeting ended so; None where there is none."""
        return self.published().filter(outcome=outcome).first() if outcome else None


class SavedAnswer(models.Model):
    """An answer for whoever asks next: organisers reply with it, and the published ones make the help page."""

    step = models.CharField(max_length=20, choices=AdviceStep)
    question = models.CharField("heading", max_length=160, help_text="As somebody would ask it, in a few words.")
    answer = models.TextField(help_text="In Markdown: a blank line between paragraphs, “1.” or “-” before a point.")
    is_published = models.BooleanField(
        "on the help page", default=False, help_text="Everybody can read it then. Leave out names and addresses."
    )
    position = models.PositiveSmallIntegerField(default=100, help_text="Smaller numbers come first within their step.")
    outcome = models.CharField(
        "helps after",
        max_length=20,
        choices=Outcome,
        blank=True,
        db_default="",
        default="",
        help_text="Whoever tells us of a meeting that ended so is led to this answer.",
    )
    # The answer outlives this: it is cut when whoever asked is removed, and other people still need the answer.
    kept_from = models.OneToOneField(
        AdviceReply, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="kept_as"
    )
    modified_at = models.DateTimeField(auto_now=True)

    objects = SavedAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """Return where the answer stands on the help page."""
        return f"{reverse('motions:help')}#answer-{self.pk}"
