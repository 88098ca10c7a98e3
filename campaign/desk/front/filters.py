"""What the front page is narrowed to. It lives in the address, so a page can be kept, sent on and come back to.

The CLPs that are left are what the spreadsheet and the people for Action Network start from too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from campaign.accounts.models import User
from campaign.accounts.roles import places_of, regions_of
from campaign.desk.chosen import chosen_motion, motion_named
from clps.enums import MeetingStructure
from motions.enums import Stage
from motions.models import Motion
from motions.progress.clps import CLPStanding, read_clps

MINE, NOBODYS = "me", "nobody"
AWAY = "away"


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters as the address has them; empty ones narrow nothing."""

    region: str = ""
    structure: str = ""
    stage: str = ""
    kind: str = ""
    owner: str = ""
    show: str = ""
    page: str = ""
    # The name of one of the campaign's motions; "" is the first on the map, and all of them in the list.
    motion: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], *, regions: Collection[str], kinds: Collection[str]) -> "Filters":
        """Read an address; what nobody could have chosen there narrows nothing."""
        allowed: dict[str, Collection[str]] = {
            "region": regions,
            "structure": MeetingStructure.values,
            "stage": Stage.values,
            "kind": kinds,
            "show": (AWAY,),
        }
        chosen = {name: query.get(name, "") for name in cls.__slots__}
        for name, values in allowed.items():
            if chosen[name] not in values:
                chosen[name] = ""
        chosen["motion"] = motion_named(query)
        for name in ("owner", "page"):
            if not chosen[name].isdecimal() and chosen[name] not in (MINE, NOBODYS):
                chosen[name] = ""
        return cls(**chosen)

    @property
    def shows_away(self) -> bool:
        """Whether the list shows what was put away instead of what is to be seen to."""
        return self.show == AWAY

    @property
    def narrows(self) -> bool:
        """Whether anything is chosen."""
        return any(asdict(replace(self, page="")).values())

    def keeps_place(self, clp: CLPStanding) -> bool:
        """Whether a CLP is where, and meets as, is asked for."""
        return self.region in ("", clp.region_slug) and self.structure in ("", clp.structure)

    def keeps(self, clp: CLPStanding) -> bool:
        """Whether a CLP is among those on the map: it is at the stage asked for too."""
        return self.keeps_place(clp) and self.stage in ("", clp.stage)

    def query(self, **changes: str) -> str:
        """Return the part of the address after the question mark, with some filters changed; the page starts anew."""
        values = asdict(replace(self, **{"page": "", **changes}))
        return urlencode({name: value for name, value in values.items() if value})


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
    motion = chosen_motion(query)
    if motion is None:
        return None
    regions = regions_of(user)
    filters = Filters.of(query, regions=list(places_of(user).values_list("slug", flat=True)), kinds=())
    everywhere = read_clps(motion, regions)
    clps = [clp for clp in everywhere if filters.keeps(clp)]
    return Shown(motion, filters, clps, is_whole=regions is None and len(clps) == len(everywhere))
