"""Whom we no longer write to: addresses that refuse mail, what people asked us to stop, mailboxes that want none."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.utils import timezone

from campaign.mail.enums import MailKind, SuppressionReason
from campaign.mail.models.emails import Email
from clps.models import CLP


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


class Refusal(models.Model):
    """One mailbox that no mail of ours goes to, whoever types its address: a keyed hash, and no address.

    Written by `campaign.mail.outbox.refusals` alone.
    """

    mailbox = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Never again, since {timezone.localtime(self.at):%-d %B %Y}"


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
