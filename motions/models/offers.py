"""Members who offer to help in their union or society, and the links that confirm their addresses."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clps.models import Affiliate
from motions.enums import OfferState
from motions.models.texts import Motion


class Offer(models.Model):
    """One member's offer. Until the address is confirmed nobody is shown it, and nothing but the question is sent.

    Its `state` is written by `motions.actions.offers` alone, as `motions.affiliate_workflow` allows.
    """

    # Made when the form is drawn: pressing the button twice offers once.
    form_key = models.UUIDField(unique=True, null=True, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="offers")
    affiliate = models.ForeignKey(Affiliate, on_delete=models.PROTECT, null=True, blank=True, related_name="offers")
    other_affiliate = models.CharField("another union or society", max_length=120, blank=True)
    activist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="offers")
    name = models.CharField("their name", max_length=120)
    message = models.TextField("what they wrote", blank=True, default="", db_default="")
    consent = models.TextField("what they agreed to")
    state = models.CharField(max_length=24, choices=OfferState, default=OfferState.AWAITING_CONFIRMATION)
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField("address confirmed at", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "offer of help"
        verbose_name_plural = "offers of help"
        constraints = [
            models.CheckConstraint(
                condition=Q(affiliate__isnull=False, other_affiliate="")
                | (Q(affiliate__isnull=True) & ~Q(other_affiliate="")),
                name="offer_names_one_affiliate",
            ),
        ]

    def __str__(self) -> str:
        return f"Offer of help in {self.affiliate_name}"

    @property
    def affiliate_name(self) -> str:
        """The union or society, as the list or the member names it."""
        return self.affiliate.called if self.affiliate else self.other_affiliate

    @property
    def is_confirmed(self) -> bool:
        """Whether the address is known to be theirs, so that an organiser may see it and write to it."""
        return self.confirmed_at is not None
