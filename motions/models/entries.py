"""A CLP's carried motion on its way through conference, the composite that it goes into, and answers to a ruling."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from clps.models import CLP
from motions.enums import FLOOR_STATES, AppealChoice, EntryState, RulingGround
from motions.models.submissions import Submission
from motions.models.texts import Motion


class Composite(models.Model):
    """The motion that delegates made of several on one subject. Only words that some CLP sent may be in it.

    Written by `motions.actions.composites` alone.
    """

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="composites")
    name = models.CharField(max_length=60, help_text="As the agenda has it. For example: Composite 4.")
    subject_heading = models.CharField(max_length=120, help_text="The subject that it was debated under.")
    text = models.TextField(help_text="The whole text, in the words that were sent.")
    agreed_on = models.DateField(help_text="The day of the compositing meeting.")
    is_public = models.BooleanField("shown on the site", default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "name"], name="composite_name_is_its_own_in_the_motion")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.subject_heading}"


class EntryQuerySet(models.QuerySet["ConferenceEntry"]):
    """The words the rest of the code uses for conference entries."""

    def standing(self) -> "EntryQuerySet":
        """Keep those that were sent and have not been taken back."""
        return self.exclude(state=EntryState.RETRACTED)


# What lists of entries select with each, to ask of its rules: emergency motions have those of another conference.
WITH_RULES = (
    "motion__campaign__conference__rule_set",
    "motion__campaign__conference__part_of__rule_set",
)


class ConferenceEntry(models.Model):
    """One CLP's motion at one conference. Its `state` is written by `motions.actions.entries` alone."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="entries")
    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, related_name="entries", verbose_name="CLP")
    submission = models.ForeignKey(
        Submission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        help_text="The report that it was carried. Empty where an organiser knows of the entry from elsewhere.",
    )
    state = models.CharField(max_length=16, choices=EntryState, default=EntryState.SENT)
    sent_on = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    # The day of the ruling that holds: an appeal that is won, or lost, gives a later one.
    ruled_on = models.DateField("ruled on", null=True, blank=True)
    # Kept beside it: the time to appeal runs from this day, whatever is ruled later.
    ruled_out_on = models.DateField("first ruled out on", null=True, blank=True)
    ruling_reason = models.TextField("reason given", blank=True)
    ruling_letter = models.TextField("the letter or mail", blank=True, db_default="")
    # When we heard of it, from which on the CLP is asked.
    ruled_out_noted_at = models.DateTimeField(null=True, editable=False)
    appeal_by = models.DateTimeField("appeals are taken until", null=True, blank=True)
    appeal_choice = models.CharField(
        "whether it appeals", max_length=10, choices=AppealChoice, blank=True, db_default=""
    )
    appeal_chosen_on = models.DateField("told on", null=True, blank=True)
    appealed_on = models.DateField(null=True, blank=True)
    appeal_words = models.TextField("about the appeal", blank=True)
    hearing_on = models.DateField("appeal heard on", null=True, blank=True)
    hearing_time = models.TimeField("appeal heard at", null=True, blank=True)
    hearing_place = models.CharField("where it is heard", max_length=200, blank=True, db_default="")
    # Somebody whom we know as a delegate: their name and address stand in that row alone, and go with it.
    hearing_delegate = models.ForeignKey(
        "motions.Delegate", on_delete=models.SET_NULL, null=True, blank=True, related_name="hearings"
    )
    appeal_decided_on = models.DateField("appeal decided on", null=True, blank=True)
    reference_back_on = models.DateField("reference back moved on", null=True, blank=True)
    reference_back_words = models.TextField("about the reference back", blank=True, db_default="")
    reference_decided_on = models.DateField("reference back decided on", null=True, blank=True)
    subject_heading = models.CharField(max_length=120, blank=True)
    headed_on = models.DateField("heading given on", null=True, blank=True)
    in_ballot_on = models.DateField("in the ballot since", null=True, blank=True)
    ballot_on = models.DateField("result of the ballot on", null=True, blank=True)
    composite = models.ForeignKey(Composite, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    composited_on = models.DateField(null=True, blank=True)
    floor_on = models.DateField("before conference on", null=True, blank=True)
    # Votes or per cent, as the chair announced it: conferences differ.
    card_for = models.DecimalField("card vote: for", max_digits=12, decimal_places=2, null=True, blank=True)
    card_against = models.DecimalField("card vote: against", max_digits=12, decimal_places=2, null=True, blank=True)
    # The share of each half that was for it, where the figures were given so: CLPs and affiliates have half each.
    clps_for = models.DecimalField("CLPs for, per cent", max_digits=5, decimal_places=2, null=True, blank=True)
    affiliates_for = models.DecimalField(
        "affiliates for, per cent", max_digits=5, decimal_places=2, null=True, blank=True
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["clp"]
        verbose_name_plural = "conference entries"
        constraints = [
            # Taken back and sent again, it is this same row: each CLP sends one motion.
            models.UniqueConstraint(fields=["motion", "clp"], name="entry_is_one_for_a_clp_and_motion"),
            models.CheckConstraint(
                condition=Q(card_for__isnull=True, card_against__isnull=True)
                | Q(card_for__isnull=False, card_against__isnull=False),
                name="entry_card_vote_has_both_sides",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clp}: {self.get_state_display()}"

    @property
    def ground_labels(self) -> list[str]:
        """The grounds on which it was ruled out, in words and in the order of the list; two queries at most."""
        given = {one.ground for one in self.grounds.all()}
        # Sorted here and not by the database: lists have read the grounds already.
        return [str(ground.label) for ground in RulingGround if ground in given]

    @property
    def appeals_close_at(self) -> datetime | None:
        """Until when its ruling may be appealed: as its letter says, else as the rules do; None where neither does.

        Lists select `WITH_RULES` for it.
        """
        if self.appeal_by or self.ruled_out_on is None:
            return self.appeal_by
        rules = getattr(self.motion.campaign.conference.ruled_by, "rule_set", None)
        return rules.appeals_close(self.ruled_out_on) if rules else None

    @property
    def floor_result(self) -> EntryState | None:
        """What conference did with it; None before that."""
        return EntryState(self.state) if self.state in FLOOR_STATES else None

    @property
    def subject(self) -> str:
        """The subject it stands under: its composite's, or the heading it was given."""
        return self.composite.subject_heading if self.composite else self.subject_heading


class RulingGroundGiven(models.Model):
    """One of the grounds on which the committee ruled a motion out, or that it gave none.

    Written by `motions.actions.entries` alone.
    """

    entry = models.ForeignKey(ConferenceEntry, on_delete=models.CASCADE, related_name="grounds")
    ground = models.CharField(max_length=20, choices=RulingGround)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "grounds given"
        constraints = [models.UniqueConstraint(fields=["entry", "ground"], name="ruling_ground_is_given_once")]

    def __str__(self) -> str:
        return str(self.get_ground_display())


class GroundAnswer(models.Model):
    """An answer of the campaign's own to one ground; where there is none, `motions.appeals` has ours.

    Written by `motions.actions.appeals` alone.
    """

    ground = models.CharField(max_length=20, choices=RulingGround, unique=True)
    answer = models.TextField()
    modified_at = models.DateTimeField(auto_now=True)
    modified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["ground"]

    def __str__(self) -> str:
        return str(self.get_ground_display())
