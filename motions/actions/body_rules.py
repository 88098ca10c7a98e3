"""Writing down what a CLP or a branch asks of motions."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from clps.models import CLP, Branch
from motions.actions.events import record_event
from motions.actions.standings import lock_standing
from motions.enums import EventKind
from motions.models import BodyRules, Motion

FIELDS = (
    "notice_days",
    "branch_days",
    "word_limit",
    "needs_mover",
    "needs_seconder",
    "executive_decides",
    "source",
)


def tell_body_rules(
    *, motion: Motion, clp: CLP, branch: Branch | None, told: Mapping[str, object], by: AbstractBaseUser
) -> BodyRules:
    """Write down the rules of a CLP, or of a branch of it, in place of what we knew; return the row.

    Effects: the CLP's page is drawn anew, its reminders are planned anew, and `body_rules_told` names what is another.
    Where nothing is, nothing happens.
    """
    with transaction.atomic():
        # Two who write down the rules of one CLP at once take turns: else each would make its first row.
        lock_standing(motion, clp)
        row = BodyRules.objects.filter(clp=clp, branch=branch).first() or BodyRules(clp=clp, branch=branch)
        # What a form did not ask is not in `told`, and stays as it was.
        changed = [name for name in FIELDS if name in told and getattr(row, name) != told[name]]
        if row.pk and not changed:
            return row
        for name in changed:
            setattr(row, name, told[name])
        row.full_clean()
        row.save()
        # Rules move no stage: by this the kept page of the CLP is known to be stale.
        CLP.objects.filter(pk=clp.pk).update(modified_at=timezone.now())
        record_event(
            kind=EventKind.BODY_RULES_TOLD,
            motion=motion,
            clp=clp,
            by=by,
            details={"branch": branch.pk if branch else None, "fields": changed},
        )
    return row
