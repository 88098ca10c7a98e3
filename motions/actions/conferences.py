"""What happens to a conference as a whole: its deadline moves, it is called off, or it takes place after all."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from motions.actions.events import record_event
from motions.actions.suspensions import NO_CAMPAIGN, touch_pages
from motions.enums import EventKind
from motions.models import Conference, Motion
from motions.queries import motions_of_running_campaigns
from motions.workflow import NotAllowed

CALLED_OFF = "This conference is called off."


def move_deadline(
    conference: Conference, to: datetime, *, are_provisional: bool, by: AbstractBaseUser | None
) -> Conference:
    """Move the deadline for motions; raise NotAllowed for one after conference, before motions open, or called off.

    The same again changes nothing. Effects: every date that follows from it is planned anew, and whoever has still to
    send something is told once; all pages are stale; writes `deadline_moved` with the old and the new one.
    """
    with transaction.atomic():
        motion = _motion_of(conference)
        locked = Conference.objects.select_for_update().get(pk=conference.pk)
        if locked.called_off_at:
            raise NotAllowed(CALLED_OFF)
        old, was_provisional = locked.deadline, locked.dates_are_provisional
        if (old, was_provisional) == (to, are_provisional):
            return locked
        locked.deadline, locked.dates_are_provisional = to, are_provisional
        # The conference’s own rule, as in the admin, asked of the row as it is now.
        try:
            locked.clean()
        except ValidationError as error:
            raise NotAllowed(" ".join(error.messages)) from error
        locked.save(update_fields=["deadline", "dates_are_provisional"])
        touch_pages(motion.campaign)
        # That a day is provisional, or no longer, is shown on pages. Nobody gets a mail for it.
        if old != to:
            details = {"from": old.isoformat(), "to": to.isoformat()}
            record_event(kind=EventKind.DEADLINE_MOVED, motion=motion, by=by, details=details)
    return locked


def call_off(conference: Conference, *, reason: str, by: AbstractBaseUser) -> Conference:
    """Record that a conference does not take place; raise NotAllowed for one that is called off already.

    Effects: nothing about it is sent any more but one mail to everybody who took part, which says why; all pages are
    stale; writes `conference_called_off`.
    """
    with transaction.atomic():
        motion = _motion_of(conference)
        locked = Conference.objects.select_for_update().get(pk=conference.pk)
        if locked.called_off_at:
            raise NotAllowed(CALLED_OFF)
        locked.called_off_at, locked.called_off_because = timezone.now(), reason
        _save_with_emergencies(locked)
        touch_pages(motion.campaign)
        details = {"reason": reason, "called_off": True}
        record_event(kind=EventKind.CONFERENCE_CALLED_OFF, motion=motion, by=by, details=details)
    return locked


def hold_after_all(conference: Conference, *, by: AbstractBaseUser) -> Conference:
    """Take back that a conference is called off; raise NotAllowed for one that is not.

    Effects: mail about it is planned again, and whoever was told that it is off is told once; all pages are stale;
    writes `conference_on_again`.
    """
    with transaction.atomic():
        motion = _motion_of(conference)
        locked = Conference.objects.select_for_update().get(pk=conference.pk)
        if not locked.called_off_at:
            raise NotAllowed("This conference is not called off.")
        locked.called_off_at, locked.called_off_because = None, ""
        _save_with_emergencies(locked)
        touch_pages(motion.campaign)
        record_event(kind=EventKind.CONFERENCE_ON_AGAIN, motion=motion, by=by, details={"called_off": False})
    return locked


def _motion_of(conference: Conference) -> Motion:
    """Return the motion on the site that is for this conference; raise NotAllowed where none is.

    It may have no text yet: its dates can move all the same.
    """
    motion = motions_of_running_campaigns().filter(campaign__conference=conference).first()
    if motion is None:
        raise NotAllowed(NO_CAMPAIGN)
    return motion


def _save_with_emergencies(conference: Conference) -> None:
    """Save whether a conference is called off, and the same of the emergency motions that it would hear."""
    conference.save(update_fields=["called_off_at", "called_off_because"])
    conference.emergencies.update(
        called_off_at=conference.called_off_at, called_off_because=conference.called_off_because
    )
