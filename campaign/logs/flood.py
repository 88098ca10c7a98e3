"""Keeping the log readable while everything fails alike: of the same error a few are written, and the rest counted.

With the database away, fifty visitors a second would write five thousand lines a second, until the disk is full too.
"""

import logging
import threading
import time

BURST = 3
SPAN = 10.0  # seconds
Key = tuple[str, int, str]


class Few(logging.Filter):
    """Lets through a few records of each error in each span of time, and says of how many it kept quiet."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        # When the span began, how many came in it, and how many were kept quiet before.
        self._seen: dict[Key, tuple[float, int, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is to be written; what holds no error always is."""
        if not record.exc_info or record.exc_info[0] is None:
            return True
        key = record.name, record.levelno, record.exc_info[0].__qualname__
        now = time.monotonic()
        with self._lock:
            began, number, quiet = self._seen.get(key, (now, 0, 0))
            if now - began >= SPAN:
                began, number, quiet = now, 0, quiet + max(0, number - BURST)
            is_let_through = number < BURST
            self._seen[key] = began, number + 1, 0 if is_let_through else quiet
        if is_let_through and quiet:
            record.msg, record.args = f"{record.getMessage()} ({quiet} more like this before it)", ()
        return is_let_through
