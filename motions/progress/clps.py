"""Every CLP with its stage, as organisers see it: nothing is held back, and no person is in it."""

from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q

from clps.enums import MeetingStructure
from clps.models import CLP
from motions.enums import Stage
from motions.models import Motion


class CLPStanding(NamedTuple):
    """One CLP and how far it has come with one motion. A tuple, because making 650 of them has to cost nothing."""

    pk: int
    name: str
    slug: str
    structure: MeetingStructure
    region_pk: int
    region: str
    region_slug: str
    region_position: int
    hex_q: int | None
    hex_r: int | None
    stage: Stage
    since: date | None
    is_checked: bool
    is_conflicting: bool
    # The CLP's own word, where we know it.
    notice_days: int | None = None
    branch_days: int | None = None

    @property
    def label(self) -> str:
        """The stage in a word or two."""
        return str(self.stage.label)


COLUMNS = (
    *("pk", "name", "slug", "structure", "region_id", "region__name", "region__slug", "region__position"),
    *("hex_q", "hex_r", "standing__stage", "standing__since", "standing__is_checked", "standing__is_conflicting"),
    *("rules__notice_days", "rules__branch_days"),
)


def read_clps(motion: Motion, regions: AbstractSet[int] | None = None) -> list[CLPStanding]:
    """Return the CLPs of these regions, or all of them, by name; in one query however many there are."""
    rows = CLP.objects.annotate(
        standing=FilteredRelation("standings", condition=Q(standings__motion=motion)),
        rules=FilteredRelation("body_rules", condition=Q(body_rules__branch=None)),
    )
    if regions is not None:
        rows = rows.filter(region__in=regions)
    return [_standing(row) for row in rows.order_by("name").values_list(*COLUMNS)]


# Looking a value up costs a fraction of what making the member of an enum does, and there are 650 rows.
_STAGES: dict[str | None, Stage] = {None: Stage.NOT_STARTED, **{stage.value: stage for stage in Stage}}
_STRUCTURES: dict[str, MeetingStructure] = {structure.value: structure for structure in MeetingStructure}


def _standing(row: tuple[Any, ...]) -> CLPStanding:
    """Return one row of the query."""
    pk, name, slug, structure, region_pk, region, region_slug, position, hex_q, hex_r, *standing = row
    stage, since, is_checked, is_conflicting, notice_days, branch_days = standing
    return CLPStanding(
        pk=pk,
        name=name,
        slug=slug,
        structure=_STRUCTURES[structure],
        region_pk=region_pk,
        region=region,
        region_slug=region_slug,
        region_position=position,
        hex_q=hex_q,
        hex_r=hex_r,
        stage=_STAGES[stage],
        since=since,
        is_checked=bool(is_checked),
        is_conflicting=bool(is_conflicting),
        notice_days=notice_days,
        branch_days=branch_days,
    )
