"""When each CLP carried the motion and sent it, from the stages that moved: one pass over the events."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from motions.counts import CARRIED, SENT
from motions.enums import EventKind, Stage
from motions.models import Event, Motion
from motions.progress.clps import CLPStanding


class Move(NamedTuple):
    """A CLP that came to a stage, on the day that the report tells of."""

    clp_pk: int
    stage: str
    on: date


@dataclass(frozen=True, slots=True)
class History:
    """The days on which CLPs that count today carried it and sent it, each in order."""

    carried: tuple[date, ...] = ()
    sent: tuple[date, ...] = ()

    def carried_by(self, day: date) -> int:
        """Return how many had carried it by the end of a day."""
        return bisect_right(self.carried, day)

    def sent_by(self, day: date) -> int:
        """Return how many had sent it by the end of a day."""
        return bisect_right(self.sent, day)


def read_moves(motion: Motion) -> list[Move]:
    """Return every move of a motion's stages, in the order in which they were recorded; in one query."""
    events = Event.objects.filter(motion=motion, kind=EventKind.STAGE_MOVED).order_by("pk")
    moves = []
    for clp_pk, details, at in events.values_list("clp_id", "details", "at"):
        # The first events did not say since when.
        since = details.get("since")
        moves.append(Move(clp_pk, details["to"], date.fromisoformat(since) if since else timezone.localdate(at)))
    return moves


def trace(moves: Iterable[Move], clps: Sequence[CLPStanding]) -> History:
    """Return when the CLPs that count now came to count; one that fell back and rose again counts from the last time.

    A CLP whose stage was never recorded as moving counts from the day that its standing has.
    """
    carried, sent = first_days(moves)
    carried_days, sent_days = [], []
    for clp in clps:
        if clp.stage in CARRIED.stages:
            # A report that came late tells of an earlier day than the move that it made.
            known = [carried.get(clp.pk), clp.since if clp.stage == Stage.CARRIED_FOR_CONFERENCE else None]
            carried_days.append(min((day for day in known if day), default=clp.since))
        if clp.stage in SENT.stages:
            sent_days.append(sent.get(clp.pk) or clp.since)
    return History(tuple(sorted(day for day in carried_days if day)), tuple(sorted(day for day in sent_days if day)))


def first_days(moves: Iterable[Move]) -> tuple[dict[int, date], dict[int, date]]:
    """Return the first day of each CLP's unbroken time among those that carried it, and among those that sent it."""
    carried: dict[int, date] = {}
    sent: dict[int, date] = {}
    for move in moves:
        for days, stages in ((carried, CARRIED.stages), (sent, SENT.stages)):
            if move.stage not in stages:
                # It fell back: should it come to count again, it counts from then.
                days.pop(move.clp_pk, None)
            else:
                days[move.clp_pk] = min(move.on, days.get(move.clp_pk, move.on))
    return carried, sent
