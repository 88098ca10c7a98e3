"""Keeping who takes motions for a CLP. Their names and addresses stand in their own rows and never in an event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clps.models import CLP, Secretary
from motions.actions.events import record_event
from motions.enums import EventKind
from motions.models import Motion

FIELDS = ("name", "email", "known_since", "how_known")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretaryWord:
    """What we are told of a CLP's secretary: somebody new, or `known` with other details.

    `before` had it until now, where somebody new takes over from somebody we know.
    """

    clp: CLP
    name: str
    email: str
    known_since: date
    how_known: str
    known: Secretary | None = None
    before: Secretary | None = None


def lock_clps(clps: Sequence[CLP]) -> None:
    """Lock CLPs until the transaction ends, in the one order that all keep to, so that two write one after another."""
    rows = CLP.objects.select_for_update(of=("self",), no_key=True).filter(pk__in={clp.pk for clp in clps})
    list(rows.order_by("pk").values_list("pk", flat=True))


def record_secretaries(words: Sequence[SecretaryWord], *, motion: Motion, by: AbstractBaseUser) -> list[Secretary]:
    """Record what a spreadsheet tells of secretaries, all or nothing; return them in the same order.

    `motion` is the one whose story of each CLP tells of it.
    Effects: adds or changes a secretary for each; whoever had it before gave it up on the day we learned so; writes
    `secretary_recorded` or `secretary_changed`, which name the fields and nobody.
    """
    with transaction.atomic():
        lock_clps([word.clp for word in words])
        return [_record(word, motion=motion, by=by) for word in words]


def take_back_secretary(
    row: Secretary,
    before: Mapping[str, Any] | None,
    *,
    gave_up: Secretary | None,
    motion: Motion,
    by: AbstractBaseUser,
) -> None:
    """Undo what a spreadsheet told of one secretary: `before` are the details to put back, None where it was new.

    Effects: somebody new is forgotten; whoever gave it up to them has it again; writes `secretary_changed`.
    """
    with transaction.atomic():
        clp = row.clp
        if clp is not None:
            lock_clps([clp])
        if before is None:
            row.delete()
        else:
            for name in FIELDS:
                setattr(row, name, before[name])
            row.save()
        if gave_up is not None:
            gave_up.left_on = None
            gave_up.save(update_fields=["left_on"])
        details = {"fields": [*FIELDS], "from_file": True, "taken_back": True}
        record_event(kind=EventKind.SECRETARY_CHANGED, motion=motion, clp=clp, by=by, details=details)


def _record(word: SecretaryWord, *, motion: Motion, by: AbstractBaseUser) -> Secretary:
    row = word.known or Secretary(clp=word.clp)
    fields = [name for name in FIELDS if getattr(row, name) != getattr(word, name)]
    for name in fields:
        setattr(row, name, getattr(word, name))
    row.save()
    if word.before is not None:
        # A file can tell of somebody whom we knew later than it says: nobody leaves before they came.
        word.before.left_on = max(word.known_since, word.before.known_since)
        word.before.save(update_fields=["left_on"])
    details = {"fields": fields, "from_file": True, "took_over": word.before is not None}
    kind = EventKind.SECRETARY_CHANGED if word.known else EventKind.SECRETARY_RECORDED
    record_event(kind=kind, motion=motion, clp=word.clp, by=by, details=details)
    return row
