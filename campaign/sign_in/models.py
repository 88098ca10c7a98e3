"""What is kept of signing in beyond a person's own row: who is invited."""

import secrets
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from campaign.accounts.models import Role
from clps.addresses import AddressField
from clps.models import Region
from motions.models.links import digest_of

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
        token = secrets.token_urlsafe(32)
        self.digest, self.invited_at = digest_of(token), timezone.now()
        self.until = self.invited_at + lifetime
        return token
