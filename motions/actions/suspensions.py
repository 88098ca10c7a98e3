"""Suspending meetings for a time, and changing how long it lasts: the only way that a suspension is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clps.models import CLP, Region
from motions.actions.events import record_event
from motions.actions.standings import lock_standings
from motions.enums import EventKind
from motions.models import Campaign, Motion, Submission, SuspendedRegion, Suspension
from motions.progress.freshness import pages_changed
from motions.queries import current_conference_motion
from motions.suspensions import Suspensions, read_suspensions
from motions.workflow import NotAllowed

NO_CAMPAIGN = "No campaign with a conference motion is shown on the site."
NO_REGION = "Choose at least one region."
ENDS_BEFORE = "The last day is before the first."


@dataclass(frozen=True, slots=True)
class SuspensionTerms:
    """What is to hold: from which day, in which regions until when (None: until further notice), and why."""

    begins_on: date
    ends: Mapping[Region, date | None]
    reason: str
    executives_may_decide: bool = False

    def refusal(self) -> str:
        """Return why this is no suspension; "" where it is one."""
        if any(ends_on is not None and ends_on < self.begins_on for ends_on in self.ends.values()):
            return ENDS_BEFORE
        return ""

    def as_details(self) -> dict[str, Any]:
        """Return the terms as an event holds them."""
        return {
            "begins_on": self.begins_on.isoformat(),
            "ends": {str(region.pk): on.isoformat() if on else None for region, on in self.ends.items()},
            "reason": self.reason,
            "executives_may_decide": self.executives_may_decide,
        }


def terms_of(suspension: Suspension) -> SuspensionTerms:
    """Return what holds now."""
    ends = {row.region: row.ends_on for row in suspension.regions.select_related("region")}
    return SuspensionTerms(suspension.begins_on, ends, suspension.reason, suspension.executives_may_decide)


def suspend_meetings(terms: SuspensionTerms, *, by: AbstractBaseUser) -> Suspension:
    """Record that meetings are suspended; raise NotAllowed without a region, a sensible end, or a campaign.

    Effects: every date of mail is planned anew, and whoever it concerns is told once; calendar files of meetings that
    cannot be rise above the ones before; all pages are stale; writes `meetings_suspended`.
    """
    if not terms.ends:
        raise NotAllowed(NO_REGION)
    return _write(Suspension(), terms, EventKind.MEETINGS_SUSPENDED, by=by)


def change_suspension(suspension: Suspension, terms: SuspensionTerms, *, by: AbstractBaseUser) -> Suspension:
    """Lengthen, shorten or end a suspension, or change its regions; the same terms again change nothing.

    A region that is no longer named was never meant, or is free again as if it had never been. Raises NotAllowed as
    `suspend_meetings` does. Effects: as there; writes `suspension_changed`.
    """
    with transaction.atomic():
        locked = Suspension.objects.select_for_update().get(pk=suspension.pk)
        # Saved twice, it tells nobody twice.
        if terms_of(locked) == terms:
            return locked
        return _write(locked, terms, EventKind.SUSPENSION_CHANGED, by=by)


def _write(suspension: Suspension, terms: SuspensionTerms, kind: EventKind, *, by: AbstractBaseUser) -> Suspension:
    if refusal := terms.refusal():
        raise NotAllowed(refusal)
    motion = current_conference_motion()
    if motion is None:
        raise NotAllowed(NO_CAMPAIGN)
    with transaction.atomic():
        # Read before anything is written: calendars are renewed where the two differ.
        before = read_suspensions()
        suspension.begins_on, suspension.reason = terms.begins_on, terms.reason
        suspension.executives_may_decide = terms.executives_may_decide
        suspension.save()
        suspension.regions.all().delete()
        SuspendedRegion.objects.bulk_create(
            SuspendedRegion(suspension=suspension, region=region, ends_on=on) for region, on in terms.ends.items()
        )
        _renew_calendars(before, read_suspensions())
        touch_pages(motion.campaign)
        details = {"suspension": suspension.pk, **terms.as_details()}
        record_event(kind=kind, motion=motion, by=by, details=details)
    return suspension


def _renew_calendars(before: Suspensions, after: Suspensions) -> None:
    """Raise the calendar's sequence where a meeting that could be held cannot be any more, or the other way round."""
    meetings = Submission.objects.awaiting_outcome().filter(
        version__motion__campaign__is_running=True, meeting_on__gte=timezone.localdate()
    )
    columns = ("pk", "clp", "clp__region", "version__motion", "meeting_on")
    found = [
        (pk, clp, motion)
        for pk, clp, region, motion, on in meetings.values_list(*columns)
        if bool(before.barring(region, on)) != bool(after.barring(region, on))
    ]
    # In the order of their keys, as everything does that locks several.
    for motion in Motion.objects.filter(pk__in={motion for _, _, motion in found}).order_by("pk"):
        lock_standings(motion, CLP.objects.filter(pk__in={clp for _, clp, of in found if of == motion.pk}))
    # In one UPDATE, under the standings’ locks: nobody moves one of these meetings meanwhile.
    changed = Submission.objects.filter(pk__in=[pk for pk, *_ in found])
    changed.update(calendar_sequence=F("calendar_sequence") + 1)


def touch_pages(campaign: Campaign) -> None:
    """Make every drawn page of a campaign stale."""
    # Kept pages are known by this moment: `motions.progress.freshness` reads it.
    Campaign.objects.filter(pk=campaign.pk).update(modified_at=timezone.now())
    pages_changed()
