"""Members who offer to help in their union or society, and the links that confirm their addresses."""

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clps.models import Affiliate
from motions.enums import LinkPurpose, OfferState
from motions.models.links import digest_of, lifetime_of
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


class OfferLinkQuerySet(models.QuerySet["OfferLink"]):
    """Making links that confirm, and finding what they open."""

    def mint(self, offer: Offer, *, token: str = "") -> str:
        """Store a new link and return its token, which is not stored: a new one, or one that its mail will have."""
        token = token or secrets.token_urlsafe(32)
        self.create(offer=offer, digest=digest_of(token), expires_at=timezone.now() + lifetime_of(LinkPurpose.CONFIRM))
        return token

    def opened_by(self, token: str) -> Self:
        """Keep the unexpired link that this token opens: one or none."""
        return self.filter(digest=digest_of(token), expires_at__gt=timezone.now())

    def redeem(self, token: str) -> bool:
        """Use up a link; of many that try at once, exactly one gets True."""
        return self.opened_by(token).filter(redeemed_at__isnull=True).update(redeemed_at=timezone.now()) == 1


class OfferLink(models.Model):
    """One link that confirms the address behind one offer. Only its digest is stored."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True, blank=True)

    objects = OfferLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Confirms an offer, until {self.expires_at:%d %B %Y}"
