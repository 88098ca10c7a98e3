"""`manage.py watch`: say whether mail goes, and write to the owners where it does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from campaign.health.watch import watch


class Command(BaseCommand):
    """Look once. A timer calls it, so that the alarm goes also where nobody visits the site."""

    help = "Say whether mail goes; where it does not, write to the owners, and end with 1."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print that all is well; raise CommandError with what is not."""
        try:
            signs = watch(timezone.now())
        except DatabaseError as error:
            raise CommandError(f"The database does not answer ({type(error).__name__}).") from None
        if not signs.is_well:
            raise CommandError(" ".join(signs.words))
        self.stdout.write("All is well: mail goes.")
