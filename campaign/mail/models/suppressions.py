"""Addresses that we no longer write to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from campaign.mail.enums import SuppressionReason
from campaign.mail.models.emails import Email


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """The words the rest of the code uses for suppressions."""

    def standing(self) -> "SuppressionQuerySet":
        """Keep those that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)


class Suppression(models.Model):
    """One address that we no longer write to, or did not for a while.

    Written by `campaign.mail.outbox.suppression` alone.
    """

    address = models.EmailField(unique=True)
    reason = models.CharField("why", max_length=10, choices=SuppressionReason)
    detail = models.TextField("in whose words", blank=True)
    since = models.DateTimeField(default=timezone.now)
    by_email = models.ForeignKey(
        Email,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="suppressions",
        verbose_name="the mail that showed it",
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = "suppressed address"
        verbose_name_plural = "suppressed addresses"
        constraints = [
            models.CheckConstraint(condition=Q(address=Lower("address")), name="suppression_in_small_letters")
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.since:%-d %B %Y})"
