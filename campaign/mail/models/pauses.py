"""The one switch that stops all mail."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.utils import timezone

from campaign.mail.enums import EmailState
from campaign.mail.models.emails import Email


class MailPauseQuerySet(models.QuerySet["MailPause"]):
    """The words the rest of the code uses for pauses."""

    def standing(self) -> "MailPauseQuerySet":
        """Keep the one that nobody has ended: there is at most one."""
        return self.filter(resumed_at__isnull=True)


class MailPause(models.Model):
    """A time in which no mail goes out. Written by `campaign.mail.outbox.pausing` alone."""

    paused_at = models.DateTimeField(default=timezone.now)
    # Nobody, where a restore did.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="who paused it"
    )
    why = models.CharField(max_length=250)
    # Where a restore paused it: as of when the backup was that it brought back.
    restored_to = models.DateTimeField("brought back to", null=True, editable=False)
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="who resumed it"
    )

    objects = MailPauseQuerySet.as_manager()

    class Meta:
        ordering = ["-paused_at", "-pk"]
        verbose_name = "pause of all mail"
        verbose_name_plural = "pauses of all mail"
        constraints = [
            models.UniqueConstraint(
                IsNull(F("resumed_at"), True),  # noqa: FBT003 - Django's own signature
                condition=Q(resumed_at__isnull=True),
                name="one_pause_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Paused on {self.paused_at:%-d %B %Y}"

    @property
    def mails_in_doubt(self) -> int:
        """How many mails may have gone or not: after a restore they are to be looked at before mail goes again."""
        return Email.objects.filter(state=EmailState.UNKNOWN).count()
