"""What has to be done in a database that has just been brought back, before anybody sees it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import F

from campaign.mail.outbox.pausing import pause_after_restore
from campaign.mail.reminders.upkeep import list_lost_mail
from campaign.operations.tombstones import Tombstone, TombstoneKind
from campaign.recovery.replay import replay
from motions.models import Motion, Standing

# Beyond whatever was given out in the lost hours: numbers in addresses, in the keys of mails and in the arithmetic of
# senders, and the versions under which browsers and servers keep pages.
LEAP = 1_000_000
# SQLite makes the line of a table with its first row; one that was empty may have had rows in the lost hours.
EVERY_SEQUENCE = """
INSERT INTO sqlite_sequence (name, seq)
SELECT name, 0 FROM sqlite_master
 WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)
"""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What was done: how many mails are in doubt, and how many removals, stops and the like were done again.

    Of what was taken from the last owner nothing is done again; then `owner_kept` is true.
    """

    mails_in_doubt: int
    done_again: Counter[TombstoneKind]
    owner_kept: bool


def after_restore(*, backed_up_at: datetime, now: datetime, stones: Sequence[Tombstone]) -> Aftermath:
    """Make a database that holds everything up to `backed_up_at` fit to go on from `now`.

    Effects: all mail is paused; removals and stops since are done again; mail that was due meanwhile is unknown, for
    an organiser to decide; everybody signs in anew; no number is given out twice.
    """
    skip_lost_numbers()
    pause_after_restore(backed_up_at)
    replayed = replay(stones)
    lost = list_lost_mail(backed_up_at, now)
    Session.objects.all().delete()
    return Aftermath(lost, replayed.done, replayed.owner_kept)


def skip_lost_numbers() -> None:
    """Let what is made from now on have numbers that nothing had in the lost hours, and draw every page anew."""
    Motion.objects.update(progress_version=F("progress_version") + LEAP)
    Standing.objects.update(facts_version=F("facts_version") + LEAP)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(EVERY_SEQUENCE)
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s", [LEAP])
            return
        tables = connection.introspection.table_names(cursor)
        sequences = [one for table in tables for one in connection.introspection.get_sequences(cursor, table)]
        for name in sorted(sequence["name"] for sequence in sequences if sequence["name"]):
            cursor.execute("SELECT setval(%s, nextval(%s) + %s)", [f'"{name}"', f'"{name}"', LEAP])
