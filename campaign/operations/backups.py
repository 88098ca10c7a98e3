"""Making a backup, and proving that it restores. A backup that nobody has ever restored is a hope.

The settings go with it, without the secrets unless asked.
"""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from campaign.operations import archive, tombstones
from campaign.operations.archive import Manifest, Opened, Unreadable, new_identity, opened, pack, sha256_of
from campaign.operations.databases import Counts, NotPossible, connected_to, count_rows, site_store
from campaign.operations.models import Backup
from campaign.operations.scratch import BACKUP, PREFIX, clear_abandoned, scratch_folder


class NotProven(Exception):
    """A backup was made, but does not restore to what it was made from. The message says in which tables."""


def make_backup(*, folder: Path, recipients: Sequence[str], with_secrets: bool = False, prove: bool = False) -> Backup:
    """Write a backup into a folder, and prove it where asked; return its record.

    Raises NotPossible, Unreadable or OSError where none could be made, and NotProven where it does not restore: the
    file then stays, for somebody to look at.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for place in (folder, Path(settings.VAR_DIR)):
        clear_abandoned(place)
    made_at = timezone.now()
    name = f"{PREFIX}{made_at:%Y-%m-%dT%H%M%SZ}.tar{'.age' if recipients else ''}"
    # The proof opens the very file that is kept. So it is encrypted for one reader more, who is forgotten at once.
    reader = new_identity() if recipients and prove else None
    readers = [*recipients, str(reader.to_public())] if reader else list(recipients)
    with scratch_folder(BACKUP, folder) as scratch:
        counts = _gather(scratch, made_at, with_secrets=with_secrets)
        pack(scratch, folder / name, recipients=readers)
    backup = Backup.objects.create(
        name=name,
        made_at=made_at,
        size=(folder / name).stat().st_size,
        rows=sum(counts.values()),
        is_encrypted=bool(recipients),
    )
    if prove:
        prove_backup(backup, folder / name, identities=[str(reader)] if reader else [])
    return backup


def _gather(folder: Path, made_at: datetime, *, with_secrets: bool) -> Counts:
    """Put everything that belongs into a backup into a folder."""
    dump = folder / archive.DATABASE
    counts = site_store().dump(dump)
    (folder / archive.SETTINGS).write_text(settings_file(with_secrets=with_secrets))
    if tombstones.path().exists():
        (folder / archive.TOMBSTONES).write_bytes(tombstones.path().read_bytes())
    manifest = Manifest(
        made_at=made_at, vendor=connection.vendor, counts=counts, migrations=migrations_here(), sha256=sha256_of(dump)
    )
    manifest.write(folder / archive.MANIFEST)
    return counts


def prove_backup(backup: Backup, path: Path, *, identities: Sequence[str]) -> None:
    """Restore a backup into a scratch database and compare; its record says when, or what was wrong.

    Raises NotProven where it is not what it was made from.
    """
    try:
        with opened(path, identities=identities, scratch=path.parent) as found:
            check_restores(found)
    except (NotProven, NotPossible, Unreadable) as error:
        Backup.objects.filter(pk=backup.pk).update(trouble=str(error))
        raise NotProven(str(error)) from error
    backup.proven_at = timezone.now()
    backup.save(update_fields=["proven_at"])


def check_restores(found: Opened) -> None:
    """Fill a scratch database from a backup, count every table and follow every reference; raise NotProven."""
    with site_store().scratch(found.database) as name, connected_to(name):
        try:
            check_counts(found.manifest.counts)
            connection.check_constraints()
            missing = set(found.manifest.migrations) - set(migrations_here())
        except IntegrityError as error:
            # The error's own words name a row.
            raise NotProven("Restored, a row refers to one that is not there.") from error
        except DatabaseError as error:
            raise NotProven(f"Restored, it cannot be read: {type(error).__name__}.") from error
    if missing:
        raise NotProven(f"Restored, it has lost {len(missing)} migrations.")


def check_counts(expected: Counts) -> None:
    """Raise NotProven where the database that Django is connected to has other numbers of rows than it should."""
    if differing := _differing(expected, count_rows()):
        raise NotProven(f"Restored, these tables have other numbers of rows: {differing}.")


def prune(folder: Path, *, keep: int) -> list[str]:
    """Take away the oldest backups of a folder but so many, and never the last that was proven; return their names."""
    proven = set(Backup.objects.proven().order_by("-made_at").values_list("name", flat=True)[:1])
    files = sorted(folder.glob(f"{PREFIX}*.tar*"), reverse=True)
    gone = [file for file in files[keep:] if file.name not in proven]
    for file in gone:
        file.unlink()
    return [file.name for file in gone]


def migrations_here() -> list[str]:
    """Return every migration that the database has had, as `app.name`."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def backup_folder() -> Path:
    """Return where backups are put."""
    return Path(settings.BACKUP_DIR)


def _differing(before: Counts, after: Counts) -> str:
    tables = sorted({*before, *after})
    return ", ".join(
        f"{table} ({before.get(table, 0)}, now {after.get(table, 0)})"
        for table in tables
        if before.get(table) != after.get(table)
    )


# What gives somebody power, or leads to a mailbox: passwords, keys, and addresses that have one inside.
SECRET = re.compile(r"SECRET|KEY|PASSWORD|TOKEN|DSN|^ANYMAIL_(?!PROVIDER)|_URL$")
# Addresses that everybody may know.
OPEN = frozenset({"SITE_URL", "POSTCODES_URL"})
LEFT_OUT = "# {name} was set; it is a secret, and not in this backup."


def settings_file(*, with_secrets: bool) -> str:
    """Return the text of an `.env` that sets this site up again."""
    return "".join(f"{line}\n" for line in _lines(with_secrets=with_secrets))


def is_secret(name: str) -> bool:
    """Whether the value of a variable is for the server alone."""
    return name not in OPEN and SECRET.search(name) is not None


def _lines(*, with_secrets: bool) -> Iterator[str]:
    for name in sorted(_names()):
        # What stands in .env is in the environment too: the settings have read it.
        if value := os.environ.get(name, ""):
            yield f"{name}={value}" if with_secrets or not is_secret(name) else LEFT_OUT.format(name=name)


def _names() -> set[str]:
    example = (settings.BASE_DIR / ".env.example").read_text()
    named = re.findall(r"^(?:# ?)?([A-Z][A-Z_]+)=", example, re.MULTILINE)
    return {*named, *(name for name in os.environ if name.startswith("ANYMAIL_"))}
