"""Asking for what is held about oneself: a link of its own goes to the person's address, and to nobody else."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from motions.actions.erasure import lock_row
from motions.actions.events import record_event
from motions.enums import EventKind
from motions.models import Campaign, Event, Motion

# Whoever was forwarded a mail can ask in its reader's name; they hear of it this often and no oftener.
ASKED_AT_MOST_EVERY = timedelta(hours=1)


def ask_about_oneself(person: User, campaign: Campaign) -> bool:
    """Ask for the mail with the link to what is held about somebody; return False where it went a moment ago.

    Effects: writes `about_you_asked`, which asks for the mail.
    """
    with transaction.atomic():
        lock_row(person)
        since = timezone.now() - ASKED_AT_MOST_EVERY
        if Event.objects.filter(kind=EventKind.ABOUT_YOU_ASKED, by=person, at__gt=since).exists():
            return False
        motion = Motion.objects.filter(campaign=campaign).order_by("kind", "slug")[0]
        record_event(kind=EventKind.ABOUT_YOU_ASKED, motion=motion, by=person)
    return True
