"""`manage.py start_from_rules`: fill in the rules of a conference from those of one that we have read."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from motions.actions.rules import start_from_rules
from motions.known_rules import known_rules
from motions.models import Conference


class Command(BaseCommand):
    """Fill in what is empty of a conference's rules. Run again, it changes nothing."""

    help = "Fill in what is empty of a conference's rules from those of a conference that we have read."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the key of the rules and the name of the conference."""
        parser.add_argument("rules", choices=sorted(known_rules()))
        parser.add_argument("conference", help="Its name, as the admin has it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill in, and say from where; raise CommandError where there is no such conference."""
        conference = Conference.objects.filter(name=options["conference"]).first()
        if conference is None:
            names = ", ".join(f"“{name}”" for name in Conference.objects.values_list("name", flat=True)) or "none yet"
            raise CommandError(f"There is no conference of that name. There are: {names}.")
        known = known_rules()[options["rules"]]
        start_from_rules(conference, known)
        self.stdout.write(f"“{conference}” is filled in from: {known.name}. Source: {known.source}.")
