"""The scheduler that rings each minute. It remembers nothing between two starts, and forgives a clock that jumps."""

import logging
import time
from datetime import timedelta
from typing import Any

from celery import beat
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from campaign.vitals import pulses
from campaign.vitals.models import Part

logger = logging.getLogger(__name__)

# Longer than this it does not sleep: a clock set back is noticed within it, and so is an end.
LONGEST_SLEEP = 20  # seconds


class Scheduler(beat.Scheduler):
    """Celery's scheduler without its file. When the clock was set, every entry starts anew from the time it is now."""

    max_interval = LONGEST_SLEEP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Note what the two clocks say, one that can be set and one that cannot."""
        self._difference = time.time() - time.monotonic()
        self._signed_at = 0.0
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due and give a sign of life; return how many seconds to sleep."""
        difference = time.time() - time.monotonic()
        if abs(difference - self._difference) > LONGEST_SLEEP:
            self._start_anew()
        self._difference = difference
        sleep = super().tick(*args, **kwargs)
        if time.monotonic() - self._signed_at >= LONGEST_SLEEP:
            self._signed_at = time.monotonic()
            sign()
        return min(sleep, LONGEST_SLEEP)

    def apply_entry(self, entry: beat.ScheduleEntry, producer: Any = None) -> None:  # noqa: ANN401 - Celery's own
        """Send one that is due. What the broker refuses is one line in the log, and comes again in a minute."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except beat.SchedulingError as error:
            logger.warning("Not sent: %s (%s). It comes again.", entry.name, type(error.__cause__ or error).__name__)

    def _start_anew(self) -> None:
        """Count from now: what an entry remembers was said by a clock that was wrong then, or is now."""
        now = self.app.now()
        for entry in self.schedule.values():
            entry.last_run_at = now - timedelta(minutes=1)
        self._heap = None


def sign() -> None:
    """Write that the scheduler lives, where the database takes it: it goes on ringing without."""
    close_old_connections()
    try:
        pulses.note_end(Part.SCHEDULER, timezone.now())
    except DatabaseError as error:
        logger.warning("The scheduler could not give its sign of life (%s).", type(error).__name__)
