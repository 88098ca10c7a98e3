"""`manage.py setup_link`: the link by which somebody sets up a new site in the browser."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from campaign.setup.actions import NotForThisSite, make_link


class Command(BaseCommand):
    """Print a link that works once; an earlier one ends."""

    help = "Print a link, which works once, by which the first owner sets up the campaign in the browser."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it; raise CommandError where the site is not new."""
        try:
            token, link = make_link()
        except NotForThisSite as error:
            raise CommandError(f"No link was made. {error}") from error
        until = timezone.localtime(link.expires_at)
        self.stdout.write(f"{settings.SITE_URL}{reverse('setup', args=[token])}")
        self.stdout.write(
            f"It works once, until {until:%-d %B %Y at %H:%M}. Whoever opens it first owns the site, so send it to "
            "nobody else. Another `manage.py setup_link` ends this one."
        )
