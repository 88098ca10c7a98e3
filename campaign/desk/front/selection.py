"""The CLPs that the front page shows at an address, for what else starts there: their spreadsheet and people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaign.accounts.models import User
from campaign.accounts.roles import places_of, regions_of
from campaign.desk.front.filters import Filters
from motions.models import Motion
from motions.progress.clps import CLPStanding, read_clps
from motions.queries import current_conference_motion


@dataclass(frozen=True, slots=True)
class Shown:
    """The CLPs in an organiser's regions that the filters of an address keep."""

    motion: Motion
    filters: Filters
    clps: Sequence[CLPStanding]
    # Whether these are all there are.
    is_whole: bool


def read_shown(query: Mapping[str, str], user: User) -> Shown | None:
    """Return what the front page shows at this address, on its map and in its table; None without a campaign."""
    motion = current_conference_motion()
    if motion is None:
        return None
    regions = regions_of(user)
    filters = Filters.of(query, regions=list(places_of(user).values_list("slug", flat=True)), kinds=())
    everywhere = read_clps(motion, regions)
    clps = [clp for clp in everywhere if filters.keeps(clp)]
    return Shown(motion, filters, clps, is_whole=regions is None and len(clps) == len(everywhere))
