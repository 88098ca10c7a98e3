"""Load affiliates from a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clps.importing.affiliates import AffiliatePlan, import_affiliates
from clps.importing.csv_files import BadFile


class Command(BaseCommand):
    """Load affiliates from a file such as clps/data/affiliates.csv."""

    help = (
        "Load unions, societies and groups from a CSV file. A second time changes nothing. "
        "clps/data/README.md says what the columns are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and what to do with it."""
        parser.add_argument("file", type=Path, help="the CSV file, such as clps/data/affiliates.csv")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        """Load the file; raise CommandError, with every line that is wrong, when it cannot be loaded."""
        try:
            plan = import_affiliates(file.read_bytes(), dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except BadFile as error:
            raise CommandError(f"{file} was not loaded and nothing was changed.\n{error}") from error
        self.stdout.write(describe(plan))
        if dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")


def describe(plan: AffiliatePlan) -> str:
    """Return what a plan adds, changes and leaves, in a line or two."""
    lines = [f"Affiliates: {len(plan.added)} added, {len(plan.changed)} changed, {len(plan.unchanged)} unchanged."]
    if plan.missing:
        lines.append(f"Not in this file and left alone: {len(plan.missing)}.")
    return "\n".join(lines)
