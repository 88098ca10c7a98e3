"""What became of a motion, for everybody to read: who carried it, how it was ruled on and voted, what followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from clps.models import CLP
from motions.enums import ADOPTED_STAGES, EVER_SENT_STAGES, RULED_OUT_STATES, Stage
from motions.models import ConferenceEntry, DatedNote, Motion, Standing
from motions.progress.conference import FloorResult, PublicComposite, floor_results, public_composites


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedBy:
    """One CLP that carried the motion, and how far it came. Nobody is named."""

    clp: CLP
    stage: Stage
    sent_on: date | None = None
    ruling: str = ""
    # Ruled out first, and in order in the end.
    was_overturned: bool = False
    composite: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfNotes:
    """What the party did about it in one year."""

    year: int
    notes: Sequence[DatedNote]


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    """Everything that the page says."""

    carried: Sequence[CarriedBy]
    composites: Sequence[PublicComposite]
    results: Sequence[FloorResult]
    years: Sequence[YearOfNotes]

    @property
    def sent(self) -> int:
        """How many CLPs sent it to conference, whatever was ruled."""
        return sum(one.stage in EVER_SENT_STAGES for one in self.carried)

    @property
    def accepted(self) -> int:
        """How many of those were in order in the end."""
        return sum(one.stage == Stage.ACCEPTED for one in self.carried)

    @property
    def ruled_out(self) -> int:
        """How many stayed ruled out."""
        return sum(one.stage == Stage.RULED_OUT for one in self.carried)

    @property
    def overturned(self) -> int:
        """How many were ruled out first, and are in order."""
        return sum(one.was_overturned for one in self.carried)


def read_afterwards(motion: Motion) -> Afterwards:
    """Return what became of a motion, in a constant number of queries."""
    standings = Standing.objects.filter(motion=motion, stage__in=ADOPTED_STAGES).select_related("clp__region")
    rows = ConferenceEntry.objects.filter(motion=motion).standing()
    entries = {one.clp_id: one for one in rows.select_related("composite").prefetch_related("grounds")}
    carried = [_carried(one, entries.get(one.clp_id)) for one in standings.order_by("clp__name")]
    notes = DatedNote.objects.filter(motion=motion).done_since().order_by("on", "pk")
    years = [
        YearOfNotes(year=year, notes=list(those)) for year, those in groupby(notes, key=lambda note: note.on.year)
    ]
    composites, results = public_composites(motion), floor_results(motion)
    return Afterwards(carried=carried, composites=composites, results=results, years=years)


def _carried(standing: Standing, entry: ConferenceEntry | None) -> CarriedBy:
    stage = Stage(standing.stage)
    # The facts behind an entry may have been corrected: the stage says whether it counts.
    if entry is None or stage not in EVER_SENT_STAGES:
        return CarriedBy(clp=standing.clp, stage=stage)
    return CarriedBy(
        clp=standing.clp,
        stage=stage,
        sent_on=entry.sent_on,
        ruling=_ruling(entry, stage),
        was_overturned=stage == Stage.ACCEPTED and entry.state not in RULED_OUT_STATES and _was_out_once(entry),
        composite=entry.composite.name if entry.composite else "",
    )


def _ruling(entry: ConferenceEntry, stage: Stage) -> str:
    """Return how the committee ruled, with its grounds; "" before it did."""
    grounds = "; ".join(label.lower() for label in entry.ground_labels)
    was_out = f"ruled out{f' ({grounds})' if grounds else ''}"
    if entry.state in RULED_OUT_STATES:
        return was_out[:1].upper() + was_out[1:]
    if stage != Stage.ACCEPTED:
        return ""
    return f"In order; {was_out} at first" if _was_out_once(entry) else "In order"


def _was_out_once(entry: ConferenceEntry) -> bool:
    """Whether any day of an entry says that it was ruled out: an appeal tells as much as the ruling."""
    return bool(entry.ruled_out_on or entry.appealed_on or entry.reference_back_on)
