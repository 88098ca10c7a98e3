"""What people asked us not to write to them about."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clps.models import CLP


class Stop(models.Model):
    """One person's wish for no more reminders: about one CLP, or about anything where no CLP is named."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_stops")
    clp = models.ForeignKey(CLP, on_delete=models.CASCADE, null=True, blank=True, verbose_name="CLP")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "clp"], name="stop_is_one_for_a_person_and_clp"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(clp__isnull=True), name="stop_of_everything_is_one_for_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"No mail about {self.clp}" if self.clp else "No mail"
