"""Tokens that open more of the API than everybody may read. A token itself is stored nowhere."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from motions.models.links import digest_of


class ApiScope(models.TextChoices):
    """What a token opens beyond what is public. No scope opens a name or an address of a person."""

    STAGES = "stages", "Every stage, also those that the campaign does not show"
    MEETINGS = "meetings", "Meetings that are to vote on it: where and when"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Finding what a token opens."""

    def opened_by(self, token: str, scope: ApiScope) -> "ApiToken | None":
        """Return the token, where it is known, has not ended and is of this scope."""
        rows = self.filter(digest=digest_of(token), ended_at__isnull=True)
        return next((row for row in rows if scope in row.scopes), None)


class ApiToken(models.Model):
    """One token: who it is for, what it opens, and the digest that it is known by."""

    name = models.CharField("who it is for", max_length=100)
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # By day: an entry for each reading would be a write for each.
    used_on = models.DateField("last used on", null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_names(self) -> list[str]:
        """What it opens, in words."""
        return [str(ApiScope(scope).label) for scope in self.scopes if scope in ApiScope.values]
