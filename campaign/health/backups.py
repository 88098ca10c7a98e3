"""Whether the site could be brought back: when the last backup was made that has been shown to restore."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from campaign.operations.models import Backup

# One is made each night; this leaves a night for whatever went wrong.
PROVEN_WITHIN = timedelta(days=2)


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
