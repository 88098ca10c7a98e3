"""What is asked of motions, as data: by a conference's committee, by a CLP or a branch, and where we have read it.

Nothing here is a constant, and nothing is guessed: what is empty is not known, and pages say so.
"""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clps.models import CLP, Branch
from motions.enums import (
    Priorities,
    RuleChangeBeside,
    RuleSubject,
    RulingGround,
    SenderKind,
    WindowKind,
    WindowUnit,
)
from motions.models.conferences import Conference

NOT_KNOWN = "Leave it empty if the rules that you have read do not say."
SOURCE_HELP = "Where you have read it. For example: labour.org.uk, conference information 2024."
AS_MOST = "Leave it empty where you do not know: then the usual one holds."


class RuleSet(models.Model):
    """What the rules of one conference say beside its dates and the length of a motion, which the conference holds."""

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="rule_set")
    about = models.TextField(
        "what a motion may be about",
        blank=True,
        help_text=f"In the words of the rules: they are quoted to whoever writes a motion or an appeal. {NOT_KNOWN}",
    )
    notes = models.TextField(
        "what else they say",
        blank=True,
        db_default="",
        default="",
        help_text="What has no field of its own, for everybody to read.",
    )
    amendment_word_limit = models.PositiveSmallIntegerField(
        "words of an amendment",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=f"Of one that is sent in to conference. It is shown, and nothing is counted by it. {NOT_KNOWN}",
    )
    emergency_word_limit = models.PositiveSmallIntegerField(
        "words of an emergency motion", null=True, blank=True, validators=[MinValueValidator(1)], help_text=NOT_KNOWN
    )
    rule_change_years_ahead = models.PositiveSmallIntegerField(
        "rule changes are sent how many years ahead",
        null=True,
        blank=True,
        help_text="1 where conference hears next year what is sent this year, 0 where it hears it at once. "
        f"{NOT_KNOWN}",
    )
    rule_change_rest_years = models.PositiveSmallIntegerField(
        "years before the same rule change may come again", null=True, blank=True, help_text=NOT_KNOWN
    )
    rule_change_beside = models.CharField(
        "beside a motion",
        max_length=4,
        choices=RuleChangeBeside,
        blank=True,
        help_text=f"Whether a CLP may send both in one year. {NOT_KNOWN}",
    )
    delegation_most = models.PositiveSmallIntegerField(
        "delegates of one body, at most", null=True, blank=True, validators=[MinValueValidator(1)], help_text=NOT_KNOWN
    )
    appeal_window = models.PositiveSmallIntegerField(
        "time to appeal",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=f"How long after a ruling. {NOT_KNOWN}",
    )
    appeal_unit = models.CharField("in", max_length=5, choices=WindowUnit, default=WindowUnit.HOURS)
    priorities = models.CharField(
        "how conference chooses", max_length=8, choices=Priorities, blank=True, help_text=NOT_KNOWN
    )
    chosen_by_clps = models.PositiveSmallIntegerField(
        "chosen by the CLPs", null=True, blank=True, help_text=f"How many subjects their half chooses. {NOT_KNOWN}"
    )
    chosen_by_affiliates = models.PositiveSmallIntegerField(
        "chosen by the affiliates",
        null=True,
        blank=True,
        help_text=f"How many subjects their half chooses. {NOT_KNOWN}",
    )

    def __str__(self) -> str:
        return f"The rules of {self.conference}"

    def clean(self) -> None:
        """Refuse halves of a ballot that the rules do not have."""
        halves = [name for name in ("chosen_by_clps", "chosen_by_affiliates") if getattr(self, name) is not None]
        if halves and self.priorities in {Priorities.NONE, Priorities.RANKED}:
            says = self.get_priorities_display()
            raise ValidationError(dict.fromkeys(halves, f"Above it says “{says}”. One of the two is wrong."))

    def appeals_close(self, ruled: date | datetime) -> datetime | None:
        """Return until when a ruling may be appealed; None where the time is not known.

        Days run to the end of the last one. Hours run from the moment of the ruling; where only its day is known, from
        the beginning of that day, so that nobody is told of an hour that is too late.
        """
        if self.appeal_window is None:
            return None
        day = timezone.localdate(ruled) if isinstance(ruled, datetime) else ruled
        if self.appeal_unit == WindowUnit.DAYS:
            return timezone.make_aware(datetime.combine(day + timedelta(days=self.appeal_window), time(23, 59)))
        begins = ruled if isinstance(ruled, datetime) else timezone.make_aware(datetime.combine(day, time()))
        return begins + timedelta(hours=self.appeal_window)


def rules_of(conference: Conference) -> RuleSet:
    """Return the rule set that holds for a conference; where nobody has entered one, an unsaved one, all not known.

    For emergency motions it is that of the conference at which they are heard.
    """
    found = RuleSet.objects.filter(conference=conference.part_of_id or conference.pk).first()
    return found or RuleSet(conference=conference)


class ConferenceWindow(models.Model):
    """When something other than an ordinary motion is taken: emergency motions, amendments, delegates."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="windows")
    kind = models.CharField("for", max_length=14, choices=WindowKind)
    opens_at = models.DateTimeField("from", null=True, blank=True, help_text="UK time. Empty if it is not known.")
    closes_at = models.DateTimeField("until", null=True, blank=True, help_text="UK time. Empty if it is not known.")
    note = models.CharField(max_length=200, blank=True, help_text="What else the rules say of it, for everybody.")
    source = models.CharField(max_length=200, blank=True, help_text=SOURCE_HELP)

    class Meta:
        # Said outright: PostgreSQL and SQLite put what is empty at opposite ends.
        ordering = ["conference", F("closes_at").asc(nulls_last=True), "pk"]
        verbose_name = "time for something else"
        verbose_name_plural = "times for other things"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gte=F("opens_at")) | Q(opens_at=None) | Q(closes_at=None),
                name="conference_window_closes_after_it_opens",
                violation_error_message="It closes before it opens. Check both.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.conference}"

    @property
    def deadline_day(self) -> date | None:
        """The day on which it closes, on the UK's clock; None while that is not known."""
        return timezone.localdate(self.closes_at) if self.closes_at else None


class ConferenceSender(models.Model):
    """A kind of body that may send motions to a conference, with what holds for one such body in all."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="senders")
    kind = models.CharField("who", max_length=14, choices=SenderKind)
    members = models.PositiveSmallIntegerField(
        "at least so many members", null=True, blank=True, help_text="Where members together may send one."
    )
    motions = models.PositiveSmallIntegerField("motions, at most", null=True, blank=True, help_text=NOT_KNOWN)
    words_in_all = models.PositiveSmallIntegerField(
        "words in all, at most",
        null=True,
        blank=True,
        help_text="Where there is a limit to everything that one body sends, taken together.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="What else the rules say of it, for everybody.")
    source = models.CharField(max_length=200, blank=True, help_text=SOURCE_HELP)

    class Meta:
        ordering = ["conference", "pk"]
        verbose_name = "body that may send motions"
        verbose_name_plural = "bodies that may send motions"
        constraints = [models.UniqueConstraint(fields=["conference", "kind"], name="conference_sender_is_named_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.conference}"


class RefusalGround(models.Model):
    """A ground on which a conference's committee refuses motions, with the rule that it rests on."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="grounds")
    # Not unique: a committee may have two grounds which we count as one. Both names and both rules are then given.
    ground = models.CharField("counted as", max_length=20, choices=RulingGround)
    name = models.CharField(
        max_length=120, blank=True, help_text="As this committee puts it, where that is another wording."
    )
    rule = models.TextField(
        "the rule, word for word", blank=True, help_text="It is quoted in an appeal. Empty if we do not have it."
    )
    source = models.CharField(max_length=200, blank=True, help_text=SOURCE_HELP)

    class Meta:
        ordering = ["conference", "pk"]
        verbose_name = "ground of refusal"
        verbose_name_plural = "grounds of refusal"

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The ground in this committee's words, or in the usual ones."""
        return self.name or self.get_ground_display()


def grounds_of(conference: Conference) -> list[RefusalGround]:
    """Return the grounds that hold for a conference; where none is entered, the usual ones, not saved."""
    found = list(conference.ruled_by.grounds.all())
    return found or [RefusalGround(conference=conference, ground=ground) for ground in RulingGround]


class RuleSource(models.Model):
    """Where a part of the rules was read, and its words, where they are not those of the whole set."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="rule_sources")
    subject = models.CharField("about", max_length=14, choices=RuleSubject)
    quote = models.TextField("the rule, word for word", blank=True, help_text="Empty if we do not have it.")
    source = models.CharField(max_length=200, help_text=SOURCE_HELP)

    class Meta:
        ordering = ["conference", "subject"]
        verbose_name = "source of a rule"
        verbose_name_plural = "sources of the rules"
        constraints = [models.UniqueConstraint(fields=["conference", "subject"], name="rule_source_is_one_a_subject")]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.source}"


class BodyRules(models.Model):
    """The rules of one CLP for its meetings, or of one of its branches. What is empty is not known.

    Written by `motions.actions.rules` alone. `motions.bodies` says what holds where something is empty.
    """

    clp = models.ForeignKey(CLP, on_delete=models.CASCADE, related_name="body_rules")
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="rules")
    notice_days = models.PositiveSmallIntegerField(
        "notice, in days", null=True, blank=True, help_text=f"How long before a meeting it wants a motion. {AS_MOST}"
    )
    branch_days = models.PositiveSmallIntegerField(
        "a branch’s time, in days",
        null=True,
        blank=True,
        help_text=f"How long a branch takes to hear a motion and to send it on, before the CLP’s notice. {AS_MOST}",
    )
    word_limit = models.PositiveSmallIntegerField(
        "words of a motion, at most",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="For its own meetings, beside conference’s limit. Leave it empty where it has none, or you do not "
        "know.",
    )
    # Of these three, empty is the third answer: nobody has told us.
    needs_mover = models.BooleanField("a motion needs a mover who is there", null=True, blank=True)
    needs_seconder = models.BooleanField("a motion needs a seconder", null=True, blank=True)
    executive_decides = models.BooleanField("the executive decides while meetings are barred", null=True, blank=True)
    source = models.CharField(
        "who says so",
        max_length=200,
        help_text="Such as: its standing orders of 2026, or its secretary by mail on 3 May. Name an office, never a "
        "person. Only organisers see it.",
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["clp", "branch"]
        verbose_name_plural = "rules of bodies"
        constraints = [
            # No NULL equals another, so the second constraint lets a CLP have any number of rows without a branch.
            models.UniqueConstraint(fields=["clp"], condition=Q(branch=None), name="body_rules_are_one_set_for_a_clp"),
            models.UniqueConstraint(fields=["branch"], name="body_rules_are_one_set_for_a_branch"),
        ]

    def __str__(self) -> str:
        return f"Rules of {self.branch or self.clp}"
