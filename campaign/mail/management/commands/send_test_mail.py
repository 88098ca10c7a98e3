"""`manage.py send_test_mail ADDRESS`: see whether mail leaves this machine."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from campaign.mail.outbox.trial_mail import NotSent, try_mail


class Command(BaseCommand):
    """Send one mail at once, and say in one line whether it left."""

    help = "Send a test mail to an address, and say in one line whether it left, and why not."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("address", help="Whom the test mail goes to: best yourself.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send it; raise CommandError where it did not leave."""
        try:
            validate_email(options["address"])
        except ValidationError as error:
            raise CommandError(f"No mail left. “{options['address']}” is no email address.") from error
        try:
            try_mail(options["address"])
        except NotSent as error:
            raise CommandError(f"No mail left. {error}") from error
        self.stdout.write(
            f"A mail to {options['address']} left: the mail server took it. See that it arrives; look among spam too."
        )
