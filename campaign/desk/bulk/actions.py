"""Doing one thing to several rows, all of it or nothing; and undoing it, once."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from campaign.desk.bulk.entries import ENTRIES
from campaign.desk.bulk.places import CLPS
from campaign.desk.bulk.plans import Desk, Plan
from campaign.desk.bulk.things import THINGS
from campaign.desk.models import BulkAct

SORTS = {sort.slug: sort for sort in (THINGS, CLPS, ENTRIES)}


def do_to_several(desk: Desk, sort: str, plan: Plan, given: Mapping[str, Any]) -> BulkAct | None:
    """Do it to the rows of the plan, and keep how they stood; return None where nothing changed.

    Raises NotAllowed, with nothing done, where a row has moved on since the plan was made.
    """
    with transaction.atomic():
        before = SORTS[sort].run(desk, plan, given)
        if not before:
            return None
        return BulkAct.objects.create(
            motion=desk.motion, sort=sort, said=plan.said[:200], number=len(before), before=before, done_by=desk.user
        )


def undo_bulk(desk: Desk, act: BulkAct) -> int | None:
    """Put back what was not changed since; return how many, and None where it was undone before."""
    with transaction.atomic():
        if not BulkAct.objects.filter(pk=act.pk, undone_at__isnull=True).update(undone_at=timezone.now()):
            return None
        return SORTS[act.sort].undo(desk, act.before)
