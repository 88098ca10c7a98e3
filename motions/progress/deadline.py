"""The deadline in words and days, as a reader in the UK would say them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format

from motions.bodies import RulesInForce, usual_rules
from motions.models import Campaign


@dataclass(frozen=True)
class Deadline:
    """When motions close, seen from one moment. Days are counted on the UK's calendar."""

    at: datetime
    has_passed: bool
    days_left: int
    last_safe_day: date
    last_safe_branch_day: date
    notice_days: int
    branch_days: int
    is_provisional: bool = False
    # The conference does not take place, in words with the reason; "" while it does.
    called_off: str = ""
    # Conference has been and gone.
    is_over: bool = False

    @property
    def in_words(self) -> str:
        """The hour and the day, such as "5pm on Thursday 16 September 2027", and where it is a guess, that it is."""
        local = timezone.localtime(self.at)
        words = f"{clock_words(local)} on {date_format(local, 'l j F Y')}"
        return f"{words} (expected, not announced yet)" if self.is_provisional else words

    @property
    def closed_words(self) -> str:
        """Why no motion can be sent any more, once none can."""
        return self.called_off or f"Motions closed at {self.in_words}."

    @property
    def last_safe_day_in_words(self) -> str:
        """The last safe day, such as "Thursday 2 September 2027"."""
        return date_format(self.last_safe_day, "l j F Y")

    @property
    def last_safe_branch_day_in_words(self) -> str:
        """The last safe day where a branch votes first, such as "Thursday 5 August 2027"."""
        return date_format(self.last_safe_branch_day, "l j F Y")

    @property
    def is_safe_still(self) -> bool:
        """Whether a CLP that wants its usual notice can still be sent the motion today."""
        return self.days_left >= self.notice_days

    @property
    def is_safe_by_branch(self) -> bool:
        """Whether a branch can still be sent the motion today, and its CLP have its notice afterwards."""
        return self.days_left >= self.notice_days + self.branch_days


def meets_after(deadline: datetime, on: date, at: time | None) -> bool:
    """Whether a meeting is later than a deadline: on a later day, or at a later hour, if we know it, of that day."""
    closes = timezone.localtime(deadline)
    # On the very day, at an hour that nobody knows, it has the benefit of the doubt.
    return on > closes.date() or (on == closes.date() and at is not None and at >= closes.time())


def read_deadline(campaign: Campaign, *, now: datetime, holds: RulesInForce | None = None) -> Deadline:
    """Return the campaign's deadline as it stands at `now`; `holds` is what one CLP asks, where it is about one."""
    conference, holds = campaign.conference, holds or usual_rules(campaign)
    return Deadline(
        at=conference.deadline,
        # Called off, nothing can be sent either: whoever only asks whether it has passed is right then too.
        has_passed=now > conference.deadline or conference.called_off_at is not None,
        days_left=conference.days_to_deadline(timezone.localdate(now)),
        last_safe_day=holds.last_safe_day,
        last_safe_branch_day=holds.last_safe_branch_day,
        notice_days=holds.notice_days,
        branch_days=holds.branch_days,
        is_provisional=conference.dates_are_provisional,
        called_off=conference.called_off_words,
        is_over=conference.called_off_at is None and conference.ends_on < timezone.localdate(now),
    )


def clock_words(moment: datetime) -> str:
    """Return a time of day as people say it: "5pm", "noon", "11.59pm"."""
    if (moment.hour, moment.minute) in {(12, 0), (0, 0)}:
        return "noon" if moment.hour else "midnight"
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"
