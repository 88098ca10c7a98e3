"""The table of what is sent, in words that anybody takes in at a glance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.text import capfirst

from campaign.mail.enums import MailKind
from campaign.mail.models import ReminderSetting
from campaign.mail.reminders.facts.base import MOST_ABOUT_ONE
from campaign.mail.reminders.kinds import KINDS, MailRule
from campaign.mail.reminders.schedules import (
    LAST_MORNINGS,
    AtOnce,
    AtOnceAndAfter,
    DaysAfter,
    DaysBefore,
    EachMorning,
    UntilDeadline,
)
from motions.models import Campaign

# What a schedule counts from or towards, as people say it.
NOUNS: Mapping[str, str] = {
    "meeting_on": "the meeting",
    "carried_on": "the vote",
    "adopted_at": "the vote is told to us",
    "barred_until": "meetings are suspended no more",
    "undated_since": "sending it, or after we hear that its date is off",
    "idle_since": "they said that they will take it",
    "last_safe_day": "the last safe day",
    "starts_on": "conference begins",
    "ends_on": "conference ends",
    "told_at": "it is a month before that",
    "ruled_out_at": "we hear that it is ruled out",
    "closes_on": "the last day for an appeal",
    "opposed_at": "somebody else tells the opposite",
    "current_since": "the new text is published",
    "outdated_since": "the new text is published",
}


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """One kind of mail in words, and what the campaign has set about it."""

    kind: MailKind
    to: str
    due: str
    until: str
    stops: str
    is_answer: bool
    is_on: bool
    days: tuple[int, ...]
    usual_days: tuple[int, ...]

    @property
    def takes_days(self) -> bool:
        """Whether a campaign can say on which days it is sent."""
        return bool(self.usual_days)


def lines_of(campaign: Campaign) -> list[OverviewLine]:
    """Return every kind of mail: reminders first, because those can be set, then answers."""
    settings = {row.kind: row for row in ReminderSetting.objects.filter(campaign=campaign)}
    lines = [_line(kind, settings.get(kind.kind)) for kind in KINDS.values()]
    return sorted(lines, key=lambda line: line.is_answer)


def _line(kind: MailRule, setting: ReminderSetting | None) -> OverviewLine:
    days = (setting.day_numbers if setting else ()) or tuple(kind.days)
    return OverviewLine(
        kind=kind.kind,
        to=kind.to,
        due=capfirst(" ".join(_due(kind, days))),
        until=_until(kind),
        stops=kind.stops,
        is_answer=kind.is_answer,
        is_on=kind.is_answer or setting is None or setting.is_on,
        days=setting.day_numbers if setting else (),
        usual_days=tuple(kind.days),
    )


def _due(kind: MailRule, days: Sequence[int]) -> Iterator[str]:
    match kind.due:
        case AtOnce() | AtOnceAndAfter() as due:
            yield f"as soon as {NOUNS[due.since]}" if due.since in NOUNS else "at once"
            if isinstance(due, AtOnceAndAfter):
                yield f"and {counted(sorted(days))} later"
        case DaysAfter(since=since, at=hour):
            yield f"{counted(sorted(days))} after {NOUNS[since]}, at {hour:%H:%M}"
        case DaysBefore(to=to, at=hour):
            yield f"{counted(sorted(days, reverse=True))} before {NOUNS[to]}, at {hour:%H:%M}"
        case EachMorning(at=hour):
            yield f"every day at {hour:%H:%M}, if there is something"
        case UntilDeadline(since=since):
            yield f"{counted([min(days)])} after {NOUNS[since]}, monthly until motions open, then weekly, and daily"
            yield f"in the last {LAST_MORNINGS} days, at 10:00, but at most {MOST_ABOUT_ONE} times"


def _until(kind: MailRule) -> str:
    match kind.due:
        case UntilDeadline():
            return "The deadline for motions"
        case DaysBefore(to=to):
            return capfirst(NOUNS[to])
        case AtOnceAndAfter(sensible_for=time):
            return f"{_long(time)} after that, or the deadline for motions"
        case EachMorning(sensible_for=time) | AtOnce(sensible_for=time) | DaysAfter(sensible_for=time):
            return f"{_long(time)} after that"
    return ""


def _long(time: timedelta) -> str:
    if time < timedelta(days=1):
        return f"{time.seconds // 3600} hours"
    return {7: "A week", 14: "A fortnight"}.get(time.days, f"{time.days} days")


def counted(days: Sequence[int]) -> str:
    """Return days as people say them: “1 day”, “7 days and 1 day”, “3, 5 and 9 days”."""
    *first, last = [str(number) for number in days]
    end = "1 day" if last == "1" else f"{last} days"
    if not first:
        return end
    return f"{', '.join(first)}{' days' if last == '1' else ''} and {end}"
