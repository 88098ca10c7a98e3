"""Keeping errors: a handler of the log that nothing waits for, and that can neither fail a request nor call itself.

Whoever stumbles has enough to do, and perhaps a transaction that is about to be rolled back. So the handler only notes
what it saw; a thread with a connection of its own writes it down, a sort at a time, and forgets what it cannot write:
where the database is away, the log has it all the same.
"""

import atexit
import logging
import threading
from contextlib import suppress

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import F
from django.utils import timezone

from campaign.errors.sightings import Sighting, sighting_of

# So many sorts wait to be written at most; thousands of one sort are one.
MOST_SORTS = 100
PAUSE = 1.0  # seconds between two writings: a storm of errors makes few
LAST_WORDS = 3.0  # seconds that a process which ends waits for them


class Keeper(logging.Handler):
    """Notes each record that is an error."""

    def __init__(self, level: int | str = logging.ERROR) -> None:
        """Begin with nothing noted."""
        super().__init__(level)
        self._noted: dict[str, Sighting] = {}
        self._guard = threading.Lock()
        self._writer: threading.Thread | None = None
        self._hurry = threading.Event()
        atexit.register(self.flush)

    def emit(self, record: logging.LogRecord) -> None:
        """Note it, unless it is our own trouble; whatever goes wrong here stays here."""
        if threading.current_thread() is self._writer or not settings.KEEPS_ERRORS:
            return
        with suppress(Exception):
            self._note(sighting_of(record))

    def flush(self) -> None:
        """Have written what is noted, or give up soon."""
        self._hurry.set()
        if (writer := self._writer) and writer is not threading.current_thread():
            writer.join(LAST_WORDS)

    def _note(self, sighting: Sighting) -> None:
        with self._guard:
            if known := self._noted.get(sighting.digest):
                known.add(sighting)
            elif len(self._noted) < MOST_SORTS:
                self._noted[sighting.digest] = sighting
            # After a fork there is a note of a thread, but no thread.
            if self._writer is None or not self._writer.is_alive():
                self._hurry.clear()
                self._writer = threading.Thread(target=self._write_while_noted, name="errors", daemon=True)
                self._writer.start()

    def _write_while_noted(self) -> None:
        while noted := self._taken():
            with suppress(Exception):
                write(noted)
            self._hurry.wait(PAUSE)
        with suppress(Exception):
            connection.close()

    def _taken(self) -> list[Sighting]:
        with self._guard:
            noted, self._noted = list(self._noted.values()), {}
            if not noted:
                self._writer = None
            return noted


def write(sightings: list[Sighting]) -> None:
    """Write each sort into its row."""
    from campaign.errors.models import KeptError  # the log is set up before there are models

    close_old_connections()
    for one in sightings:
        rows = KeptError.objects.filter(digest=one.digest)
        KeptError.objects.bulk_create(
            [
                KeptError(
                    digest=one.digest,
                    kind=one.kind,
                    place=one.place,
                    doing=one.doing,
                    first_at=one.first_at,
                    last_at=one.last_at,
                )
            ],
            ignore_conflicts=True,
        )
        rows.update(times=F("times") + one.times, last_at=one.last_at, request_id=one.request_id)


def forget_outdated() -> int:
    """Take away what has not happened for long; return how many sorts that were."""
    from campaign.errors.models import KeptError

    gone, _ = KeptError.objects.outdated(timezone.now()).delete()
    return gone
