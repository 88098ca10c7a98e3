"""`manage.py backup`: everything in one file, shown to restore."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from campaign.operations.archive import Unreadable, new_identity
from campaign.operations.backups import NotProven, backup_folder, make_backup, prune
from campaign.operations.databases import NotPossible


class Command(BaseCommand):
    """Back up the database, the settings and the list of what people took back."""

    help = "Write everything that the site holds into one file; with --prove, restore it once to see that it does."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where it goes, for whom, and whether it is proven."""
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="Where to write it; BACKUP_DIR where unset.")
        parser.add_argument("--prove", action="store_true", help="Restore it into a scratch database and compare.")
        parser.add_argument(
            "--recipient",
            action="append",
            metavar="AGE1...",
            help="Whose key opens it; more than one may be named. BACKUP_RECIPIENTS where unset.",
        )
        parser.add_argument(
            "--with-secrets", action="store_true", help="Keep passwords and keys in it too. It has to be encrypted."
        )
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="Make no backup: write a new key, and print its public half."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, prove it, take the oldest away; raise CommandError with what was wrong."""
        if options["new_key"]:
            return self.make_key(options["new_key"])
        recipients = options["recipient"] or settings.BACKUP_RECIPIENTS
        if options["with_secrets"] and not recipients:
            raise CommandError("Secrets only go into an encrypted backup. Name a key: --recipient age1...")
        folder = options["to"] or backup_folder()
        try:
            backup = make_backup(
                folder=folder, recipients=recipients, with_secrets=options["with_secrets"], prove=options["prove"]
            )
            gone = prune(folder, keep=settings.BACKUPS_KEPT)
        except NotProven as error:
            raise CommandError(f"A backup was made, but it does not restore. {error}") from error
        except (NotPossible, Unreadable) as error:
            raise CommandError(f"No backup was made. {error}") from error
        except OSError as error:
            raise CommandError(f"No backup was made. {error.strerror}: {error.filename or folder}") from error
        how = "encrypted" if backup.is_encrypted else "not encrypted"
        self.stdout.write(f"{folder / backup.name}: {backup.rows:,} rows, {filesizeformat(backup.size)}, {how}.")
        if backup.proven_at:
            self.stdout.write("Proven: it restored into a scratch database, and every table has its rows.")
        if gone:
            self.stdout.write(f"Taken away, as older than the newest {settings.BACKUPS_KEPT}: {len(gone)}.")
        return None

    def make_key(self, path: Path) -> None:
        """Write a key that opens backups, for its owner's eyes alone, and say where its two halves belong."""
        identity = new_identity()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"No key was made. {error.strerror}: {path}") from error
        with os.fdopen(handle, "w") as file:
            file.write(f"# It opens the backups of this site.\n{identity}\n")
        self.stdout.write(f"BACKUP_RECIPIENTS={identity.to_public()}")
        self.stdout.write(
            f"Put that line into the settings. Take {path} away from this server and keep it in two places: "
            "without it no backup can be opened."
        )
