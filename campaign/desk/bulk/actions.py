"""Doing one thing to several rows, all of it or nothing; and undoing it, once."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.bulk.plans import BulkContext, Plan, RowKind
from campaign.desk.models import BulkAct, RegionPlan
from clps.models import Region
from motions.models import Campaign


def do_to_several(desk: BulkContext, sort: RowKind, plan: Plan, given: Mapping[str, Any]) -> BulkAct | None:
    """Do it to the rows of the plan, and keep how they stood; return None where nothing changed.

    Raises NotAllowed, with nothing done, where a row has moved on since the plan was made.
    """
    with transaction.atomic():
        # What was done and how to undo it are written together: there is never one without the other.
        before = sort.run(desk, plan, given)
        if not before:
            return None
        return BulkAct.objects.create(
            motion=desk.motion,
            sort=sort.slug,
            said=plan.said[:200],
            number=len(before),
            before=before,
            done_by=desk.user,
        )


def undo_bulk(desk: BulkContext, sort: RowKind, act: BulkAct) -> int | None:
    """Put back what was not changed since; return how many, and None where it was undone before."""
    with transaction.atomic():
        # Claimed first: of two who press at once, the second finds nothing to claim, and nothing is undone twice.
        if not BulkAct.objects.filter(pk=act.pk, undone_at__isnull=True).update(undone_at=timezone.now()):
            return None
        return sort.undo(desk, act.before)


def set_region_plan(*, campaign: Campaign, region: Region, target: int | None, owner: User | None, by: User) -> bool:
    """Plan a region; return False where it was planned so already. Effects: writes who did it into the admin's log."""
    with transaction.atomic():
        found = RegionPlan.objects.filter(campaign=campaign, region=region).first()
        # Said again it is no news, and leaves no second line in the history.
        if ((found.target, found.owner_id) if found else (None, None)) == (target, owner.pk if owner else None):
            return False
        values = {"target": target, "owner": owner}
        plan, made = RegionPlan.objects.update_or_create(campaign=campaign, region=region, defaults=values)
        LogEntry.objects.log_actions(by.pk, [plan], ADDITION if made else CHANGE, "Planned it.", single_object=True)
    return True
