"""The secret address under which an organiser's own calendar finds the meetings."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clps.lib.tokens import digest_of


class MeetingsFeedQuerySet(models.QuerySet["MeetingsFeed"]):
    """Finding feeds."""

    def opened_by(self, token: str) -> "MeetingsFeedQuerySet":
        """Keep the feed that this token opens: one or none."""
        return self.filter(digest=digest_of(token))


class MeetingsFeed(models.Model):
    """One organiser's address. They have one at a time: a new one ends the old."""

    organiser = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="meetings_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = MeetingsFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Meetings, an address made on {self.made_at:%d %B %Y}"
