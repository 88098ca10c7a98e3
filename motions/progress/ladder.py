"""The ladder to conference: how many CLPs have reached each rung, and where those stand that have not."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from motions.counts import CARRIED, EVERY_CLP, RUNGS, SENT, TAKEN_UP
from motions.enums import Stage
from motions.progress.clps import CLPStanding


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: how many reached it, of how many on the rung below, and at which stages the rest stand."""

    name: str
    number: int
    of: int
    lost: tuple[tuple[Stage, int], ...]

    @property
    def loss(self) -> int:
        """How many of the rung below have not reached this one."""
        return self.of - self.number

    @property
    def lost_in_words(self) -> str:
        """Where those stand: "14 with a branch, 47 with the CLP"."""
        names = ((number, str(stage.label)) for stage, number in self.lost)
        return ", ".join(f"{number} {name[0].lower()}{name[1:]}" for number, name in names)

    @property
    def percent(self) -> int:
        """The share of the rung below that reached it, in whole per cent."""
        return round(100 * self.number / self.of) if self.of else 0


@dataclass(frozen=True, slots=True)
class Group:
    """Some CLPs counted together: a region's, or those that meet in one way."""

    name: str
    slug: str
    clps: int
    begun: int
    carried: int
    sent: int


def read_rungs(clps: Iterable[CLPStanding]) -> list[Rung]:
    """Return the rungs from the lowest to the highest; the first is every CLP."""
    counts = Counter(clp.stage for clp in clps)
    rungs, below = [], EVERY_CLP
    for rung in RUNGS:
        stopped = [(stage, counts[stage]) for stage in Stage if stage in below.stages - rung.stages and counts[stage]]
        rungs.append(Rung(rung.name, rung.of(counts), below.of(counts), tuple(stopped)))
        below = rung
    return rungs


def group_by(clps: Sequence[CLPStanding], key: Callable[[CLPStanding], tuple[object, str, str]]) -> list[Group]:
    """Return the groups that `key` makes, in its order; it gives what to sort by, the slug and the name."""
    grouped: dict[tuple[object, str, str], Counter[Stage]] = {}
    for clp in clps:
        grouped.setdefault(key(clp), Counter())[clp.stage] += 1
    return [
        Group(
            name=name,
            slug=slug,
            clps=counts.total(),
            begun=TAKEN_UP.of(counts),
            carried=CARRIED.of(counts),
            sent=SENT.of(counts),
        )
        for (_, slug, name), counts in sorted(grouped.items(), key=lambda item: str(item[0][0]))
    ]


def by_region(clps: Sequence[CLPStanding]) -> list[Group]:
    """Return the regions from north to south."""
    # Four places, because groups are put in order as text.
    return group_by(clps, lambda clp: (f"{clp.region_position:04}", clp.region_slug, clp.region))


def by_structure(clps: Sequence[CLPStanding]) -> list[Group]:
    """Return the ways of meeting that there are."""
    return group_by(clps, lambda clp: (clp.structure, clp.structure.value, str(clp.structure.label)))
