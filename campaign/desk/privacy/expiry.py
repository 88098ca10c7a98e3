"""The daily round: what was kept for as long as `motions.retention` says goes, and the desk shows how much went."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.models import Gone
from campaign.desk.privacy.erasure import under_locks
from campaign.desk.privacy.sweeps import NAMES, PERSON_SWEEPS, SWEEPS, PersonSweep, Sweep, Went
from motions.actions.erasure import Place
from motions.models import PeriodSetting
from motions.retention import Kept

logger = logging.getLogger(__name__)

# So many rows in one transaction: nobody who reports meanwhile waits for long.
LOT = 100
# What is left after so many lots waits for the next day.
MOST_LOTS = 2_000


def forget_old(now: datetime, *, lot: int = LOT) -> Went:
    """Take away everything whose time is over, in lots that stand by themselves; return how much of what went.

    Stopped half-way, it goes on from there the next time; done twice, it does nothing more. Where one sort fails, the
    others go all the same, and what was raised is raised at the end.
    """
    went, troubles = Went(), list[str]()
    for kept in Kept:
        before = PeriodSetting.objects.all().end_before(kept, now)
        try:
            if kept in PERSON_SWEEPS:
                went += _sweep_people(PERSON_SWEEPS[kept], before, now, lot)
            if kept in SWEEPS:
                went += _sweep_rows(SWEEPS[kept], before, now, lot)
        except Exception as error:
            # Its words may hold a name or an address.
            logger.error("What is kept too long (%s) could not be taken away: %s.", kept.value, type(error).__name__)
            troubles.append(kept.value)
    if troubles:
        raise NotForgotten(", ".join(troubles))
    return went


class NotForgotten(Exception):
    """Some sorts could not be taken away; the message names them."""


def _sweep_rows(sweep: Sweep, before: datetime, now: datetime, lot: int) -> Went:
    went = Went()
    for _ in range(MOST_LOTS):
        with transaction.atomic():
            # Counted where it is done: a round that breaks off has counted what went, and nothing else. The plus drops
            # noughts, so that a lot that took nothing is empty and ends the round.
            these = +sweep(before, lot)
            _count(these, now)
        went += these
        if not these:
            break
    return went


def _sweep_people(sweep: PersonSweep, before: datetime, now: datetime, lot: int) -> Went:
    """Do it to each person in a transaction of their own; raise at the end what went wrong with any."""
    went, tried, trouble = Went(), set[int](), list[Exception]()
    # Whoever could not be seen to is found again, so each time some more are looked for.
    while people := set(sweep.find(before, lot + len(tried))) - tried:
        for person in User.objects.filter(pk__in=people).order_by("pk"):
            try:
                went += under_locks(person, lambda locked, places: _swept(sweep, locked, places, before, now))
            except Exception as error:
                trouble.append(error)
        tried |= people
    if trouble:
        raise trouble[0]
    return went


def _swept(sweep: PersonSweep, person: User, places: set[Place], before: datetime, now: datetime) -> Went:
    went = +sweep.act(person, places, before)
    _count(went, now)
    return went


def _count(went: Went, now: datetime) -> None:
    for sort, number in went.items():
        if sort in NAMES:
            Gone.objects.all().add(timezone.localdate(now), sort, number)


@dataclass(frozen=True, slots=True)
class DayGone:
    """What went on one day, in words: “12 unconfirmed reports and 1 secretary’s details”."""

    day: date
    words: str


def gone_lately(days: int) -> list[DayGone]:
    """Return what went on the last days on which anything did, the newest first."""
    newest = list(Gone.objects.order_by("-day").values_list("day", flat=True).distinct()[:days])
    rows = Gone.objects.filter(day__in=newest).order_by("-day", "pk")
    return [DayGone(day, _said(list(gone))) for day, gone in groupby(rows, key=lambda row: row.day)]


def _said(rows: list[Gone]) -> str:
    said = [f"{row.number:,} {NAMES[row.sort][row.number != 1]}" for row in rows if row.sort in NAMES]
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1]))) if said else "nothing"


def kept_days() -> dict[Kept, int]:
    """Return for how many days each sort is kept now."""
    return PeriodSetting.objects.all().all_days()
