"""The numbers on public pages, each with what it is out of."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from motions.counts import BEFORE_A_MEETING, CARRIED, EVERY_CLP, SENT
from motions.enums import PublicView, Stage
from motions.models import Campaign
from motions.progress.standings import PublicStanding, shown_stages, stage_label


@dataclass(frozen=True)
class Figure:
    """A large number, its name, and what it is out of."""

    number: int
    label: str
    out_of: str
    is_carried: bool = False


@dataclass(frozen=True)
class Bar:
    """How much of the target is reached."""

    done: int
    target: int

    @property
    def percent(self) -> float:
        """The filled share, from 0 to 100; a target that is passed fills it and no more."""
        return round(min(100.0, 100 * self.done / self.target), 1)

    @property
    def words(self) -> str:
        """What is left, in words."""
        left = self.target - self.done
        if left > 0:
            return f"{left} to go"
        return "Target reached" if left == 0 else f"Target reached, and {-left} more"


@dataclass(frozen=True)
class StageCount:
    """One line of the legend."""

    stage: Stage
    label: str
    number: int


@dataclass(frozen=True)
class RegionCount:
    """One region's CLPs, and how many have come how far."""

    name: str
    slug: str
    clps: int
    under_way: int
    carried: int
    sent: int
    standings: tuple[PublicStanding, ...]


@dataclass(frozen=True)
class Progress:
    """Everything that the public pages say in numbers."""

    standings: list[PublicStanding]
    counts: dict[Stage, int]
    figures: list[Figure]
    bar: Bar
    legend: list[StageCount]
    regions: list[RegionCount]
    carried: int
    checked: int
    adopted_only: bool


def count_stages(standings: list[PublicStanding]) -> dict[Stage, int]:
    """Return how many CLPs are at each stage, with every stage there and the sum being the number of CLPs."""
    # What programs elsewhere read: a stage at which nobody is stands there with nought.
    found = Counter(standing.stage for standing in standings)
    return {stage: found[stage] for stage in Stage}


def count_regions(standings: list[PublicStanding]) -> list[RegionCount]:
    """Return each region with its CLPs, from north to south; a region without CLPs is left out."""
    grouped = groupby(sorted(standings, key=_region_of), key=_region_of)
    return [_count_region(name, slug, tuple(members)) for (_, name, slug), members in grouped]


def _region_of(standing: PublicStanding) -> tuple[int, str, str]:
    """Return what puts a CLP in its region, and the region in its place."""
    return standing.region_position, standing.region, standing.region_slug


def measure_progress(campaign: Campaign, standings: list[PublicStanding]) -> Progress:
    """Return every number that the public pages show, from the standings alone."""
    counts, regions = count_stages(standings), count_regions(standings)
    carried = [standing for standing in standings if standing.stage in CARRIED.stages]
    adopted_only = campaign.public_view == PublicView.ADOPTED
    shown = [
        StageCount(stage, stage_label(stage, adopted_only=adopted_only), counts[stage])
        for stage in shown_stages(campaign)
    ]
    return Progress(
        standings=standings,
        counts=counts,
        figures=_three_figures(counts, regions, adopted_only=adopted_only),
        bar=Bar(len(carried), campaign.target),
        legend=shown,
        regions=regions,
        carried=len(carried),
        checked=sum(standing.is_checked for standing in carried),
        adopted_only=adopted_only,
    )


def _three_figures(counts: dict[Stage, int], regions: list[RegionCount], *, adopted_only: bool) -> list[Figure]:
    """Return the three counts of the front page. Where only carried motions show, the third counts regions."""
    clps, carried = f"of {EVERY_CLP.of(counts)} CLPs", CARRIED.of(counts)
    under_way = Figure(BEFORE_A_MEETING.of(counts), "before a branch or CLP now", clps)
    reached = Figure(
        sum(region.carried > 0 for region in regions), "regions have carried it", f"of {len(regions)} regions"
    )
    return [
        Figure(carried, "carried it for conference", clps, is_carried=True),
        Figure(SENT.of(counts), "sent it to conference", f"of {carried} that carried it"),
        reached if adopted_only else under_way,
    ]


def _count_region(name: str, slug: str, members: tuple[PublicStanding, ...]) -> RegionCount:
    """Count one region."""
    return RegionCount(
        name=name,
        slug=slug,
        clps=len(members),
        under_way=BEFORE_A_MEETING.among(members),
        carried=CARRIED.among(members),
        sent=SENT.among(members),
        standings=members,
    )
