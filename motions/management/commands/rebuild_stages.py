"""`manage.py rebuild_stages`: work out every CLP's stage anew from the facts."""

from typing import Any

from django.core.management.base import BaseCommand

from motions.actions.standings import rebuild_stages
from motions.models import Motion


class Command(BaseCommand):
    """Rebuild the stages of every motion, and say how many were wrong."""

    help = "Work out every CLP's stage anew from the facts, and say how many were wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and report."""
        for motion in Motion.objects.all():
            self.stdout.write(f"{motion.slug}: {rebuild_stages(motion)} put right")
