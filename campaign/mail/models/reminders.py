"""What is to be written when its time comes, and what a campaign sets about it."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from campaign.mail.enums import MailKind
from clps.models import CLP
from motions.models import Campaign, Champion, Event, Submission


class Reminder(models.Model):
    """A reason to write to someone, once. When its time comes, a mail with the same key takes its place.

    Planned by `campaign.mail.reminders.planner` alone, from the facts: it goes when its reason goes, and moves when
    that moves.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=MailKind)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reminders")
    clp = models.ForeignKey(
        CLP, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders", verbose_name="CLP"
    )
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, null=True, related_name="reminders")
    champion = models.ForeignKey(Champion, on_delete=models.CASCADE, null=True, related_name="reminders")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, related_name="reminders")
    meeting_on = models.DateField("about the meeting on", null=True, blank=True)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders")
    # As its kind reckons it; `not_before` is later where another mail went to the same person that day.
    due_at = models.DateTimeField("due")
    not_before = models.DateTimeField()
    until = models.DateTimeField("makes sense until")

    class Meta:
        ordering = ["not_before", "pk"]
        verbose_name = "mail to come"
        verbose_name_plural = "mail to come"
        indexes = [models.Index(fields=["not_before"])]

    def __str__(self) -> str:
        return self.key


class Planning(models.Model):
    """When the plan was last made: one row, written by `campaign.mail.reminders.upkeep` alone."""

    whole_at = models.DateTimeField(help_text="When everything was last planned anew.")
    seen_at = models.DateTimeField(help_text="Up to when what happened was last looked at.")
    basis = models.CharField(max_length=64, help_text="A digest of the settings and dates that it was made by.")

    class Meta:
        verbose_name_plural = "plannings"

    def __str__(self) -> str:
        return f"Planned anew at {self.whole_at:%d %B %Y %H:%M}"


class ReminderSetting(models.Model):
    """Whether a campaign sends one kind of reminder, and how many days before or after. Without a row, as usual."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reminder_settings")
    kind = models.CharField(max_length=20, choices=MailKind)
    is_on = models.BooleanField("sent", default=True)
    days = models.CharField(
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^\s*\d{1,3}(\s*,\s*\d{1,3})*\s*$", "Write whole numbers, such as: 7, 1")],
        help_text="Empty: as usual.",
    )
    # What was due before it was switched on or changed is past, and never sent.
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["kind"]
        verbose_name = "what we send"
        verbose_name_plural = "what we send"
        constraints = [models.UniqueConstraint(fields=["campaign", "kind"], name="reminder_setting_is_one_for_a_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def day_numbers(self) -> tuple[int, ...]:
        """The days as numbers; empty where they are as usual."""
        return tuple(int(number) for number in self.days.split(",")) if self.days.strip() else ()
