"""What an organiser's taking away writes: that people's details went, and the address of a calendar."""

from collections.abc import Collection

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.models import MeetingsFeed
from campaign.operations.tombstones import TombstoneKind, remember_all
from clps.lib.tokens import digest_of, new_token
from motions.models import Campaign


def record_people_taken(campaign: Campaign, *, number: int, by: User) -> None:
    """Record in the campaign's history who took how many people's details away; never whose."""
    words = f"Downloaded {number} {'person' if number == 1 else 'people'} for Action Network."
    LogEntry.objects.log_actions(by.pk, [campaign], CHANGE, words, single_object=True)


def make_meetings_feed(*, by: User) -> str:
    """Return the token of a new address, which is not stored and cannot be had again; an old address ends."""
    token = new_token()
    made = {"digest": digest_of(token), "made_at": timezone.now()}
    with transaction.atomic():
        _remember_end(by)
        # Only after `_remember_end`, which reads the old digest: this writes over it.
        MeetingsFeed.objects.update_or_create(organiser=by, defaults=made)
    return token


def end_meetings_feed(*, by: User) -> bool:
    """End the address; return False where there was none."""
    with transaction.atomic():
        _remember_end(by)
        return bool(MeetingsFeed.objects.filter(organiser=by).delete()[0])


def _remember_end(organiser: User) -> None:
    """Let the address that somebody has open nothing in a restored backup either."""
    digests = list(MeetingsFeed.objects.filter(organiser=organiser).values_list("digest", flat=True))
    remember_all(TombstoneKind.ENDED, digests, about="calendar")


def forget_meetings_feeds_of(people: Collection[User]) -> None:
    """End the addresses that people had. A part of removing a person."""
    # No line on the list of what was ended: a restore removes again whoever was removed, and this with them.
    MeetingsFeed.objects.filter(organiser__in=people).delete()
