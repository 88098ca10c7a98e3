"""Telling a worker that there is something to do. Nobody waits for it, and nothing depends on it.

The database holds what is to be done, and each minute a round finds it. So the doorbell is rung from a thread of its
own: a broker that is away, full, frozen or wrongly named costs whoever reports something neither time nor an error.
"""

import contextvars
import logging
import threading
import time

from celery import current_app
from django.conf import settings

logger = logging.getLogger(__name__)


class Bell:
    """Rings, once for all who asked while it was ringing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = False
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Ring soon, and return at once. A process that ends waits until it has rung."""
        with self._lock:
            self._asked = True
            if self._thread is None:
                # What is known of the request that asks, its number above all, goes with the message.
                ring = contextvars.copy_context().run
                self._thread = threading.Thread(target=ring, args=(self._ring_while_asked,), name="doorbell")
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until it has rung, but no longer than this."""
        if thread := self._thread:
            thread.join(seconds)

    def _ring_while_asked(self) -> None:
        while self._is_asked():
            send()

    def _is_asked(self) -> bool:
        with self._lock:
            asked, self._asked = self._asked, False
            if not asked:
                self._thread = None
            return asked


def send() -> None:
    """Send one message; what goes wrong is one line in the log, without the error's words: they may name a password.

    The task is named, not imported, so that nothing here depends on the mail that answers.
    """
    try:
        current_app.send_task(settings.DOORBELL_TASK, kwargs={"rung_at": time.time()}, retry=False)
    except Exception as error:
        # Each broker has errors of its own, and none of them is a reason to refuse a report.
        logger.warning("The doorbell did not ring (%s). The next round will find what is due.", type(error).__name__)


_bell = Bell()


def ring_doorbell() -> None:
    """Tell a worker that there is something to do; with no broker, the minute's round finds it later."""
    _bell.ring()
