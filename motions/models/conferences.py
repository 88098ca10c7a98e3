"""What motions are sent to, and one group's drive to get a motion there."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone

from clps.addresses import AddressField
from motions.enums import ConferenceKind, PublicView, TitleRule
from motions.texts.sections import SectionLimit, read_section_limits

SPEAKING_POINTS, SPEAKING_POINT_LENGTH = 3, 160


class Conference(models.Model):
    """What motions are sent to. Its dates and limits differ from year to year, so they are fields, never constants."""

    name = models.CharField(max_length=120, unique=True, help_text="For example: Annual Conference 2027.")
    # A default in the database as well: while an upgrade restarts them, the release before goes on writing rows.
    kind = models.CharField(
        "which conference", max_length=10, choices=ConferenceKind, default=ConferenceKind.ANNUAL, db_default="annual"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    motions_open_on = models.DateField(
        null=True, blank=True, help_text="The first day motions are taken, if there is one."
    )
    # An instant, where other dates are days: conferences close motions at an hour.
    deadline = models.DateTimeField("deadline for motions", help_text="To the minute, UK time.")
    dates_are_provisional = models.BooleanField(
        "the dates are not announced yet",
        default=False,
        db_default=False,
        help_text="Then pages and letters say so beside the deadline.",
    )
    about_matters_since = models.DateField(
        "about a matter arising after", null=True, blank=True, help_text="For contemporary motions: the cut-off date."
    )
    title_rule = models.CharField(
        "the words of the title", max_length=11, choices=TitleRule, default=TitleRule.APART, db_default="apart"
    )
    title_word_limit = models.PositiveSmallIntegerField(
        "words of the title",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Empty if the rules that you have read do not say.",
    )
    text_word_limit = models.PositiveSmallIntegerField(
        "words of the text",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Empty if the rules that you have read do not say: then nothing is refused as too long.",
    )
    section_limits = models.TextField(
        "sections with limits of their own",
        blank=True,
        default="",
        db_default="",
        help_text="One on each line: “Notes: 150”. Where a section does not count towards the text’s limit: “Whereas: "
        "not counted”. A section begins with the line that begins with its name, and ends where another one that you "
        "name here begins: so name the others too, as “Resolves: no limit”.",
    )
    markers_are_words = models.BooleanField(
        "the markers of lists count as words",
        default=True,
        db_default=True,
        help_text="Whether “1.”, “•” or “-” at the start of a line is counted as a word. Word processors count what "
        "is typed, and not what they number themselves. Ask the conference’s committee if its rules do not say.",
    )
    line_numbers_are_words = models.BooleanField(
        "the numbers of lines count as words",
        default=True,
        db_default=True,
        help_text="Whether numbers that stand before every line, or before every fifth, are counted as words.",
    )
    rules_source = models.CharField(
        "where the rules come from",
        max_length=200,
        blank=True,
        help_text="For example: the guide to motions sent to CLPs, June 2027.",
    )
    # Emergency motions have their own window, deadline and length, so they are a conference of their own here: this
    # leads to the one at which they are heard, by whose committee and rules they are judged. Written by
    # `motions.actions.other_motions` alone.
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="emergencies"
    )

    # Written by `motions.actions.conferences` alone: everything that we send about it stops.
    called_off_at = models.DateTimeField(null=True, editable=False)
    called_off_because = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="conference_ends_after_it_starts",
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a deadline that comes after conference itself: reminders would go on until then."""
        if self.deadline and self.ends_on and self.deadline_day > self.ends_on:
            raise ValidationError({"deadline": "Motions cannot close after conference has ended. Check the year."})
        if self.deadline and self.motions_open_on and self.motions_open_on > self.deadline_day:
            raise ValidationError({"deadline": "Motions cannot close before they open. Check both days."})
        if self.title_word_limit and self.title_rule != TitleRule.APART:
            says = self.get_title_rule_display()
            raise ValidationError({"title_word_limit": f"Beside it you say: {says}. Then it has no limit of its own."})
        try:
            read_section_limits(self.section_limits)
        except ValueError as error:
            raise ValidationError({"section_limits": str(error)}) from error

    @property
    def ruled_by(self) -> "Conference":
        """The conference whose rule set and grounds hold: for emergency motions that at which they are heard."""
        return self.part_of or self

    @property
    def sections(self) -> tuple[SectionLimit, ...]:
        """The limits of sections, in the order in which they were entered."""
        return read_section_limits(self.section_limits)

    @property
    def called_off_words(self) -> str:
        """That it does not take place, and why; "" while it does."""
        if self.called_off_at is None:
            return ""
        return f"{self.name} is called off: {self.called_off_because.rstrip('.')}."

    @property
    def deadline_day(self) -> date:
        """The day of the deadline on the UK's clock."""
        # In summer the UTC day, in which it is stored, ends an hour after the UK's.
        return timezone.localtime(self.deadline).date()

    def days_to_deadline(self, today: date) -> int:
        """Return the days from `today` to the day of the deadline; below nought once it has passed."""
        return (self.deadline_day - today).days


def validate_speaking_points(value: str) -> None:
    """Raise ValidationError for more than three lines, or for one that nobody would say in a breath."""
    points = split_points(value)
    if len(points) > SPEAKING_POINTS:
        raise ValidationError(f"There are {len(points)} lines. Keep the {SPEAKING_POINTS} strongest.")
    for number, point in enumerate(points, start=1):
        if len(point) > SPEAKING_POINT_LENGTH:
            raise ValidationError(
                f"Line {number} has {len(point)} letters. At most {SPEAKING_POINT_LENGTH} fit on the sheet."
            )


def split_points(value: str) -> list[str]:
    """Return the speaking points in a field's text, one a line."""
    return [line.strip() for line in value.splitlines() if line.strip()]


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Finding the campaign that the site is running."""

    def current(self) -> "Campaign | None":
        """Return the campaign that the public pages show, or None before the first is set up."""
        return self.select_related("conference").filter(is_current=True).first()


class Campaign(models.Model):
    """One group's drive for one conference: its name, its target, and what the public may see."""

    name = models.CharField(max_length=120, help_text="Shown on every page and in every mail.")
    group = models.CharField("who runs it", max_length=120, help_text="The campaign group's name.")
    summary = models.TextField(help_text="What you are asking for and why: two or three plain sentences.")
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="campaigns")
    email = AddressField("campaign's address", help_text="Mail is sent in its name, and answers come to it.")
    privacy_email = AddressField(
        "who answers about privacy",
        blank=True,
        default="",
        db_default="",
        help_text="On the privacy page, for whoever asks what is held about them. Empty, the campaign’s address is.",
    )
    target = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1)], help_text="How many CLPs you want to carry it for conference."
    )
    notice_days = models.PositiveSmallIntegerField(
        "usual notice, in days",
        default=14,
        help_text="How long before its meeting a CLP usually wants a motion. Used to name the last safe day.",
    )
    branch_days = models.PositiveSmallIntegerField(
        "a branch’s time, in days",
        default=28,
        help_text="How long a branch usually takes before its CLP meets: to hear a motion and to send it on, before "
        "the CLP’s own notice begins. Most branches meet once a month.",
    )
    speaking_points = models.TextField(
        blank=True,
        validators=[validate_speaking_points],
        help_text="Up to three, one on each line: what a member can say for the motion. On the sheet to print.",
    )
    public_view = models.CharField("the public may see", max_length=10, choices=PublicView, default=PublicView.ALL)
    uses_action_network = models.BooleanField(
        "uses Action Network",
        default=False,
        db_default=False,
        help_text="People are told so when they agree. Whoever agreed before you tick this is not in the file for it.",
    )
    is_current = models.BooleanField("shown on the site", default=False)
    # A campaign with several motions, or for several conferences, has one that the site shows first. Each other motion
    # has a row of its own that leads to it, so that its conference, its dates and its target are its own. Both are
    # written by `motions.actions.other_motions` alone.
    main = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="other_rows")
    runs_with_first = models.BooleanField(default=False, db_default=False, editable=False)
    # Whether people can take part in it now. The database works it out, whoever wrote the row.
    is_running = models.GeneratedField(
        expression=Case(When(Q(is_current=True) | Q(runs_with_first=True), then=True), default=False),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    # Since when nobody is known by name and nothing is taken in. Written by `motions.actions.campaigns` alone.
    closed_at = models.DateTimeField("closed at", null=True, editable=False)
    modified_at = models.DateTimeField(auto_now=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="campaign_shown_is_the_only_one",
                violation_error_message="Another campaign is shown on the site. Take that one off first.",
            ),
            models.CheckConstraint(
                condition=Q(main=None) | Q(is_current=False),
                name="campaign_other_is_not_shown",
                violation_error_message="It is another motion of a campaign, of which the site shows the first.",
            ),
            models.CheckConstraint(
                condition=Q(runs_with_first=False) | Q(main__isnull=False),
                name="campaign_other_has_a_first",
                violation_error_message="It is the first motion itself, so it cannot run with one.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_other(self) -> bool:
        """Whether it is for another motion, or another conference, of a campaign that the site shows first."""
        return self.main_id is not None

    @property
    def first_pk(self) -> int:
        """The key of the campaign's first row: what is set for the whole campaign is set there."""
        return self.main_id or self.pk

    @property
    def privacy_contact(self) -> str:
        """The address that answers about privacy."""
        return self.privacy_email or self.email

    @property
    def points(self) -> list[str]:
        """The speaking points, at most three."""
        return split_points(self.speaking_points)

    @property
    def last_safe_day(self) -> date:
        """The last day to send the motion to a CLP that wants the usual notice and meets before the deadline."""
        return self.conference.deadline_day - timedelta(days=self.notice_days)

    @property
    def last_safe_branch_day(self) -> date:
        """The last day to send the motion to a branch: it takes its time, and then the CLP wants its notice."""
        return self.last_safe_day - timedelta(days=self.branch_days)
