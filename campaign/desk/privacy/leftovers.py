"""What removing somebody cannot decide by itself: a first name or a telephone number in a free text near them.

There may be five people called Sam in one CLP, and a number says nothing of whose it is. So a person looks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction

from campaign.desk.models import LeftOver
from campaign.desk.privacy.mentions import REASON, WRITTEN, Trace, Written
from motions.actions.erasure import REMOVED

# Nine digits or more, however they are set: shorter ones are dates and counts.
TELEPHONE = re.compile(r"(?<![\w/.-])\+?\(?\d(?:[ ().-]{0,2}\d){8,14}(?![\w/-])")


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """One text as an organiser looks at it."""

    left: LeftOver
    what: str
    words: str


def list_left_overs(trace: Trace) -> int:
    """List the texts near somebody that hold their first name, or a telephone number; return how many are new.

    A part of removing them; it comes last, when their name and address are out already. What is listed is where to
    look, and not for whom.
    """
    firsts = {name.split()[0] for name in trace.names if name.split()[0] != REMOVED}
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(firsts)))})(?!\w)") if firsts else None
    found = [
        LeftOver(model=written.model._meta.label, row=row.pk, clp_id=row.clp_id)  # type: ignore[attr-defined]
        for written in WRITTEN
        # Only what tells its CLP: anywhere else a first name says nothing of whose it is.
        if written.is_of_a_clp
        for row in _near(written, trace)
        if any((named and named.search(words)) or TELEPHONE.search(words) for words in _words(written, row))
    ]
    known = set(LeftOver.objects.values_list("model", "row"))
    new = [one for one in found if (one.model, one.row) not in known]
    LeftOver.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def to_look_at(regions: frozenset[int] | None) -> Iterator[ToLookAt]:
    """Yield what an organiser of these regions is to look at; a text that is gone by now is struck off."""
    by_label = {written.model._meta.label: written for written in WRITTEN}
    rows = LeftOver.objects.select_related("clp")
    for left in rows if regions is None else rows.filter(clp__region__in=regions):
        written = by_label[left.model]
        row = written.model._default_manager.filter(pk=left.row).first()
        words = " ".join(filter(None, _words(written, row))) if row else ""
        if words:
            yield ToLookAt(left, str(written.model._meta.verbose_name), words)


def take_out(left: LeftOver) -> None:
    """Take the words of one text out whole, because they are about whoever was removed, and strike it off."""
    written = next(one for one in WRITTEN if one.model._meta.label == left.model)
    with transaction.atomic():
        rows = apps.get_model(left.model)._default_manager.filter(pk=left.row)
        # By `update`, not by `save`: notes are rows that are only ever added, and theirs refuses a change.
        for row in rows.select_for_update(of=("self",)):
            for column in written.columns:
                if column == REASON:
                    rows.update(details={**row.details, "reason": REMOVED})
                elif getattr(row, column):
                    rows.update(**{column: REMOVED})
        left.delete()


def leave(left: LeftOver) -> None:
    """Strike one text off the list: it is about somebody else."""
    left.delete()


def _near(written: Written, trace: Trace) -> Iterator[Any]:
    """Yield the rows about the CLPs where somebody took part."""
    yield from written.model._default_manager.filter(clp__in=trace.clps)


def _words(written: Written, row: object) -> Iterator[str]:
    for column in written.columns:
        if column == REASON:
            yield str(getattr(row, "details", {}).get("reason") or "")
        else:
            yield str(getattr(row, column) or "")
