"""How long people wait for a first answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from motions.models.advice import AdviceQuerySet

# What was long ago says nothing of the organisers of today.
LOOKING_BACK = timedelta(days=90)
# From fewer answers nobody can say what is usual.
LEAST_ANSWERS = 5


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """The waits for a first answer, summed up: how many there were, and the one in the middle."""

    answered: int
    median: timedelta | None

    @property
    def words(self) -> str:
        """The middle one in words; "" where there was none."""
        return in_words(self.median) if self.median is not None else ""

    @property
    def is_telling(self) -> bool:
        """Whether there are enough of them to tell the next person what to expect."""
        return self.answered >= LEAST_ANSWERS


def sum_up(waits: Iterable[timedelta]) -> ResponseTimes:
    """Return how many waits there are and their median."""
    seconds = [wait.total_seconds() for wait in waits]
    return ResponseTimes(len(seconds), timedelta(seconds=median(seconds)) if seconds else None)


def response_times(requests: AdviceQuerySet, now: datetime) -> ResponseTimes:
    """Return the waits of the questions first answered in the last 90 days, in one query."""
    answered = requests.filter(first_answered_at__gt=now - LOOKING_BACK).order_by()
    rows = answered.values_list("asked_at", "first_answered_at")
    return sum_up(first - asked for asked, first in rows if first)


def in_words(wait: timedelta) -> str:
    """Return a wait as people say it, rounded to what matters."""
    hours = round(wait / timedelta(hours=1))
    if wait < timedelta(hours=1):
        return "less than an hour"
    if hours < 36:
        return "an hour" if hours == 1 else f"{hours} hours"
    return f"{round(wait / timedelta(days=1))} days"
