"""What a campaign sets about each kind of reminder."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.models import ReminderSetting
from campaign.mail.reminders.kinds import KINDS
from motions.models import Campaign

# Later than this, nothing is looked for any more (see the windows of campaign.mail.reminders.facts).
MOST_DAYS = 30
MOST_TIMES = 5
# What asks how a meeting went.
ASKS = (MailKind.OUTCOME_DUE, MailKind.CHASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether one kind is sent, and on which days; none are as usual."""

    is_on: bool
    days: tuple[int, ...] = ()


def days_asked(campaign: Campaign) -> tuple[int, ...]:
    """Return how many days after a meeting the campaign asks how it went, as it has set; none if it never does."""
    settings = {row.kind: row for row in ReminderSetting.objects.filter(campaign=campaign.first_pk, kind__in=ASKS)}
    choices = {kind: _choice(settings[kind]) if kind in settings else Choice(is_on=True) for kind in ASKS}
    asked = {day for kind, choice in choices.items() if choice.is_on for day in choice.days or KINDS[kind].days}
    return tuple(sorted(asked))


def is_switched_off(campaign: Campaign, kind: MailKind) -> bool:
    """Whether a campaign sends nothing of a kind, because somebody switched it off on “What we send”."""
    return ReminderSetting.objects.filter(campaign=campaign.first_pk, kind=kind, is_on=False).exists()


def set_reminders(campaign: Campaign, choices: Mapping[MailKind, Choice], *, by: User) -> list[MailKind]:
    """Say which kinds of reminder a campaign sends and when, all or nothing; return those that this changes.

    Raises ValueError for an answer, which cannot be switched off, and for days beyond MOST_DAYS or more than
    MOST_TIMES.
    Effects: what was due before a kind was changed is never sent for it; its history says who changed it.
    """
    for kind, choice in choices.items():
        if KINDS[kind].is_answer:
            raise ValueError("People wait for an answer, so answers are always sent.")
        if len(choice.days) > MOST_TIMES or any(not 0 <= number <= MOST_DAYS for number in choice.days):
            raise ValueError("These days are not sensible.")
    with transaction.atomic():
        # One change at a time: the campaign's row stands for those settings that have none yet.
        Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
        known = {row.kind: row for row in ReminderSetting.objects.filter(campaign=campaign, kind__in=choices)}
        settings = [known.get(kind) or ReminderSetting(campaign=campaign, kind=kind) for kind in choices]
        changed = [setting for setting in settings if _choice(setting) != choices[MailKind(setting.kind)]]
        for setting in changed:
            choice = choices[MailKind(setting.kind)]
            setting.is_on, setting.days = choice.is_on, ", ".join(map(str, choice.days))
            setting.since = timezone.now()
            setting.save()
        if changed:
            LogEntry.objects.log_actions(by.pk, changed, CHANGE, "Changed what is sent, or when.")
    return [MailKind(setting.kind) for setting in changed]


def _choice(setting: ReminderSetting) -> Choice:
    return Choice(setting.is_on, setting.day_numbers)
