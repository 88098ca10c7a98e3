"""The pace that the target needs, and a plain forecast with its range. Pure functions of days and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, sqrt

WINDOW = 42  # days: six weeks, so that every CLP that meets once a month has met
LEAST_DAYS = 21  # of counting, before anything is said
LEAST_CLPS = 8  # carried within the window, before anything is said
# Four in five of a normal distribution lie within so many standard deviations.
FOUR_IN_FIVE = 1.2816


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it goes and how fast it would have to go, in CLPs a week."""

    needed: float | None
    lately: float
    weeks_left: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many will have carried it by the deadline, if the last weeks go on, and what it was worked out from."""

    low: int
    likely: int
    high: int
    lately: int
    window: int


def measure_pace(days: Sequence[date], *, today: date, deadline_day: date, target: int | None) -> Pace | None:
    """Return the pace from the days on which CLPs carried it; None once the deadline has passed.

    Nothing is needed (None) without a target, or once it is reached.
    """
    left = (deadline_day - today).days
    if left < 0:
        return None
    carried = sum(day <= today for day in days)
    # On the last day there is a day left, and nothing is divided by nought.
    weeks = max(left, 1) / 7
    needed = (target - carried) / weeks if target is not None and carried < target else None
    lately, window = _lately(days, today)
    return Pace(needed, 7 * lately / window, left / 7)


def forecast(days: Sequence[date], *, today: date, deadline_day: date, most: int) -> Forecast | None:
    """Return how many will have carried it by the deadline; None with too little to go by, or no time left.

    CLPs are taken to carry it one by one, as they did in the last six weeks (a Poisson process whose rate is known
    only from that count). The range holds four in five of the counts that chance then makes: its variance is that of
    the count to come and that of the rate. `most` is every CLP that could still count.
    """
    left = (deadline_day - today).days
    lately, window = _lately(days, today)
    if left <= 0 or lately < LEAST_CLPS or window < LEAST_DAYS:
        return None
    carried = sum(day <= today for day in days)
    ratio = left / window
    mean = lately * ratio
    spread = FOUR_IN_FIVE * sqrt(mean + lately * ratio * ratio)
    low, high = floor(carried + max(0.0, mean - spread)), ceil(carried + mean + spread)
    return Forecast(min(low, most), min(round(carried + mean), most), min(high, most), lately, window)


def _lately(days: Sequence[date], today: date) -> tuple[int, int]:
    """Return how many carried it in the last six weeks, and how many of those days there were since the first."""
    past = [day for day in days if day <= today]
    if not past:
        return 0, WINDOW
    # A campaign of ten days has no six weeks behind it: its pace is that of the ten days.
    window = min(WINDOW, (today - min(past)).days + 1)
    return sum(day > today - timedelta(days=window) for day in past), window
