"""Writing down what organisers know of a CLP, and who looks after it."""

from collections.abc import Sequence

from django.db import transaction

from campaign.accounts.models import User
from campaign.accounts.roles import looks_after
from campaign.desk.models import Note, Ownership
from clps.models import CLP
from motions.actions.reports import settle_conflict
from motions.actions.standings import lock_standings
from motions.models import Motion, Submission
from motions.workflow import NotAllowed


def add_note(*, clp: CLP, motion: Motion, words: str, by: User) -> Note:
    """Add a note; it stands for good."""
    return Note.objects.create(clp=clp, motion=motion, words=words, by=by)


def set_owner(*, clp: CLP, motion: Motion, owner: User | None, by: User) -> bool:
    """Say who looks after a CLP, or that nobody does; return False where it was so already.

    Raises NotAllowed for somebody who does not look after the CLP's region.
    """
    with transaction.atomic():
        return bool(set_owners(clps=[clp], motion=motion, owner=owner, by=by))


def set_owners(*, clps: Sequence[CLP], motion: Motion, owner: User | None, by: User) -> list[tuple[CLP, int | None]]:
    """Say who looks after several CLPs, or that nobody does; return those where that is new, each with whoever did.

    Raises NotAllowed for somebody who does not look after one of their regions. Belongs in a transaction.
    """
    if owner is not None and not all(looks_after(owner, clp) for clp in clps):
        raise NotAllowed(f"Choose an organiser of {'this region' if len(clps) == 1 else 'these regions'}.")
    # Every word on it is a new row, so there is none to lock: two who say it at once wait at the standings.
    lock_standings(motion, clps)
    rows = Ownership.objects.filter(clp__in=clps, motion=motion).order_by("pk")
    last: dict[int, int | None] = dict(rows.values_list("clp", "owner"))
    wanted = owner.pk if owner else None
    new = [clp for clp in clps if last.get(clp.pk) != wanted]
    Ownership.objects.bulk_create(Ownership(clp=clp, motion=motion, owner=owner, by=by) for clp in new)
    return [(clp, last.get(clp.pk)) for clp in new]


def settle_with_note(right: Submission, *, reason: str, by: User) -> None:
    """Settle a conflict, and keep the reason where the next organiser reads it; raise NotAllowed as settling does."""
    with transaction.atomic():
        settle_conflict(right, by=by, reason=reason)
        words = f"Conflict settled for the report of {right.reporter_name or 'somebody'}: {reason}"
        add_note(clp=right.clp, motion=right.version.motion, words=words, by=by)
