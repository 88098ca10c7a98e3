"""What people sent to their branch or CLP, what the meeting did with it, and the number to ring about it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from clps.enums import MeetingStructure
from clps.lib.added_only import AddedOnly
from clps.models import CLP, Branch
from motions.enums import ADOPTED, COUNTED_STATES, LIVE_STATES, Body, Outcome, Purpose, Speaker, SubmissionState
from motions.models.texts import MotionVersion


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """The words the rest of the code uses for submissions."""

    def counted(self) -> "SubmissionQuerySet":
        """Keep those that count: address confirmed, not withdrawn."""
        return self.filter(state__in=COUNTED_STATES)

    def awaiting_outcome(self) -> "SubmissionQuerySet":
        """Keep those whose outcome is still to come."""
        return self.filter(state__in=LIVE_STATES)

    def by_activists(self) -> "SubmissionQuerySet":
        """Keep those that the activist made: in the others an organiser stands in, and nobody is written to."""
        return self.filter(heard_by_phone=False, from_file=False)

    def with_last_vote(self, *also: str) -> models.QuerySet[Any]:
        """Add what the last vote on each says: `vote_outcome`, `vote_purpose`, `vote_held_on`, and `also` others."""
        # By key and not by day: a correction comes later, and may tell of an earlier day. A join in place of the
        # subqueries would give a report once for each of its votes.
        last = Vote.objects.filter(submission=OuterRef("pk")).order_by("-pk")
        columns = ("outcome", "purpose", "held_on", *also)
        rows: models.QuerySet[Any] = self.annotate(
            **{f"vote_{name}": Subquery(last.values(name)[:1]) for name in columns}
        )
        return rows


class Submission(models.Model):
    """One version of a motion, sent to one body for its vote by one activist, with the meeting it is meant for.

    Its `state` is written by `motions.actions` alone, as `motions.workflow` allows.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Made when the form is drawn: pressing the button twice reports once.
    form_key = models.UUIDField(unique=True, null=True, editable=False)
    version = models.ForeignKey(MotionVersion, on_delete=models.PROTECT, related_name="submissions")
    clp = models.ForeignKey(CLP, on_delete=models.PROTECT, related_name="submissions", verbose_name="CLP")
    body = models.CharField("sent to", max_length=10, choices=Body)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions")
    # Whoever is removed leaves an empty row behind, so that what their CLP decided still stands on something.
    activist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    # Here, not on the person: anybody can type a known address, and must not rename its owner by that.
    reporter_name = models.CharField("their name", max_length=120)
    # As its reporter knows it; empty where they do not. What a CLP's organisers know of it is the CLP's own.
    meets = models.CharField(
        "how the CLP meets", max_length=20, choices=MeetingStructure, blank=True, default="", db_default=""
    )
    sent_on = models.DateField()
    meeting_on = models.DateField("date of the meeting", null=True, blank=True)
    meeting_time = models.TimeField("time of the meeting", null=True, blank=True)
    # For the meeting that is known: another day may be another speaker, so a meeting that moves empties it.
    speaker = models.CharField("who speaks for it", max_length=10, choices=Speaker, blank=True)
    # Rises whenever the meeting moves, so that calendars replace the old entry (RFC 5545, 3.8.7.4).
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=24, choices=SubmissionState, default=SubmissionState.AWAITING_CONFIRMATION)
    # The branch's vote that led to this submission to the CLP.
    # One to one: what was carried is sent on once, however often the button is pressed.
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    # An organiser heard it by phone: they stand in for the activist, and no mail goes to anybody about it.
    heard_by_phone = models.BooleanField("heard by phone", default=False)
    # The same, and an organiser brought it in a spreadsheet of past results.
    from_file = models.BooleanField("from a spreadsheet", default=False)
    # The same thing reported twice: this one counts nowhere, and stands behind the other.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates")
    state_before_merge = models.CharField(max_length=24, choices=SubmissionState, blank=True, editable=False)
    confirmed_at = models.DateTimeField("address confirmed at", null=True, blank=True)
    checked_at = models.DateTimeField("checked by an organiser at", null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body=Body.BRANCH, branch__isnull=False)
                | Q(body=Body.CLP, branch__isnull=True)
                # A report by mail may leave out which branch; it cannot be confirmed without.
                | Q(body=Body.BRANCH, state__in=[SubmissionState.AWAITING_CONFIRMATION, SubmissionState.WITHDRAWN]),
                name="submission_to_a_branch_names_it",
            ),
            models.CheckConstraint(
                condition=Q(meeting_time__isnull=True) | Q(meeting_on__isnull=False),
                name="submission_meeting_time_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(state=SubmissionState.MERGED, merged_into__isnull=False)
                | (~Q(state=SubmissionState.MERGED) & Q(merged_into__isnull=True)),
                name="submission_merged_names_the_one_kept",
            ),
        ]
        indexes = [models.Index(fields=["clp", "state"]), models.Index(fields=["state", "meeting_on"])]

    def __str__(self) -> str:
        return f"{self.version.title}, to {self.body_name}"

    @property
    def body_name(self) -> str:
        """Whose vote it was sent for, as people say it."""
        if self.lacks_branch:
            return f"a branch of {self.clp.name} CLP"
        return f"{self.branch.name} branch" if self.branch else f"{self.clp.name} CLP"

    @property
    def how_it_meets(self) -> MeetingStructure:
        """How its CLP meets, as our organisers know it, or else as its reporter does."""
        known = MeetingStructure(self.clp.structure)
        return MeetingStructure(self.meets) if self.meets and known == MeetingStructure.UNKNOWN else known

    @property
    def has_met(self) -> bool:
        """Whether the day of the meeting is over."""
        return self.meeting_on is not None and self.meeting_on < timezone.localdate()

    @property
    def lacks_branch(self) -> bool:
        """Whether we have yet to hear which branch it went to: the mail that reported it did not say."""
        return self.body == Body.BRANCH and self.branch_id is None

    @property
    def lacks_consent(self) -> bool:
        """Whether its reporter has yet to agree that we keep it: a mail has no box to tick."""
        return not hasattr(self, "consent")

    @property
    def current_vote(self) -> "Vote | None":
        """What the meeting did, as last reported. Read anew each time: actions ask again once they hold the lock."""
        return Vote.objects.filter(submission=self).order_by("-pk").first()

    @property
    def text_sent(self) -> str:
        """The words that went: the published text, or what the branch made of it."""
        before = self.follows.current_vote if self.follows else None
        return before.amended_text if before and before.amended_text else self.version.text

    @property
    def text_now(self) -> str:
        """The words as they stand now: as its own meeting amended them, or as they went."""
        vote = self.current_vote
        return vote.amended_text if vote and vote.amended_text else self.text_sent

    @property
    def is_adopted_for_conference(self) -> bool:
        """Whether its meeting carried it as the conference motion."""
        vote = self.current_vote if self.state == SubmissionState.DECIDED else None
        return vote is not None and vote.outcome in ADOPTED and vote.purpose == Purpose.CONFERENCE

    @property
    def lacks_words(self) -> bool:
        """Whether a meeting changed the words on the way here and nobody has told us how."""
        # Its own meeting first: words that it changed take the place of whatever the branch had made of them.
        for submission in (self, self.follows):
            vote = submission.current_vote if submission else None
            if vote and vote.outcome == Outcome.CARRIED_AS_AMENDED:
                return not vote.amended_text
        return False


class VoteQuerySet(models.QuerySet["Vote"]):
    """The words the rest of the code uses for votes."""

    def last_words(self) -> "VoteQuerySet":
        """Keep the last vote on each submission: what was corrected since, or heard again, is told by a later one."""
        later = Vote.objects.filter(submission=OuterRef("submission"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))

    def with_later_words(self) -> "VoteQuerySet":
        """Add what came after: `last_pk`, the last vote on the same submission, and `was_corrected`."""
        of_same = Vote.objects.filter(submission=OuterRef("submission")).order_by("-pk")
        return self.annotate(
            last_pk=Subquery(of_same.values("pk")[:1]),
            was_corrected=Exists(Vote.objects.filter(corrects=OuterRef("pk"))),
        )


class Vote(AddedOnly):
    """What one meeting did with a submission. Never changed: a correction stands beside the first word."""

    never_changed = "A recorded vote is never changed: record a correction beside it."

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="votes")
    outcome = models.CharField(max_length=20, choices=Outcome)
    # Of a CLP's vote alone: a branch decides nothing about conference.
    purpose = models.CharField("carried for", max_length=12, choices=Purpose, blank=True)
    held_on = models.DateField("date of the meeting")
    votes_for = models.PositiveIntegerField("for", null=True, blank=True)
    votes_against = models.PositiveIntegerField("against", null=True, blank=True)
    abstentions = models.PositiveIntegerField(null=True, blank=True)
    amended_text = models.TextField(blank=True)
    # Counted once, when it is recorded: finding the texts that are too long must not mean reading every text.
    amended_words = models.PositiveIntegerField("words of the amended text", null=True, editable=False)
    deferred_to = models.DateField(null=True, blank=True)
    words = models.TextField("in their words", blank=True)
    # One to one, so that they form a chain: a second correction corrects the first one.
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = VoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.CARRIED, Outcome.CARRIED_AS_AMENDED]) | Q(purpose=""),
                name="vote_has_a_purpose_only_when_carried",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.OTHER) | ~Q(words=""), name="vote_of_another_kind_is_in_words"
            ),
        ]
        indexes = [
            models.Index(fields=["amended_words"], condition=Q(amended_words__isnull=False), name="vote_amended_words")
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.held_on:%d %B %Y}"


class Telephone(models.Model):
    """A number under which its reporter may be rung about one report. Private: organisers alone see it.

    Written by `motions.actions.reports` alone. A row of its own, so that taking it back leaves nothing of it.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="telephone")
    number = models.CharField("telephone", max_length=30)
    wording = models.TextField("what they agreed to")
    given_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Telephone for a report in {self.submission.clp}"
