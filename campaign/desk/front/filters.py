"""What the front page is narrowed to. It lives in the address, so a page can be kept, sent on and come back to."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from clps.enums import MeetingStructure
from motions.enums import Stage
from motions.progress.clps import CLPStanding

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
