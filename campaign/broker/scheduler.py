"""The scheduler that rings each minute. It remembers nothing between two starts, and forgives a clock that jumps."""

import time
from datetime import timedelta
from typing import Any

from celery import beat

# Longer than this it does not sleep: a clock set back is noticed within it.
LONGEST_SLEEP = 20  # seconds


class Scheduler(beat.Scheduler):
    """Celery's scheduler without its file. When the clock was set, every entry starts anew from the time it is now."""

    max_interval = LONGEST_SLEEP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Note what the two clocks say, one that can be set and one that cannot."""
        self._difference = time.time() - time.monotonic()
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; return how many seconds to sleep."""
        difference = time.time() - time.monotonic()
        if abs(difference - self._difference) > LONGEST_SLEEP:
            self._start_anew()
        self._difference = difference
        return min(super().tick(*args, **kwargs), LONGEST_SLEEP)

    def _start_anew(self) -> None:
        """Count from now: what an entry remembers was said by a clock that was wrong then, or is now."""
        now = self.app.now()
        for entry in self.schedule.values():
            entry.last_run_at = now - timedelta(minutes=1)
        self._heap = None
