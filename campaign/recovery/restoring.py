"""Bringing a backup back: into a scratch database first, which takes the place of the site's own once it is whole."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from campaign.mail.outbox import pausing
from campaign.operations import archive, tombstones
from campaign.operations.archive import Opened
from campaign.operations.backups import check_counts
from campaign.operations.databases import connected_to, site_store
from campaign.operations.models import Backup
from campaign.recovery.after_restore import Aftermath, after_restore
from campaign.recovery.replay import stones_since

logger = logging.getLogger(__name__)


class Refused(Exception):
    """A backup cannot be brought back here. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: as of when the site is now, where the database before it is, and what followed."""

    backed_up_at: datetime
    put_aside: str
    aftermath: Aftermath


def check_fits(found: Opened) -> None:
    """Raise Refused where this release, or this site's database, cannot take a backup in."""
    manifest = found.manifest
    if manifest.vendor != connection.vendor:
        raise Refused(f"This backup is of {manifest.vendor}, and the site’s database is {connection.vendor}.")
    # Without a connection: the site's own database may be gone.
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations) | {name for one in loader.disk_migrations.values() for name in one.replaces}
    unknown = sorted(set(manifest.migrations) - {f"{app}.{name}" for app, name in known})
    if unknown:
        raise Refused(
            f"This backup was made by a newer release: this one does not know {unknown[0]}"
            f"{f' and {len(unknown) - 1} more' if unknown[1:] else ''}. Install that release, then restore."
        )


def restore(found: Opened) -> Restored:
    """Put what a backup holds in the place of the site's database; the one before is put aside, never lost.

    Raises Refused, NotPossible, NotProven or OtherKey before anything is changed. While it works no mail goes from the
    database that is to be replaced. What people report meanwhile is in that one alone: stop the site first.
    """
    check_fits(found)
    if (found.folder / archive.TOMBSTONES).exists():
        # The site may have moved house, and its list with the backup alone.
        tombstones.merge(tombstones.read(found.folder / archive.TOMBSTONES))
    backed_up_at = found.manifest.made_at
    with mail_held_back():
        stones = stones_since(backed_up_at)
        store = site_store()
        with store.scratch(found.database) as name:
            with connected_to(name):
                check_counts(found.manifest.counts)
                call_command("migrate", interactive=False, verbosity=0)
                aftermath = after_restore(backed_up_at=backed_up_at, now=timezone.now(), stones=stones)
                _record(found)
            put_aside = store.take_place(name)
    logger.warning("Brought back to %s.", backed_up_at.isoformat(timespec="seconds"))
    return Restored(backed_up_at, put_aside, aftermath)


@contextmanager
def mail_held_back() -> Iterator[None]:
    """Let no mail go while the database is replaced; should that fail, it goes as before."""
    try:
        held = pausing.pause(by=None, why="A backup is being brought back.")
    except DatabaseError:
        # There is no database, or it is empty or damaged: no mail goes from it.
        held = False
    try:
        yield
    except BaseException:
        if held:
            pausing.resume(by=None)
        raise


def _record(found: Opened) -> None:
    """Note in the restored database that this backup restores; it was made before anything knew of it."""
    now = timezone.now()
    Backup.objects.create(
        name=found.name,
        made_at=found.manifest.made_at,
        size=found.size,
        rows=sum(found.manifest.counts.values()),
        is_encrypted=found.is_sealed,
        proven_at=now,
    )
