"""`manage.py make_owner ADDRESS`: an owner for a site that has lost its own."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from campaign.accounts.mails import tell_of_change
from campaign.sign_in.actions import make_owner


class Command(BaseCommand):
    """Make somebody an owner and print a link by which they choose a password. It is shown once and sent nowhere."""

    help = "Make somebody an owner, new or known, and print a link, good once and for a day, to choose a password by."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("address", help="The email address that they sign in with.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the owner; raise CommandError for what is no address."""
        try:
            validate_email(options["address"])
        except ValidationError as error:
            raise CommandError(f"“{options['address']}” is no email address. Nothing was changed.") from error
        person, token = make_owner(options["address"])
        tell_of_change(person, "You were made an owner of this site, by somebody at the machine that it runs on.")
        self.stdout.write(f"{person.email} is an owner. They choose a password here, once and within a day:\n")
        self.stdout.write(f"  {settings.SITE_URL}{reverse('invitation', args=[token])}\n")
        self.stdout.write("Choosing it ends every session of theirs, and whatever second factor they had.")
