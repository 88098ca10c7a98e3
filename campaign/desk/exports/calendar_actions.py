"""Making and ending the address of an organiser's calendar."""

import secrets

from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.models import MeetingsFeed
from campaign.desk.models.feeds import digest_of


def make_meetings_feed(*, by: User) -> str:
    """Return the token of a new address, which is not stored and cannot be had again; an old address ends."""
    token = secrets.token_urlsafe(32)
    made = {"digest": digest_of(token), "made_at": timezone.now()}
    MeetingsFeed.objects.update_or_create(organiser=by, defaults=made)
    return token


def end_meetings_feed(*, by: User) -> bool:
    """End the address; return False where there was none."""
    return bool(MeetingsFeed.objects.filter(organiser=by).delete()[0])
