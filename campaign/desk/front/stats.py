"""Progress toward conference, in numbers: everything that the front page says, worked out before it is drawn."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from campaign.desk.front.filters import Filters
from clps.lib.cache import Cache
from motions.counts import CARRIED, RULED_OUT, SENT
from motions.enums import OFF_THE_LADDER, MotionKind
from motions.models import Motion
from motions.progress.clps import CLPStanding, read_clps
from motions.progress.deadline import Deadline, read_deadline
from motions.progress.forecast import Forecast, Pace, forecast, measure_pace
from motions.progress.history import History, Move, read_moves, trace
from motions.progress.ladder import Group, Rung, by_region, by_structure, read_rungs

# Only so many weeks fit beside the chart; before them stands the first day alone.
WEEKS_SHOWN = 26


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier campaign on the same day: as many days before its own deadline."""

    campaign_pk: int
    name: str
    conference: str
    day: date
    carried: int
    sent: int


@dataclass(frozen=True, slots=True)
class Week:
    """How many had carried it and sent it by the end of a day."""

    day: date
    carried: int
    sent: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the front page says of progress, for the CLPs that the filters keep."""

    clps: Sequence[CLPStanding]
    today: date
    deadline: Deadline
    deadline_day: date
    carried: int
    sent: int
    ruled_out: int
    carried_unchecked: int
    # None where the filters leave out some CLPs: the target is the whole campaign's.
    target: int | None
    ladder: Sequence[Rung]
    regions: Sequence[Group]
    structures: Sequence[Group]
    history: History
    weeks: Sequence[Week]
    pace: Pace | None
    forecast: Forecast | None
    earlier: Earlier | None

    @property
    def left(self) -> int | None:
        """How many more the target needs; None where there is no target, nought once it is reached."""
        return None if self.target is None else max(0, self.target - self.carried)

    @property
    def percent(self) -> float:
        """The share of the target that has carried it, from 0 to 100."""
        return round(min(100.0, 100 * self.carried / self.target), 1) if self.target else 0.0

    @property
    def percent_sent(self) -> float:
        """The share of the target that has sent it, from 0 to 100."""
        return round(min(100.0, 100 * self.sent / self.target), 1) if self.target else 0.0


def read_overview(
    motion: Motion, *, regions: AbstractSet[int] | None, filters: Filters, now: datetime
) -> tuple[list[CLPStanding], Overview]:
    """Return the organiser's CLPs, and the overview of those that the filters keep.

    Costs two queries and, when a stage has moved since, one more; the earlier campaign is read once.
    """
    everywhere = read_clps(motion, regions)
    clps = [clp for clp in everywhere if filters.keeps_place(clp)]
    is_whole = regions is None and len(clps) == len(everywhere)
    campaign, today = motion.campaign, timezone.localdate(now)
    deadline_day = campaign.conference.deadline_day
    history = trace(_moves_of(motion), clps)
    carried = [clp for clp in clps if clp.stage in CARRIED.stages]
    target = campaign.target if is_whole else None
    # No forecast goes beyond this: who is off the ladder is not counted on.
    most = sum(clp.stage in CARRIED.stages or clp.stage not in OFF_THE_LADDER for clp in clps)
    return everywhere, Overview(
        clps=clps,
        today=today,
        deadline=read_deadline(campaign, now=now),
        deadline_day=deadline_day,
        carried=len(carried),
        sent=SENT.among(clps),
        ruled_out=RULED_OUT.among(clps),
        carried_unchecked=sum(not clp.is_checked for clp in carried),
        target=target,
        ladder=read_rungs(clps),
        regions=by_region(clps),
        structures=by_structure(clps),
        history=history,
        weeks=count_weeks(history, today),
        pace=measure_pace(history.carried, today=today, deadline_day=deadline_day, target=target),
        forecast=forecast(history.carried, today=today, deadline_day=deadline_day, most=most),
        earlier=_compare(motion, {clp.pk for clp in clps}, (deadline_day - today).days),
    )


# A move is never undone, and every one moves the motion's progress version.
_moves: Cache[list[Move]] = Cache(at_most=4)
_earlier: Cache[History] = Cache(at_most=40)


def _moves_of(motion: Motion) -> list[Move]:
    """Return the moves of a motion, read anew when a stage has moved."""
    return _moves.get(motion.pk, motion.progress_version, lambda: read_moves(motion))


def count_weeks(history: History, today: date) -> list[Week]:
    """Return the counts of each week until today, the newest first."""
    days = history.carried + history.sent
    if not days:
        return []
    first = min(days)
    number = min(WEEKS_SHOWN, (today - first).days // 7 + 1)
    ends = [today - timedelta(weeks=week) for week in range(number)]
    return [Week(day, history.carried_by(day), history.sent_by(day)) for day in ends]


def _compare(motion: Motion, clps: AbstractSet[int], days_left: int) -> Earlier | None:
    """Return the latest earlier campaign in which something was carried, as it stood on the same day."""
    earlier = Motion.objects.filter(
        kind=MotionKind.CONFERENCE,
        campaign__is_running=False,
        # The row of another motion is no campaign of its own, to be compared with.
        campaign__main=None,
        campaign__conference__deadline__lt=motion.campaign.conference.deadline,
        standings__stage__in=CARRIED.stages,
    )
    latest = earlier.select_related("campaign__conference").order_by("-campaign__conference__deadline", "pk").first()
    if latest is None:
        return None
    day = latest.campaign.conference.deadline_day - timedelta(days=days_left)
    history = _earlier.get(
        (latest.pk, frozenset(clps)),
        latest.progress_version,
        lambda: trace(_moves_of(latest), [clp for clp in read_clps(latest) if clp.pk in clps]),
    )
    campaign = latest.campaign
    return Earlier(
        campaign.pk, campaign.name, campaign.conference.name, day, history.carried_by(day), history.sent_by(day)
    )
