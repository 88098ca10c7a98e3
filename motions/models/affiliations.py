"""How far each affiliate has come with a motion, who we know there, and which members offer to help in it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clps.addresses import AddressField
from clps.lib.added_only import AddedOnly
from clps.models import Affiliate
from motions.enums import AffiliateRoute, AffiliateStage, OfferState
from motions.models.texts import Motion


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    """The words the rest of the code uses for affiliates."""

    def said_yes(self) -> "AffiliationQuerySet":
        """Keep those that support the motion. Only these are ever public."""
        return self.filter(stage=AffiliateStage.SAID_YES)


class Affiliation(models.Model):
    """One affiliate's way with one motion. An affiliate without a row was not approached.

    Written by `motions.actions.affiliates` alone, as `motions.affiliate_workflow` allows.
    """

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="affiliations")
    affiliate = models.ForeignKey(Affiliate, on_delete=models.PROTECT, related_name="affiliations")
    route = models.CharField("how it decides", max_length=16, choices=AffiliateRoute, default=AffiliateRoute.BY_STEPS)
    stage = models.CharField(max_length=16, choices=AffiliateStage, default=AffiliateStage.NOT_APPROACHED)
    since = models.DateField(null=True, blank=True)
    # They may write about this affiliate whatever their regions are.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="affiliations",
        verbose_name="who looks after it",
    )
    # Organisers' own words, in which people may be named: closing the campaign blanks them.
    notes = models.TextField(blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ["affiliate"]
        constraints = [models.UniqueConstraint(fields=["motion", "affiliate"], name="affiliation_is_one_for_a_motion")]

    def __str__(self) -> str:
        return f"{self.affiliate}: {self.get_stage_display()}"


class AffiliationStep(AddedOnly):
    """One step of an affiliate's way, with its day. Only ever added: a mistake is put right by the next."""

    never_changed = "A step is never changed: record the next one."

    affiliation = models.ForeignKey(Affiliation, on_delete=models.PROTECT, related_name="steps")
    stage = models.CharField("came to", max_length=16, choices=AffiliateStage)
    on = models.DateField()
    words = models.TextField("what happened", blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}, {self.on:%d %B %Y}"


class AffiliateContact(models.Model):
    """Somebody we know in an affiliate. Private: never shown on a public page. Who withdraws is removed: an empty row.

    Written by `motions.actions.affiliates` alone.
    """

    affiliate = models.ForeignKey(Affiliate, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120, blank=True)
    email = AddressField("email address", blank=True)
    how_known = models.CharField("how we know", max_length=200, blank=True)
    known_since = models.DateField(default=timezone.localdate)
    withdrawn_on = models.DateField("details removed on", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="", email="") | Q(withdrawn_on__isnull=False),
                name="affiliate_contact_has_a_name_or_an_address",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(name="", email="", how_known=""),
                name="affiliate_contact_who_withdrew_is_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"Contact in {self.affiliate}"


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
    # Word for word as it was shown. What the campaign asks of others later may read differently.
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
