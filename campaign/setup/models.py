"""The link by which somebody becomes the first owner. Only its digest is stored."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from clps.lib.tokens import digest_of, new_token

# Long enough to hand it to whoever is to be the owner, and short enough that a forgotten one is no open door.
LIFETIME = timedelta(days=3)


class SetupLinkQuerySet(models.QuerySet["SetupLink"]):
    """Making links and using them up."""

    def mint(self) -> tuple[str, "SetupLink"]:
        """End every earlier link, and return the token of a new one, which is not stored, with its row."""
        self.all().delete()
        token = new_token()
        return token, self.create(digest=digest_of(token), expires_at=timezone.now() + LIFETIME)

    def usable(self, token: str) -> Self:
        """Keep the link of this token while it can still be used: one or none."""
        return self.filter(digest=digest_of(token), redeemed_at__isnull=True, expires_at__gt=timezone.now())

    def redeem(self, token: str) -> bool:
        """Use up a link; of many that try at once, exactly one gets True."""
        return self.usable(token).update(redeemed_at=timezone.now()) == 1


class SetupLink(models.Model):
    """One link. It opens the page once, and never where the site has an owner."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True)

    objects = SetupLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Until {self.expires_at:%d %B %Y %H:%M}"
