"""Keeping a committee's list, and recording what it says: each difference by the action of such a fact."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from clps.directory import Directory
from clps.models import CLP
from motions.actions.entries import move_entry, record_sent
from motions.actions.events import record_event
from motions.committee.differences import ListedDifference
from motions.committee.reading import ListedMotion, bare_name
from motions.enums import CommitteeRuling, EntryState, EventKind, ListDifference
from motions.models import CommitteeList, CommitteeListLine, Motion
from motions.workflow import ENTRY_FLOW, EntryAct, NotAllowed


def keep_list(
    motion: Motion, listed: Iterable[ListedMotion], *, published_on: date, source: str, by: AbstractBaseUser | None
) -> CommitteeList:
    """Keep a list with whom each line means, as far as its names say; the same list again is the one that is there.

    Raises NotAllowed where it names nobody. Effects: writes `committee_list_read`; nothing of ours changes by it.
    """
    lines = list(listed)
    if not lines:
        raise NotAllowed("Nobody is named in it. Paste the lines with the names of the CLPs.")
    packed = json.dumps([published_on.isoformat(), [asdict(line) for line in lines]], sort_keys=True)
    digest = hashlib.sha256(packed.encode()).hexdigest()
    with transaction.atomic():
        # Of two who paste one list at once, the second waits here and finds it by its digest.
        Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
        if known := CommitteeList.objects.filter(motion=motion, digest=digest).first():
            return known
        kept = CommitteeList.objects.create(
            motion=motion, published_on=published_on, source=source, digest=digest, read_by_id=by.pk if by else None
        )
        directory = Directory.read()
        rows = [_row(kept, number, line, directory) for number, line in enumerate(lines, start=1)]
        CommitteeListLine.objects.bulk_create(rows, batch_size=500)
        details = {"on": published_on.isoformat(), "lines": len(rows)}
        record_event(kind=EventKind.COMMITTEE_LIST_READ, motion=motion, by=by, details=details)
    return kept


def _row(kept: CommitteeList, number: int, line: ListedMotion, directory: Directory) -> CommitteeListLine:
    found = directory.find(bare_name(line.sender))
    values = asdict(line) | {"ruling": line.ruling or ""}
    return CommitteeListLine(listed_in=kept, number=number, clp=found[0] if len(found) == 1 else None, **values)


def place_line(line: CommitteeListLine, clp: CLP, *, by: AbstractBaseUser | None) -> CommitteeListLine:
    """Say which CLP a line means, and every line of the list that calls it so. Said twice, it is once."""
    with transaction.atomic():
        rows = CommitteeListLine.objects.filter(listed_in=line.listed_in_id, sender=line.sender)
        changed = rows.exclude(clp=clp).update(clp=clp) if rows.filter(clp=clp).exists() else rows.update(clp=clp)
        if changed:
            motion = line.listed_in.motion
            details = {"line": line.number}
            record_event(kind=EventKind.COMMITTEE_LINE_PLACED, motion=motion, clp=clp, by=by, details=details)
    line.refresh_from_db()
    return line


def record_difference(found: ListedDifference, *, by: AbstractBaseUser | None) -> None:
    """Record of our entry what the list says; raise NotAllowed where that takes somebody's judgement.

    Effects: those of `record_sent` or `move_entry`. Once recorded, it is no difference any more.
    """
    line = found.line
    if line is None or found.clp is None or not may_record(found):
        raise NotAllowed("This cannot be recorded by itself. Look at the CLP’s page.")
    on = line.listed_in.published_on
    with transaction.atomic():
        if found.kind == ListDifference.NOT_KNOWN:
            record_sent(motion=line.listed_in.motion, clp=found.clp, sent_on=on, by=by)
        elif found.entry and found.kind == ListDifference.HEADING:
            move_entry(found.entry, EntryAct.GIVE_HEADING, on=on, by=by, heading=line.heading)
        elif found.entry:
            # A list can be older than our word that the motion was sent, and nothing is ruled on before that.
            words = line.ruling_words
            move_entry(found.entry, _ruling_act(line), on=max(on, found.entry.sent_on), by=by, reason=words)


def may_record(found: ListedDifference) -> bool:
    """Say whether what the list says can be recorded in one step."""
    if found.kind == ListDifference.NOT_KNOWN:
        return found.clp is not None
    if found.entry is None or found.line is None:
        return False
    state = EntryState(found.entry.state)
    if found.kind == ListDifference.HEADING:
        return ENTRY_FLOW.may(state, EntryAct.GIVE_HEADING)
    is_new = state in (EntryState.SENT, EntryState.ACKNOWLEDGED)
    return found.kind == ListDifference.RULING and is_new and ENTRY_FLOW.may(state, _ruling_act(found.line))


def _ruling_act(line: CommitteeListLine) -> EntryAct:
    return EntryAct.RULE_OUT if line.ruling == CommitteeRuling.OUT else EntryAct.RULE_IN_ORDER
