"""Whether mail goes, and whether the site could be brought back: what the desk, the health page and the alarm say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min, Subquery

from campaign.mail.models import Email
from campaign.mail.outbox.pausing import is_paused
from campaign.operations.models import Backup
from campaign.vitals.models import Part
from campaign.vitals.pulses import SILENT_AFTER, read_pulses
from motions.models import Event

# One is made each night; this leaves a night for whatever went wrong.
PROVEN_WITHIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of the parts that work by themselves, at one moment.

    `last_round`: when a round of mail last ended; None where none ever did. `last_tick`: the same of the scheduler.
    `waiting_since`: when the oldest mail was written that could go and has not; None while mail is paused.
    `working_since`: from when on there was something to write about, and a database to write it into.
    """

    now: datetime
    last_round: datetime | None
    last_tick: datetime | None
    waiting_since: datetime | None
    working_since: datetime | None

    @property
    def silent_since(self) -> datetime | None:
        """Since when no round of mail has ended, where that is too long; None while they do."""
        return self._overdue(self.last_round)

    @property
    def scheduler_silent_since(self) -> datetime | None:
        """Since when the scheduler has not ticked, where that is too long."""
        return self._overdue(self.last_tick)

    @property
    def stuck_since(self) -> datetime | None:
        """Since when a mail has waited to be taken by the mail server, where that is too long."""
        return self._too_long_ago(self.waiting_since)

    @property
    def is_well(self) -> bool:
        """Whether mail goes as it should."""
        return not (self.silent_since or self.scheduler_silent_since or self.stuck_since)

    @property
    def words(self) -> tuple[str, ...]:
        """What is wrong, a sentence each, without a time: most important first."""
        found = []
        if self.silent_since and self.scheduler_silent_since:
            found.append("Neither the worker nor the scheduler has given a sign of life.")
        elif self.silent_since:
            found.append("The worker has given no sign of life.")
        elif self.scheduler_silent_since:
            found.append("The scheduler has given no sign of life.")
        if self.stuck_since and not self.silent_since:
            found.append("The mail server does not take our mail.")
        return tuple(found)

    def _overdue(self, moment: datetime | None) -> datetime | None:
        return self._too_long_ago(moment or self.working_since)

    def _too_long_ago(self, moment: datetime | None) -> datetime | None:
        return moment if moment and self.now - moment > SILENT_AFTER else None


def read_signs(now: datetime) -> Signs:
    """Return how things stand. A handful of queries, however much mail there is."""
    pulses = read_pulses()
    at_work, ticking = pulses.get(Part.ROUND), pulses.get(Part.SCHEDULER)
    last_round = at_work.ended_at if at_work else None
    last_tick = ticking.ended_at if ticking else None
    waiting = None if is_paused() else Email.objects.never_taken().aggregate(oldest=Min("created_at"))["oldest"]
    working = None
    if not (last_round and last_tick):
        working = _working_since()
    return Signs(now, last_round, last_tick, waiting, working)


def _working_since() -> datetime | None:
    """Return since when somebody could have waited for mail; None where nothing has happened yet.

    A demonstration tells of months, in a database that was made a moment ago.
    """
    made = MigrationRecorder.Migration.objects.order_by("applied").values("applied")[:1]
    first = Event.objects.order_by("pk").values_list("at", Subquery(made)).first()
    return max(moment for moment in first if moment) if first else None


@dataclass(frozen=True, slots=True)
class BackupSign:
    """As of when the newest proven backup holds everything, at one moment; None where there is none."""

    now: datetime
    proven_to: datetime | None

    @property
    def is_overdue(self) -> bool:
        """Whether that is too long ago, or never was."""
        return self.proven_to is None or self.now - self.proven_to > PROVEN_WITHIN

    @property
    def is_told(self) -> bool:
        """Whether the desk says so: a demonstration on somebody's own machine needs no backup."""
        return self.proven_to is not None or not settings.DEBUG

    @property
    def is_alarming(self) -> bool:
        """Whether somebody has to see to it."""
        return self.is_overdue and not settings.DEBUG


def read_backup_sign(now: datetime) -> BackupSign:
    """Return how things stand, in one query."""
    return BackupSign(now, Backup.objects.last_proven_at())
