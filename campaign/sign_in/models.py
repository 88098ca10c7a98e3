"""What is kept of signing in beyond a person's own row: who is invited, and who moves."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from campaign.accounts.models import Role
from clps.addresses import AddressField
from clps.lib.tokens import digest_of, new_token
from clps.models import Region

# Over a weekend, and no longer: until it is used, whoever reads that mailbox may use it.
LIFETIME = timedelta(days=3)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Finding what a link opens."""

    def opened_by(self, token: str) -> Self:
        """Keep the invitation of this token while it can still be used: one or none."""
        return self.filter(digest=digest_of(token), until__gt=timezone.now())


class Invitation(models.Model):
    """That somebody may come in and choose a password. It is gone once it is used or taken back.

    What they may do is given with the password, not before, so an invitation that nobody uses gives nobody anything.
    """

    email = AddressField("email address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in Role if role], blank=True)
    all_regions = models.BooleanField(default=False)
    regions = models.ManyToManyField(Region, blank=True, related_name="+")
    makes_owner = models.BooleanField("an owner", default=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"Invitation until {self.until:%d %B %Y}"

    @property
    def has_ended(self) -> bool:
        """Whether its link opens nothing any more."""
        return self.until <= timezone.now()

    @cached_property
    def what_they_will_do(self) -> str:
        """The role, and how far it reaches, in words."""
        if self.makes_owner:
            return "Owner"
        label = Role(self.role).label
        if self.role == Role.ADMIN:
            return label
        reach = "all regions" if self.all_regions else ", ".join(region.name for region in self.regions.all())
        return f"{label}: {reach or 'no region yet'}"

    def new_token(self, *, lifetime: timedelta = LIFETIME) -> str:
        """End every earlier link to this invitation and return the token of a new one, which is not stored."""
        token = new_token()
        self.digest, self.invited_at = digest_of(token), timezone.now()
        self.until = self.invited_at + lifetime
        return token


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    """Finding what a link confirms."""

    def opened_by(self, token: str) -> Self:
        """Keep the change that this token confirms, at either address, while it can still be made: one or none."""
        digest = digest_of(token)
        return self.filter(Q(old_digest=digest) | Q(new_digest=digest), until__gt=timezone.now())


class AddressChange(models.Model):
    """That somebody wants to sign in with another address. It is made once both mailboxes said so, and then gone."""

    # One wish at a time: a new one takes the old one's place, and ends its links by that.
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="address_change")
    new_email = AddressField("new address")
    old_digest = models.CharField(max_length=64, unique=True)
    new_digest = models.CharField(max_length=64, unique=True)
    old_confirmed_at = models.DateTimeField(null=True)
    new_confirmed_at = models.DateTimeField(null=True)
    until = models.DateTimeField()

    objects = AddressChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Change of address until {self.until:%d %B %Y}"

    def is_from_new(self, token: str) -> bool:
        """Whether a token came to the new address."""
        return self.new_digest == digest_of(token)
