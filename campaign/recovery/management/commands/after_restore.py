"""`manage.py after_restore`: what `restore` does afterwards, for a database that something else brought back."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from campaign.operations import tombstones
from campaign.operations.tombstones import NoList
from campaign.recovery.after_restore import after_restore
from campaign.recovery.management.commands.restore import take_in, tell_what_was_done
from campaign.recovery.replay import OtherKey, stones_since
from campaign.startup import MIGRATE, in_words, pending_migrations

NO_TIME = "Write the time as 2027-03-01T03:10, by the clock of this country, and not one to come."


class Command(BaseCommand):
    """Put right a database that a platform, a machine’s snapshot or `pg_restore` brought back to an earlier time."""

    help = "After the database was brought back by other means: pause mail, and do again what people took back since."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the time that the database is of, and the list where that was kept elsewhere."""
        parser.add_argument("time", help="As of when the database holds everything: 2027-03-01T03:10.")
        parser.add_argument(
            "--tombstones", type=Path, metavar="FILE", help="A newer tombstones.jsonl that was kept elsewhere."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it all or nothing, and say what was done; raise CommandError with what was wrong."""
        moment, now = read_time(options["time"]), timezone.now()
        if moment is None or moment > now:
            raise CommandError(NO_TIME)
        if pending := pending_migrations():
            raise CommandError(f"Nothing was done. {in_words(pending)} {MIGRATE}, and then this again.")
        try:
            take_in(self.stdout.write, tombstones.read_named(options["tombstones"]) if options["tombstones"] else [])
            with transaction.atomic():
                aftermath = after_restore(backed_up_at=moment, now=now, stones=stones_since(moment))
        except (NoList, OtherKey, OSError) as error:
            raise CommandError(f"Nothing was done. {error}") from error
        tell_what_was_done(self.stdout.write, moment, aftermath)


def read_time(typed: str) -> datetime | None:
    """Return a moment; one without a time zone is by the clock of this country. None for what is none."""
    try:
        moment = parse_datetime(typed)
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
