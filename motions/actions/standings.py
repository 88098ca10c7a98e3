"""Keeping each CLP's stage equal to what the facts say."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from clps.models import CLP
from motions.actions.events import record_event
from motions.enums import EventKind, Stage
from motions.models import Motion, Standing
from motions.progress.freshness import pages_changed
from motions.queries import standpoint_from_facts


def lock_standing(motion: Motion, clp: CLP) -> Standing:
    """Return the row of one CLP and motion, locked until the transaction ends.

    Every action takes this lock first, so whatever happens to one CLP happens one after the other.
    """
    # Made first where it is missing: a row that is not there cannot be locked.
    Standing.objects.get_or_create(motion=motion, clp=clp)
    return Standing.objects.select_for_update(of=("self",)).select_related("motion", "clp").get(motion=motion, clp=clp)


def lock_standings(motion: Motion, clps: Iterable[CLP]) -> dict[int, Standing]:
    """Lock the rows of several CLPs at once, in the one order that all keep to; return them by their CLP's key."""
    # Two who locked the same CLPs in different orders would each wait for the other.
    wanted = sorted(clps, key=lambda clp: clp.pk)
    Standing.objects.bulk_create((Standing(motion=motion, clp=clp) for clp in wanted), ignore_conflicts=True)
    rows = Standing.objects.select_for_update(of=("self",)).select_related("motion", "clp")
    return {row.clp_id: row for row in rows.filter(motion=motion, clp__in=wanted).order_by("clp_id")}


def move_stage(standing: Standing) -> bool:
    """Make a locked row say what the facts say; return whether it changed.

    Effects: writes the row, as the CLP's page shows more of the facts than this; when it changed, moves the motion's
    progress version; when the stage changed, records `stage_moved`.
    """
    new = standpoint_from_facts(standing.motion, standing.clp)
    before = (standing.stage, standing.since, standing.is_checked, standing.is_conflicting)
    standing.stage, standing.since = new.stage, new.since
    standing.is_checked, standing.is_conflicting = new.checked, new.conflicting
    # Whether or not the stage moves: the page of the CLP shows dates and votes as well.
    standing.facts_version += 1
    standing.save()
    pages_changed()
    if before == (new.stage, new.since, new.checked, new.conflicting):
        return False
    move_progress(standing.motion)
    if new.stage != before[0]:
        record_event(
            kind=EventKind.STAGE_MOVED,
            motion=standing.motion,
            clp=standing.clp,
            details={
                "from": Stage(before[0]).value,
                "to": new.stage.value,
                # The day that it tells of, which a late report puts before the day of the event.
                "since": new.since.isoformat() if new.since else None,
            },
        )
    return True


def move_progress(motion: Motion) -> None:
    """Move the motion's progress version: drawn pages are stale from now on."""
    Motion.objects.filter(pk=motion.pk).update(progress_version=F("progress_version") + 1)
    pages_changed()


def rebuild_stages(motion: Motion) -> int:
    """Work out every CLP's stage anew from the facts; return how many rows were wrong."""
    wrong = 0
    for clp in CLP.objects.all():
        # One transaction for each CLP, so that reports can come in meanwhile.
        with transaction.atomic():
            wrong += move_stage(lock_standing(motion, clp))
    return wrong
