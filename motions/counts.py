"""Every figure that the site gives of CLPs, named and defined once: pages, files, pictures and mail count with these.

A ruling takes nothing back: what a CLP carried and sent it has carried and sent, whatever conference says of it then.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db import models

from motions.enums import ADOPTED_STAGES, EVER_SENT_STAGES, TARGET_STAGES, MotionKind, Stage
from motions.models import Campaign, Motion, Standing
from motions.models.texts import of_any_motion


class AtAStage(Protocol):
    """What is counted: a CLP's standing, as the public or as an organiser sees it."""

    @property
    def stage(self) -> Stage: ...


@dataclass(frozen=True, slots=True)
class Count:
    """One figure: how many CLPs are at these stages."""

    key: str
    name: str
    meaning: str
    stages: frozenset[Stage]

    def of(self, counts: Mapping[Stage, int]) -> int:
        """Return the figure, from the number of CLPs at each stage."""
        return sum(counts.get(stage, 0) for stage in self.stages)

    def among(self, standings: Iterable[AtAStage]) -> int:
        """Return the figure, from the CLPs one by one."""
        return sum(one.stage in self.stages for one in standings)


_TAKEN_UP = frozenset(Stage) - {Stage.NOT_STARTED}
EVERY_CLP = Count("clps", "All CLPs", "Every CLP on our list.", frozenset(Stage))
TAKEN_UP = Count(
    "taken_up", "Taken up there", "A member offers to take it there, or it has come further than that.", _TAKEN_UP
)
PUT_FORWARD = Count(
    "put_forward",
    "Sent to a branch or the CLP",
    "It was sent to a branch or to the CLP, whatever came of it.",
    _TAKEN_UP - {Stage.CHAMPION_FOUND},
)
BEFORE_A_MEETING = Count(
    "before_a_meeting",
    "Before a branch or CLP now",
    "A branch or the CLP has it and has not voted, or a branch carried it and the CLP votes next.",
    frozenset({Stage.WITH_BRANCH, Stage.BRANCH_CARRIED, Stage.WITH_CLP}),
)
CARRIED_IN_ANY_WAY = Count(
    "carried_in_any_way",
    "Carried by the CLP",
    "The CLP voted for it, as its conference motion or as policy only. A branch’s vote is not its CLP’s.",
    ADOPTED_STAGES,
)
CARRIED = Count(
    "carried_for_conference",
    "Carried for conference",
    "The CLP chose it as its conference motion. It counts towards the target, and goes on counting once it was sent, "
    "accepted or ruled out.",
    TARGET_STAGES,
)
SENT = Count(
    "sent_to_conference",
    "Sent to conference",
    "The CLP has sent it in, whatever conference ruled on it then.",
    EVER_SENT_STAGES,
)
ACCEPTED = Count("accepted", "Accepted by conference", "Conference ruled it in order.", frozenset({Stage.ACCEPTED}))
RULED_OUT = Count(
    "ruled_out",
    "Ruled out by conference",
    "Conference ruled it out of order, and no appeal has changed that.",
    frozenset({Stage.RULED_OUT}),
)
COUNTS = (
    EVERY_CLP,
    TAKEN_UP,
    PUT_FORWARD,
    BEFORE_A_MEETING,
    CARRIED_IN_ANY_WAY,
    CARRIED,
    SENT,
    ACCEPTED,
    RULED_OUT,
)
# How far it has come, each holding the next.
RUNGS = (EVERY_CLP, TAKEN_UP, PUT_FORWARD, CARRIED_IN_ANY_WAY, CARRIED, SENT, ACCEPTED)


@dataclass(frozen=True, slots=True)
class MotionFigures:
    """How many CLPs have carried one motion for conference, or any of several, and how many of those have sent it."""

    carried: int
    sent: int


def count_motions(motions: Iterable[Motion]) -> list[tuple[Motion, MotionFigures]]:
    """Return motions, each with its figures, in one query; without one where there are none."""
    told = list(motions)
    counts: dict[int, Counter[Stage]] = {motion.pk: Counter() for motion in told}
    rows = Standing.objects.filter(motion__in=list(counts)).order_by().values_list("motion", "stage")
    for motion, stage, number in rows.annotate(number=models.Count("pk")):
        counts[motion][Stage(stage)] = number
    return [(one, MotionFigures(carried=CARRIED.of(counts[one.pk]), sent=SENT.of(counts[one.pk]))) for one in told]


def count_motion(motion: Motion) -> MotionFigures:
    """Return the figures of one motion, in one query."""
    return count_motions([motion])[0][1]


def count_campaign(campaign: Campaign) -> MotionFigures:
    """Return how many CLPs have carried, and sent, any of a campaign's motions for conference; in one query.

    A CLP that has carried two of them is one CLP.
    """
    rows = Standing.objects.filter(of_any_motion(campaign), motion__kind=MotionKind.CONFERENCE)
    carried = models.Count("clp", distinct=True, filter=models.Q(stage__in=CARRIED.stages))
    sent = models.Count("clp", distinct=True, filter=models.Q(stage__in=SENT.stages))
    return MotionFigures(**rows.aggregate(carried=carried, sent=sent))


def count_standings(campaign: Campaign) -> Counter[Stage]:
    """Return how many CLPs are at each stage with the campaign's conference motion, in one query.

    A CLP without a row, which has not started, is in none of them.
    """
    rows = Standing.objects.filter(motion__campaign=campaign, motion__kind=MotionKind.CONFERENCE).order_by()
    numbers = rows.values_list("stage").annotate(number=models.Count("pk"))
    return Counter({Stage(stage): number for stage, number in numbers})
