"""When a mail is due and until when it still makes sense: pure reckoning by the UK's clock.

A schedule reads dates off whatever a mail is about, and answers with moments. A moment's name ends the key of its
mail, so it says what makes the mail another one: the meeting's date, and which of several it is. How many days before
or after is not in it: a campaign that changes that does not send twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from operator import attrgetter
from typing import Any, Protocol

from clps.lib.clock import LONDON

# People live by the UK's clock, wherever the server stands.
TEN = time(10)
EIGHT = time(8)
END_OF_DAY = time(23, 59)
# So many mornings before the deadline, somebody who has not heard is asked every day.
LAST_MORNINGS = 3
# Where nobody has said on which day motions open, they are taken to do so this long before they close.
USUALLY_OPEN = timedelta(weeks=6)
WEEK, MONTH = timedelta(weeks=1), timedelta(weeks=4)
# Conference comes once a year: a deadline further off is a slip in its year, and not to be planned for.
MOST_WEEKS = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """One mail's time. It is sent at `due_at` or later, and never from `until` on."""

    name: str
    due_at: datetime
    until: datetime


class Schedule(Protocol):
    """How a kind of mail reckons its moments."""

    def moments(self, about: Any, days: Sequence[int]) -> Iterator[Moment]:  # noqa: ANN401 - each kind its own
        """Yield the moments of a mail about this; none while a date that it needs is not known."""
        ...


def clock(day: date, at: time) -> datetime:
    """Return the instant of an hour by the UK's clock. Clocks change at 01:00 UTC: every hour from 3 is there once."""
    return datetime.combine(day, at, tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Due as soon as something happened; once, or once for each name where `name` says which of several it is.

    `before` may name a moment from which on it makes no sense any more; where that is not known, it is the time alone.
    """

    since: str
    sensible_for: timedelta
    name: str = ""
    before: str = ""

    def moments(self, about: Any, days: Sequence[int]) -> Iterator[Moment]:  # noqa: ANN401
        """Yield the one moment, once it has happened."""
        happened_at = attrgetter(self.since)(about)
        if happened_at:
            name = attrgetter(self.name)(about) if self.name else ""
            over = happened_at + self.sensible_for
            end = attrgetter(self.before)(about) if self.before else None
            yield Moment(name, happened_at, min(over, end) if end else over)


@dataclass(frozen=True, slots=True)
class EachMorning:
    """Due on one day, early; who decides on which day asks anew each day."""

    day: str
    sensible_for: timedelta
    at: time = EIGHT

    def moments(self, about: Any, days: Sequence[int]) -> Iterator[Moment]:  # noqa: ANN401
        """Yield the one moment."""
        day = attrgetter(self.day)(about)
        due_at = clock(day, self.at)
        yield Moment(day.isoformat(), due_at, due_at + self.sensible_for)


@dataclass(frozen=True, slots=True)
class DaysAfter:
    """Due so many days after a date, in the morning. Each makes sense until the next, the last one for longer."""

    since: str
    sensible_for: timedelta
    at: time = TEN

    def moments(self, about: Any, days: Sequence[int]) -> Iterator[Moment]:  # noqa: ANN401
        """Yield a moment for each number of days."""
        since = attrgetter(self.since)(about)
        if since is None:
            return
        ordered = sorted(set(days))
        for place, number in enumerate(ordered):
            due_at = clock(since + timedelta(days=number), self.at)
            following = ordered[place + 1 : place + 2]
            until = clock(since + timedelta(days=following[0]), self.at) if following else due_at + self.sensible_for
            yield Moment(_name(since, place), due_at, until)


@dataclass(frozen=True, slots=True)
class DaysBefore:
    """Due so many days before a date, in the morning; each makes sense until the next, the last one until the end.

    `ends_at` may name the time of day at which it is over; where that is not known, it is over with the day. `once`
    may say that they know it all from before: then the last one is enough.
    """

    to: str
    ends_at: str = ""
    once: str = ""
    at: time = TEN

    def moments(self, about: Any, days: Sequence[int]) -> Iterator[Moment]:  # noqa: ANN401
        """Yield a moment for each number of days."""
        to = attrgetter(self.to)(about)
        if to is None:
            return
        over = clock(to, (attrgetter(self.ends_at)(about) if self.ends_at else None) or END_OF_DAY)
        ordered = sorted(set(days), reverse=True)
        if self.once and attrgetter(self.once)(about):
            ordered = ordered[-1:]
        for place, number in enumerate(ordered):
            due_at = clock(to - timedelta(days=number), self.at)
            is_last = place == len(ordered) - 1
            until = over if is_last else clock(to - timedelta(days=ordered[place + 1]), self.at)
            yield Moment(_name(to, place), due_at, until)


@dataclass(frozen=True, slots=True)
class AtOnceAndAfter:
    """Due as soon as something happened, and again so many days later, in the morning; never after a deadline."""

    since: str
    sensible_for: timedelta
    deadline: str

    def moments(self, about: Any, days: Sequence[int]) -> Iterator[Moment]:  # noqa: ANN401
        """Yield the moment it happened and a moment for each number of days."""
        happened_at, deadline = attrgetter(self.since)(about), attrgetter(self.deadline)(about)
        if happened_at is None:
            return
        day = happened_at.astimezone(LONDON).date()
        dues = [happened_at, *(clock(day + timedelta(days=number), TEN) for number in sorted(set(days)))]
        ends = [*dues[1:], dues[-1] + self.sensible_for]
        for place, (due_at, until) in enumerate(zip(dues, ends, strict=True)):
            if due_at < deadline:
                yield Moment(_name(day, place), due_at, min(until, deadline))


@dataclass(frozen=True, slots=True)
class UntilDeadline:
    """Due some days after a date, monthly until motions open, then weekly, and each of the last mornings.

    Never after the deadline, and never more often than `most` says: then those in the middle are further apart.
    """

    since: str
    opens_on: str
    deadline: str
    most: str

    def moments(self, about: Any, days: Sequence[int]) -> Iterator[Moment]:  # noqa: ANN401
        """Yield a moment for each morning; each makes sense until the next one, the last until the deadline."""
        since, deadline = attrgetter(self.since)(about), attrgetter(self.deadline)(about)
        if since is None:
            return
        opens_on = attrgetter(self.opens_on)(about)
        mornings = _mornings(since + timedelta(days=min(days)), opens_on, deadline, attrgetter(self.most)(about))
        ends = [*(clock(day, TEN) for day in mornings[1:]), deadline]
        for day, until in zip(mornings, ends, strict=False):
            yield Moment(day.isoformat(), clock(day, TEN), until)


def opening_day(opens_on: date | None, deadline: datetime) -> date:
    """Return the day from which motions can be sent, or, where nobody knows it, from which it is time to ask."""
    return opens_on or deadline.astimezone(LONDON).date() - USUALLY_OPEN


def _mornings(first: date, opens_on: date | None, deadline: datetime, most: int) -> list[date]:
    """Return the days on which to ask, in order."""
    day = deadline.astimezone(LONDON).date()
    last = day if clock(day, TEN) < deadline else day - timedelta(days=1)
    begins = max(first, min(opening_day(opens_on, deadline), last))
    daily = [last - timedelta(days=back) for back in reversed(range(LAST_MORNINGS))]
    daily = [day for day in daily if day >= first]
    # Before motions open nobody can send one: once a month is enough for it not to be forgotten.
    early = _every(MONTH, first, begins)
    weekly = _every(WEEK, begins, daily[0] if daily else first)
    if len(early) + len(weekly) + len(daily) <= most:
        return [*early, *weekly, *daily]
    daily = daily[-min(2, most // 2) :]
    early = _spread(early, min(2, most - len(daily) - 1))
    return [*early, *_spread(weekly, most - len(daily) - len(early)), *daily]


def _every(step: timedelta, first: date, end: date) -> list[date]:
    """Return the days from the first on, so far apart, before the end."""
    days = (first + step * number for number in range(MOST_WEEKS))
    return list(takewhile(lambda day: day < end, days))


def _spread(days: list[date], most: int) -> list[date]:
    """Return at most so many of these days: the first, and the others as evenly as they come."""
    if len(days) <= most:
        return days
    return [days[place * len(days) // most] for place in range(most)]


def _name(day: date, place: int) -> str:
    return f"{day.isoformat()}:{place + 1}" if place else day.isoformat()
