"""`manage.py prepare`: bring the database to where the site can be served from it."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clps.models import CLP, Affiliate


class Command(BaseCommand):
    """Migrate, then bring in what is missing. Run again, it changes nothing."""

    help = "Migrate the database, then load CLPs, affiliates and a demonstration campaign where there are none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--no-demonstration` and `--port`."""
        parser.add_argument("--no-demonstration", action="store_true", help="Leave the demonstration campaign out.")
        parser.add_argument("--port", type=int, help="Stop, before anything else, where this port is taken.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the database; raise CommandError where the port is taken."""
        if options["port"]:
            refuse_taken_port(options["port"])
        with one_at_a_time():
            self._prepare(**options)

    def _prepare(self, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        # Only the first time: a campaign may have corrected a name or a region since.
        if not CLP.objects.exists():
            call_command("import_clps", str(settings.BASE_DIR / "clps" / "data" / "clps.csv"))
        if not Affiliate.objects.exists():
            call_command("import_affiliates", str(settings.BASE_DIR / "clps" / "data" / "affiliates.csv"))
        if not options["no_demonstration"]:
            call_command("seed_demo")
            # By its name, as the doorbell is rung: nothing here depends on the desk.
            call_command("seed_demo_desk")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until another `make run` in this folder is prepared: two who make the same tables would trip each other."""
    with (settings.VAR_DIR / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # it ends with the file, and so with the process
        yield


def refuse_taken_port(port: int) -> None:
    """Raise CommandError, with the way out, where something listens on this machine's `port` already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Is Carried running already? "
                f"Stop it, or choose another port: make run PORT={port + 1}"
            ) from error
