"""Tokens that open more of the API, and addresses elsewhere that are called. No token and no secret is stored."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clps.lib.tokens import digest_of
from motions.models import Event


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


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """The words the rest of the code uses for webhooks."""

    def standing(self) -> "WebhookQuerySet":
        """Keep those that are still called."""
        return self.filter(ended_at__isnull=True)


class Webhook(models.Model):
    """An address elsewhere that is called when a CLP carries it, sends it, or has it accepted.

    Its secret is stored nowhere: it is a keyed hash of the seed, made anew for each call.
    """

    name = models.CharField("whose it is", max_length=100)
    url = models.URLField("address", max_length=500)
    seed = models.CharField(max_length=64, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # What happened before it was made is not told.
    after_event = models.PositiveBigIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # It failed for so long that we gave it up, until an owner has seen it.
    given_up = models.BooleanField(default=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name


class WebhookCall(models.Model):
    """One thing that happened, to be told to one address; written by `campaign.api.webhooks` alone."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="webhook_calls")
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["sent_at", "not_before"])]
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="webhook_is_told_once_of_an_event")]

    def __str__(self) -> str:
        return f"Call {self.pk}"
