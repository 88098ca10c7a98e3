"""Settling what two reports say differently."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from motions.actions.events import record_event
from motions.actions.standings import lock_standing, move_stage
from motions.enums import EventKind
from motions.models import Submission
from motions.queries import submission_facts
from motions.stages import is_opposed
from motions.workflow import SUBMISSION_FLOW, Act, NotAllowed


def settle_conflict(right: Submission, *, by: AbstractBaseUser, reason: str) -> Submission:
    """Record which of the reports about a CLP's own vote is right, and how an organiser knows.

    Raises NotAllowed where the reports do not conflict, or this one is no part of it. Nothing is overwritten: the
    others stay as they were said.
    Effects: the right one is checked, so that it stands above the others; one of the others that was checked by
    mistake is so no more; the CLP's stage moves; writes `conflict_settled` with the reason.
    """
    with transaction.atomic():
        standing = lock_standing(right.version.motion, right.clp)
        # Asked under the lock: another organiser may have settled it since the page was drawn.
        if not standing.is_conflicting:
            raise NotAllowed("The reports do not conflict any more.")
        facts = submission_facts(standing.motion, standing.clp)
        chosen = next((fact for fact in facts if fact.pk == right.pk), None)
        against = [fact for fact in facts if chosen and is_opposed(fact, chosen)]
        if not against:
            raise NotAllowed("This report is no part of the conflict.")
        now, mistaken = timezone.now(), [fact.pk for fact in against]
        Submission.objects.filter(pk__in=mistaken).update(checked_at=None, checked_by=None)
        # What stands behind a mistaken report was called right with it.
        Submission.objects.filter(merged_into__in=mistaken).update(checked_at=None, checked_by=None)
        checked = Submission.objects.select_for_update(of=("self",)).get(pk=right.pk)
        checked.state = SUBMISSION_FLOW.after(checked.state, Act.CHECK)
        # Whoever checked it first stays named.
        checked.checked_at, checked.checked_by_id = checked.checked_at or now, checked.checked_by_id or by.pk
        checked.save()
        move_stage(standing)
        record_event(
            kind=EventKind.CONFLICT_SETTLED,
            motion=standing.motion,
            clp=standing.clp,
            submission=checked,
            by=by,
            details={"reason": reason, "against": sorted(mistaken)},
        )
    return checked
