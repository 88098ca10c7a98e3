"""`manage.py seed_demo`: fill an empty site with the demonstration campaign."""

import random
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clps.models import CLP
from motions.demo.seeding import seed
from motions.models import Campaign


class Command(BaseCommand):
    """Make the demonstration campaign, once; where there is a campaign already, do and say nothing."""

    help = "Fill an empty site with a demonstration campaign: every stage and every outcome. Does nothing otherwise."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, or stop with what is missing."""
        if Campaign.objects.exists():
            return
        if not CLP.objects.exists():
            raise CommandError("There are no CLPs yet. Load them first: manage.py import_clps clps/data/clps.csv")
        # The same CLPs stand in the same places on every machine.
        campaign = seed(today=timezone.localdate(), chance=random.Random(1900))  # noqa: S311 - nothing secret
        self.stdout.write(f"Made the demonstration campaign “{campaign.name}”.")
