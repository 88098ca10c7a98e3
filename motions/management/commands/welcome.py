"""`manage.py welcome`: say where the site is, and who to sign in as."""

import os
import socket
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser

from motions.demo import ADMIN, ORGANISER, PASSWORD, REGION, REGIONAL
from motions.models import Campaign

PATIENCE = 60  # seconds for the site to answer; it needs two or three


class Command(BaseCommand):
    """Print the address of the site and of its admin, and for the demonstration who to sign in as."""

    help = "Say where the site is, and who to sign in as."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--once-serving`."""
        parser.add_argument("--once-serving", type=int, metavar="PORT", help="Wait until this port answers.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the welcome; print nothing when the site never came to answer."""
        if options["once_serving"] is None or comes_to_answer(options["once_serving"]):
            self.stdout.write(f"\n{welcome()}\n")


def comes_to_answer(port: int) -> bool:
    """Wait until this machine's `port` answers; return False if it does not, or when whoever waits for it is gone."""
    parent, until = os.getppid(), time.monotonic() + PATIENCE
    while os.getppid() == parent and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.2)
    return False


def welcome() -> str:
    """Return what a newcomer needs: where the site is, and how to sign in."""
    lines = [f"  Carried is running:  {settings.SITE_URL}/", f"  To organise:         {settings.SITE_URL}/admin/"]
    if demonstration_is_open():
        lines += [
            f"  Sign in as:          {ORGANISER}, password “{PASSWORD}”",
            f"  The same password:   {ADMIN} (texts, settings, people), {REGIONAL} ({REGION} only)",
        ]
        lines.append("  This is a demonstration: every report in it is made up. For a real campaign: make campaign")
    elif Campaign.objects.current() is None:
        lines.append("  No campaign is set up yet: stop this with Ctrl-C, then run: make campaign")
    lines.append("  To stop:             Ctrl-C")
    return "\n".join(lines)


def demonstration_is_open() -> bool:
    """Whether the demonstration's organiser is there, with the password that everybody may know."""
    organiser = get_user_model().objects.filter(email=ORGANISER).first()
    return organiser is not None and organiser.check_password(PASSWORD)
