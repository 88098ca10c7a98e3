"""How far a campaign has come, as its filters narrow it: what the front page and an earlier campaign's desk share."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaign.accounts.models import User
from campaign.accounts.roles import regions_of
from campaign.desk.chosen import motion_query
from campaign.desk.front.chart import draw_chart
from campaign.desk.front.drawings import Drawing, kept_drawing
from campaign.desk.front.filters import Choices, Filters, read_choices
from campaign.desk.front.stats import Overview, read_overview
from clps.enums import MeetingStructure
from motions.enums import Stage
from motions.models import Motion
from motions.progress.clps import CLPStanding
from motions.progress.freshness import read_freshness


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one motion has come in an organiser's regions, and what can be chosen to narrow it."""

    motion: Motion
    filters: Filters
    choices: Choices
    # Whether their regions are some, and not all there are.
    is_regional: bool
    everywhere: Sequence[CLPStanding]
    overview: Overview
    drawing: Drawing

    def as_context(self) -> dict[str, Any]:
        """Return what both pages show of it."""
        filters = self.filters
        return {
            "motion": self.motion,
            "overview": self.overview,
            "chart": draw_chart(self.overview),
            "drawing": self.drawing,
            "filters": filters,
            "own_regions": [name for _, name in self.choices.regions] if self.is_regional else [],
            "narrowed_to": self._narrowed_to(),
            "stage_links": self._stage_links(),
            "query_stage_off": filters.query(stage=""),
            "region_choices": self.choices.regions,
            "structure_choices": [(value, str(label)) for value, label in MeetingStructure.choices],
            "tag_choices": self.choices.tags,
            "stage_choices": [(value, str(label)) for value, label in Stage.choices],
        }

    def _narrowed_to(self) -> str:
        """Say which CLPs the filters keep, as they are named to be chosen."""
        filters = self.filters
        region = dict(self.choices.regions).get(filters.region, "")
        structure = str(MeetingStructure(filters.structure).label).lower() if filters.structure else ""
        tag = f"tagged “{dict(self.choices.tags)[filters.tag]}”" if filters.tag else ""
        return ", ".join(filter(None, (region, structure, tag)))

    def _stage_links(self) -> list[tuple[Stage, int, str, bool]]:
        """Return the legend of the map: each stage, how many are at it, and the address that shows it alone."""
        counts = Counter(clp.stage for clp in self.overview.clps)
        return [
            (stage, counts[stage], self.filters.query(stage=stage.value), self.filters.stage == stage)
            for stage in Stage
            if counts[stage] or self.filters.stage == stage
        ]


def read_progress(
    query: Mapping[str, str], motion: Motion, user: User, *, now: datetime, kinds: Collection[str] = ()
) -> Progress:
    """Return how far a motion has come at a moment, in the organiser's regions, as an address narrows it.

    The map and the table are the kept ones where nothing has changed; `kinds` are those that its list can be
    narrowed to.
    """
    regions, choices = regions_of(user), read_choices(motion, user)
    filters = Filters.of(query, choices, kinds=kinds)
    # Before the facts, so that a drawing is never kept as newer than it is.
    freshness = read_freshness()
    everywhere, overview = read_overview(motion, regions=regions, filters=filters, now=now)
    leads_to = motion_query(filters.motion)
    # Who has a tag can change with no mark of it in the freshness, so it stands in the key.
    kept = filters.region, filters.structure, filters.stage, filters.tag, filters.tagged
    key = (motion.pk, regions, kept, leads_to)
    drawing = kept_drawing(key, freshness, lambda: [clp for clp in overview.clps if filters.keeps(clp)], leads_to)
    return Progress(motion, filters, choices, regions is not None, everywhere, overview, drawing)
