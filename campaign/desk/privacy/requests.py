"""Asking for what is held about oneself: a link of its own goes to the person's address, and to nobody else."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from campaign.accounts.models import User
from motions.actions.erasure import lock_row
from motions.actions.events import record_event
from motions.enums import EventKind
from motions.models import Campaign, Event, Motion

# Whoever was forwarded a mail can ask in its reader's name; they hear of it this often and no oftener.
ASKED_AT_MOST_EVERY = timedelta(hours=1)


def ask_for_removal(person: User, campaign: Campaign) -> bool:
    """Ask organisers to see to what is held about somebody whom no mail reaches; return False where that was asked.

    Effects: writes `removal_asked`, which the desk shows until they are removed.
    """
    with transaction.atomic():
        lock_row(person)
        # Under the lock of their row: of two presses at once, the second finds the event of the first.
        if person.removed_at or Event.objects.filter(kind=EventKind.REMOVAL_ASKED, by=person).exists():
            return False
        motion = Motion.objects.filter(campaign=campaign).order_by("kind", "slug")[0]
        # It is about no motion, and an event is always about one: the campaign's first stands in.
        record_event(kind=EventKind.REMOVAL_ASKED, motion=motion, by=person)
    return True


def who_asked_for_removal() -> QuerySet[User]:
    """Return whoever waits for an organiser to remove them."""
    asked = Event.objects.filter(kind=EventKind.REMOVAL_ASKED, by=OuterRef("pk"))
    return User.objects.filter(Exists(asked), removed_at__isnull=True).order_by("pk")


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
