"""A campaign's other motions, which run with its first: an emergency motion, or one for another conference.

Each has a campaign's row of its own, so that its conference, its dates, its limits and its target are its own and
whatever holds of a motion holds of it. What the group is called and how it is reached is one for them all.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from motions.actions.events import record_event
from motions.actions.suspensions import touch_pages
from motions.enums import EventKind, MotionKind
from motions.models import Campaign, Conference, Motion
from motions.workflow import NotAllowed

# What is the same for every motion of a campaign: the page of the first one changes it for them all.
SHARED = (
    *("name", "group", "summary", "email", "privacy_email", "notice_days", "branch_days", "public_view"),
    "uses_action_network",
)
NOT_SHOWN = "The site shows no open campaign to which another motion could be added."


def open_other_motion(
    *, campaign: Campaign, conference: Conference, slug: str, target: int, by: AbstractBaseUser | None
) -> Motion:
    """Open another motion of the campaign, for `conference`, which is saved with it; return it.

    An emergency motion's conference is `part_of` that at which it is heard, whose rules hold for it
    (`Conference.ruled_by`). The public sees the motion once it has a text.
    Raises NotAllowed where the campaign is not on the site, or closed.
    Effects: all pages are stale; writes `motion_opened`.
    """
    with transaction.atomic():
        first = _lock_first(campaign)
        # Under the lock: where the campaign is off the site, no conference is left behind.
        conference.save()
        shared = {name: getattr(first, name) for name in SHARED}
        row = Campaign.objects.create(conference=conference, target=target, main=first, runs_with_first=True, **shared)
        motion = Motion.objects.create(campaign=row, kind=MotionKind.CONFERENCE, slug=slug)
        touch_pages(first)
        details = {"conference": conference.name, "emergency": conference.part_of_id is not None}
        record_event(kind=EventKind.MOTION_OPENED, motion=motion, by=by, details=details)
    return motion


def end_other_motion(motion: Motion, *, by: AbstractBaseUser | None) -> bool:
    """End another motion; return False where it has ended, which changes nothing.

    Raises NotAllowed for the first one itself: it ends with its campaign.
    Effects: nobody is written to about it any more, its pages say that it is over, what is known of it stays; all
    pages are stale; writes `motion_ended`.
    """
    return _run(motion, runs=False, kind=EventKind.MOTION_ENDED, by=by)


def resume_other_motion(motion: Motion, *, by: AbstractBaseUser | None) -> bool:
    """Take back that a motion has ended; return False where it runs.

    Raises NotAllowed where its campaign is not on the site. Effects: as of opening one.
    """
    return _run(motion, runs=True, kind=EventKind.MOTION_OPENED, by=by)


def share_settings(campaign: Campaign) -> None:
    """Write what a campaign's motions share onto its other motions' rows; nothing for such a row itself."""
    campaign.other_rows.update(**{name: getattr(campaign, name) for name in SHARED})


def end_all_other_motions(campaign: Campaign, *, by: AbstractBaseUser | None) -> int:
    """End every other motion of a campaign, which goes off the site or is closed; return how many.

    Effects: of each, as of ending it alone.
    """
    with transaction.atomic():
        # It may be off the site already: the motions that ran with it have to end all the same.
        first = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
        running = campaign.other_rows.select_for_update(of=("self",)).filter(runs_with_first=True).order_by("pk")
        motions = Motion.objects.filter(campaign__in=list(running), kind=MotionKind.CONFERENCE).order_by("pk")
        return sum(_run_with(first, motion, runs=False, kind=EventKind.MOTION_ENDED, by=by) for motion in motions)


def _run(motion: Motion, *, runs: bool, kind: EventKind, by: AbstractBaseUser | None) -> bool:
    if motion.campaign.main is None:
        raise NotAllowed("The motion that the site shows first ends with its campaign.")
    with transaction.atomic():
        return _run_with(_lock_first(motion.campaign.main), motion, runs=runs, kind=kind, by=by)


def _run_with(first: Campaign, motion: Motion, *, runs: bool, kind: EventKind, by: AbstractBaseUser | None) -> bool:
    """Say whether a motion runs with `first`, which is locked; return False where that was so."""
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=motion.campaign_id)
    if locked.runs_with_first == runs:
        return False
    locked.runs_with_first = runs
    locked.save(update_fields=["runs_with_first", "modified_at"])
    touch_pages(first)
    record_event(kind=kind, motion=motion, by=by, details={"again": runs} if runs else {})
    return True


def _lock_first(campaign: Campaign) -> Campaign:
    """Return the campaign that the site shows, locked; raise NotAllowed for any other."""
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if not locked.is_current or locked.closed_at:
        raise NotAllowed(NOT_SHOWN)
    return locked
