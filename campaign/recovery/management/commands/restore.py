"""`manage.py restore`: a backup in the place of the site's database."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from campaign.operations import archive, tombstones
from campaign.operations.archive import Opened, Unreadable, opened
from campaign.operations.backups import NotProven
from campaign.operations.databases import NotPossible
from campaign.operations.tombstones import NoList, Tombstone, TombstoneKind
from campaign.recovery.after_restore import Aftermath
from campaign.recovery.replay import OtherKey
from campaign.recovery.restoring import Refused, Restored, check_fits, restore

ASKS = """\
This backup holds everything up to {moment}.
It takes the place of the site's database. What came in since is on the site no more; the database as it is now is put
aside, under another name. Stop the site first (web, worker and scheduler): what people report meanwhile would be lost.
Type yes to go on: """
DONE_AGAIN = {
    TombstoneKind.REMOVED: "people removed",
    TombstoneKind.CLOSED: "campaigns closed",
    TombstoneKind.STOPPED: "stops made",
    TombstoneKind.RESUMED: "stops taken back",
    TombstoneKind.SUPPRESSED: "addresses no longer written to",
    TombstoneKind.LIFTED: "addresses written to again",
    TombstoneKind.NEVER_AGAIN: "mailboxes never to be written to",
    TombstoneKind.WELCOME_AGAIN: "mailboxes that may be written to again",
    TombstoneKind.NEVER_CALL: "people never to be called",
    TombstoneKind.RIGHTS: "people who may do less",
    TombstoneKind.ENDED: "tokens, webhooks, invitations and calendars ended",
}
OWNER_KEPT = (
    "One owner keeps their rights, which were taken away since, because the site would have none: make another with "
    "make_owner, then take theirs away."
)


class Command(BaseCommand):
    """Bring a backup back."""

    help = "Put what a backup holds in the place of the site's database, which is put aside under another name."
    # It has to work where the site's own database is gone.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, what opens it, and the list of removals and stops where that was kept elsewhere."""
        parser.add_argument("file", type=Path, metavar="FILE", help="The backup.")
        parser.add_argument("--identity", type=Path, metavar="FILE", help="The file with the key that opens it.")
        parser.add_argument(
            "--tombstones", type=Path, metavar="FILE", help="A newer tombstones.jsonl that was kept elsewhere."
        )
        parser.add_argument(
            "--settings-to", type=Path, metavar="FILE", help="Change nothing: write the settings in the backup there."
        )
        parser.add_argument("--yes", action="store_true", help="Do not ask: for scripts.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open, ask, restore and say what to do next; raise CommandError with what was wrong."""
        try:
            identities = keys_in(options["identity"]) if options["identity"] else []
            with opened(options["file"], identities=identities, scratch=settings.VAR_DIR) as found:
                if options["settings_to"]:
                    return self.write_settings(found, options["settings_to"])
                check_fits(found)
                # Before it asks: a name with a slip in it is no empty list.
                stones = tombstones.read_named(options["tombstones"]) if options["tombstones"] else []
                if not options["yes"]:
                    self.ask(found)
                take_in(self.stdout.write, stones)
                restored = restore(found)
        except (Refused, NoList, OtherKey, NotPossible, NotProven, Unreadable) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        except OSError as error:
            raise CommandError(f"Nothing was restored. {error.strerror}: {error.filename}") from error
        return self.report(restored)

    def ask(self, found: Opened) -> None:
        """Go on only with a yes."""
        moment = timezone.localtime(found.manifest.made_at)
        try:
            answer = input(ASKS.format(moment=f"{moment:%-d %B %Y, %H:%M}"))
        except EOFError:
            raise CommandError("Nothing was restored: nobody said yes. A script says --yes.") from None
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was restored.")

    def report(self, restored: Restored) -> None:
        """Say what was done, and what somebody has to do now."""
        self.stdout.write(f"The database before it is put aside: {restored.put_aside}")
        tell_what_was_done(self.stdout.write, restored.backed_up_at, restored.aftermath)

    def write_settings(self, found: Opened, to: Path) -> None:
        """Write the settings that a backup holds into a new file, for its owner alone."""
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write((found.folder / archive.SETTINGS).read_text())
        self.stdout.write(f"The settings are in {to}. Nothing else was done.")


def take_in(say: Callable[[str], object], stones: Sequence[Tombstone]) -> None:
    """Add the lines of a list that was kept elsewhere to ours, and say how many were new."""
    if stones:
        say(f"Lines added to the list of removals and stops: {tombstones.merge(stones)} of {len(stones)}.")


def tell_what_was_done(say: Callable[[str], object], backed_up_at: datetime, aftermath: Aftermath) -> None:
    """Say as of when the site is now, what was done again, and what somebody has to do."""
    moment, done = timezone.localtime(backed_up_at), aftermath.done_again
    say(f"The site is as it was on {moment:%-d %B %Y at %H:%M}.")
    again = ", ".join(f"{done[kind]} {words}" for kind, words in DONE_AGAIN.items() if done[kind])
    say(f"Done again, because it was so since: {again or 'nothing'}.")
    if aftermath.owner_kept:
        say(OWNER_KEPT)
    say(
        f"All mail is paused, and everybody has to sign in anew. {aftermath.mails_in_doubt} mails may have gone since "
        "the backup, or not. Start the site, sign in, and decide about them: the front page leads there and lets mail "
        "go."
    )


def keys_in(path: Path) -> list[str]:
    """Return the keys in a file, as `backup --new-key` or age's own program writes it."""
    return [line for line in path.read_text().split() if line.startswith("AGE-SECRET-KEY-")]
