"""What the front page is narrowed to. It lives in the address, so a page can be kept, sent on and come back to.

The CLPs that are left are what the spreadsheet and the people for Action Network start from too.
"""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from campaign.accounts.models import User
from campaign.accounts.roles import regions_looked_after_by, regions_of
from campaign.desk.chosen import chosen_motion, motion_named
from campaign.desk.models import Tag, TaggedCLP
from clps.enums import MeetingStructure
from clps.lib.http import key_in
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
    # The key of one of the campaign's tags.
    tag: str = ""
    stage: str = ""
    kind: str = ""
    owner: str = ""
    show: str = ""
    page: str = ""
    # The name of one of the campaign's motions; "" is the first on the map, and all of them in the list.
    motion: str = ""
    # The keys of the CLPs that have the tag: read, and no part of an address.
    tagged: AbstractSet[int] = frozenset()

    @classmethod
    def of(cls, query: Mapping[str, str], choices: "Choices", *, kinds: Collection[str] = ()) -> "Filters":
        """Read an address; what nobody could have chosen there narrows nothing. One query, where it names a tag."""
        allowed: dict[str, Collection[str]] = {
            "region": [slug for slug, _ in choices.regions],
            "structure": MeetingStructure.values,
            "tag": [key for key, _ in choices.tags],
            "stage": Stage.values,
            "kind": kinds,
            "show": (AWAY,),
        }
        chosen = {name: query.get(name, "") for name in IN_ADDRESS}
        for name, values in allowed.items():
            if chosen[name] not in values:
                chosen[name] = ""
        chosen["motion"] = motion_named(query)
        for name in ("owner", "page"):
            if not chosen[name].isdecimal() and chosen[name] not in (MINE, NOBODYS):
                chosen[name] = ""
        tagged = TaggedCLP.objects.filter(tag=key_in(chosen["tag"])).values_list("clp", flat=True)
        return cls(**chosen, tagged=frozenset(tagged if chosen["tag"] else ()))

    @property
    def shows_away(self) -> bool:
        """Whether the list shows what was put away instead of what is to be seen to."""
        return self.show == AWAY

    @property
    def narrows(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.query())

    @property
    def narrows_places(self) -> bool:
        """Whether the whole page is about some CLPs alone, and not only its map."""
        return bool(self.region or self.structure or self.tag)

    def keeps_place(self, clp: CLPStanding) -> bool:
        """Whether a CLP is where, meets as, and is tagged as is asked for."""
        return (
            self.region in ("", clp.region_slug)
            and self.structure in ("", clp.structure)
            and (not self.tag or clp.pk in self.tagged)
        )

    def keeps(self, clp: CLPStanding) -> bool:
        """Whether a CLP is among those on the map: it is at the stage asked for too."""
        return self.keeps_place(clp) and self.stage in ("", clp.stage)

    def query(self, **changes: str) -> str:
        """Return the part of the address after the question mark, with some filters changed; the page starts anew."""
        values = {name: getattr(self, name) for name in IN_ADDRESS} | {"page": "", **changes}
        return urlencode({name: value for name, value in values.items() if value})


# What an address can say.
IN_ADDRESS = tuple(one.name for one in fields(Filters) if one.name != "tagged")


@dataclass(frozen=True, slots=True)
class Choices:
    """Which CLPs an organiser can narrow a page to: value and name of each region of theirs, and of each tag."""

    regions: Sequence[tuple[str, str]]
    tags: Sequence[tuple[str, str]]


def read_choices(motion: Motion, user: User) -> Choices:
    """Return what an organiser can choose of a motion's campaign. Two queries."""
    tags = Tag.objects.filter(campaign=motion.campaign_id).values_list("pk", "name")
    return Choices(
        list(regions_looked_after_by(user).values_list("slug", "name")), [(str(pk), name) for pk, name in tags]
    )


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
    filters = Filters.of(query, read_choices(motion, user))
    everywhere = read_clps(motion, regions)
    clps = [clp for clp in everywhere if filters.keeps(clp)]
    return Shown(motion, filters, clps, is_whole=regions is None and len(clps) == len(everywhere))
