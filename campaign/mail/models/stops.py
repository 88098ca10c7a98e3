"""What people asked us not to write to them about."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils import timezone

from campaign.mail.enums import MailKind
from clps.models import CLP


class StopQuerySet(models.QuerySet["Stop"]):
    """The words the rest of the code uses for stops."""

    def of_everything(self) -> "StopQuerySet":
        """Keep those that stop every reminder."""
        return self.filter(clp__isnull=True, kind="")

    def of_clp(self, clp: CLP | Combinable) -> "StopQuerySet":
        """Keep those that stop reminders about a CLP: about that one, or every reminder."""
        return self.filter(Q(clp=clp) | Q(clp__isnull=True, kind=""))

    def of_kind(self, kind: MailKind) -> "StopQuerySet":
        """Keep those that stop one kind of mail about no CLP: that kind, or every reminder."""
        return self.filter(clp__isnull=True, kind__in=["", kind])


class Stop(models.Model):
    """One person's wish for no more reminders: about one CLP, of one kind, or about anything where neither is named.

    Written by `campaign.mail.outbox.preferences` alone.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_stops")
    clp = models.ForeignKey(CLP, on_delete=models.CASCADE, null=True, blank=True, verbose_name="CLP")
    kind = models.CharField("only this kind", max_length=20, choices=MailKind, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = "stop"
        verbose_name_plural = "who asked for no more mail"
        constraints = [
            models.UniqueConstraint(fields=["person", "clp"], name="stop_is_one_for_a_person_and_clp"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(clp__isnull=True), name="stop_is_one_for_a_person_and_kind"
            ),
            models.CheckConstraint(condition=Q(clp__isnull=True) | Q(kind=""), name="stop_is_of_a_clp_or_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"No mail about {self.clp}" if self.clp else f"No {self.get_kind_display()}" if self.kind else "No mail"
