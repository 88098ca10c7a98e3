"""Load CLPs from a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clps.importing import BadFile, CLPPlan, import_clps


class Command(BaseCommand):
    """Load CLPs from a file such as clps/data/clps.csv."""

    help = "Load CLPs from a CSV file. A second time changes nothing. clps/data/README.md says what the columns are."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and what to do with it."""
        parser.add_argument("file", type=Path, help="the CSV file, such as clps/data/clps.csv")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument(
            "--remove-missing",
            action="store_true",
            help="remove the CLPs that are not in the file; refused if anything is recorded for one of them",
        )

    def handle(self, *args: Any, file: Path, dry_run: bool, remove_missing: bool, **options: Any) -> None:
        """Load the file; raise CommandError, with every line that is wrong, when it cannot be loaded."""
        try:
            plan = import_clps(file.read_bytes(), remove_missing=remove_missing, dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except BadFile as error:
            raise CommandError(f"{file} was not loaded and nothing was changed.\n{error}") from error
        self.stdout.write(describe(plan))
        if dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")


def describe(plan: CLPPlan) -> str:
    """Return what a plan adds, changes and leaves, in a line or two."""
    lines = [f"{len(plan.added)} added, {len(plan.changed)} changed, {len(plan.unchanged)} unchanged."]
    if plan.missing and plan.removes_missing:
        lines.append(f"Removed, because not in this file: {len(plan.missing)}.")
    elif plan.missing:
        lines.append(f"Not in this file and left alone: {len(plan.missing)}.")
    return "\n".join(lines)
