"""Comparing the CLPs of a file with those we know, and writing the difference in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import PROTECT, F, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from clps.importing.clp_files import KINDS, CLPRow
from clps.importing.csv_files import BadFile, Problem
from clps.models import CLP, Constituency, Region
from clps.names import slug_of

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CLPChange:
    """A CLP that the file has otherwise than we do."""

    clp: CLP
    row: CLPRow


@dataclass(frozen=True, slots=True)
class CLPPlan:
    """What loading a file takes."""

    added: list[CLPRow] = field(default_factory=list)
    changed: list[CLPChange] = field(default_factory=list)
    unchanged: list[CLP] = field(default_factory=list)
    missing: list[CLP] = field(default_factory=list)
    removes_missing: bool = False

    @property
    def left_alone(self) -> list[CLP]:
        """The CLPs that are not in the file and stay as they are."""
        return [] if self.removes_missing else self.missing


def make_plan(rows: Sequence[CLPRow], *, remove_missing: bool) -> CLPPlan:
    """Compare a file with the database; raise BadFile when the two cannot go together.

    Locks the CLPs, so it belongs in a transaction.
    """
    locked = CLP.objects.select_for_update(of=("self",)).select_related("region")
    known = list(locked.prefetch_related("constituencies"))
    partners = _match(rows, known)
    plan = CLPPlan(removes_missing=remove_missing)
    for row in rows:
        clp = partners.get(row.slug)
        if clp is None:
            plan.added.append(row)
        elif _as_known(clp) == _as_read(row):
            plan.unchanged.append(clp)
        else:
            plan.changed.append(CLPChange(clp, row))
    matched = {clp.pk for clp in partners.values()}
    plan.missing.extend(clp for clp in known if clp.pk not in matched)
    if problems := [*_taken(rows, plan.left_alone), *_not_removable(plan)]:
        raise BadFile(problems)
    return plan


def _match(rows: Iterable[CLPRow], known: Iterable[CLP]) -> dict[str, CLP]:
    """Return the CLP that each row speaks of, by the row's slug.

    The address decides, so that a new accent or capital is a new name for the same CLP. After that the name does, for
    a CLP that was given another name than its address tells of; and last its constituencies, for one that the file
    gives a new name.
    """
    by_slug = {clp.slug: clp for clp in known}
    partners = {row.slug: by_slug.pop(row.slug) for row in rows if row.slug in by_slug}
    by_name = {slug_of(clp.name): clp for clp in by_slug.values()}
    partners |= {row.slug: by_name.pop(row.slug) for row in rows if row.slug not in partners and row.slug in by_name}
    return partners | _match_by_codes([row for row in rows if row.slug not in partners], by_name.values())


def _match_by_codes(rows: Iterable[CLPRow], known: Iterable[CLP]) -> dict[str, CLP]:
    """Return the CLP that covers the very constituencies of a row, where no other row or CLP does: it is renamed."""
    rows_of, clps_of = defaultdict(list), defaultdict(list)
    for row in rows:
        rows_of[frozenset(row.codes)].append(row)
    for clp in known:
        clps_of[frozenset(place.gss_code for place in clp.constituencies.all())].append(clp)
    return {
        rows_of[codes][0].slug: clps[0]
        for codes, clps in clps_of.items()
        if codes and len(clps) == len(rows_of[codes]) == 1
    }


def _as_read(row: CLPRow) -> tuple[str, str, Cell | None, set[str]]:
    return row.name, row.region, row.cell, set(row.codes)


def _as_known(clp: CLP) -> tuple[str, str, Cell | None, set[str]]:
    return clp.name, clp.region.name, _cell(clp), {place.gss_code for place in clp.constituencies.all()}


def _cell(clp: CLP) -> Cell | None:
    return None if clp.hex_q is None or clp.hex_r is None else (clp.hex_q, clp.hex_r)


def _taken(rows: Iterable[CLPRow], left_alone: Iterable[CLP]) -> Iterator[Problem]:
    """Yield the rows that want the cell or the name of a CLP that is not in the file."""
    cells = {cell: clp for clp in left_alone if (cell := _cell(clp))}
    names = {clp.name: clp for clp in left_alone}
    for row in rows:
        if row.cell in cells:
            held = f"the cell {row.cell} is held by {cells[row.cell]}, which is not in this file."
            yield Problem(row.line, f"{held} With --remove-missing that CLP goes.")
        if row.name in names:
            yield Problem(row.line, f'the name "{row.name}" is held by another CLP, at {names[row.name].slug}.')


def _not_removable(plan: CLPPlan) -> list[Problem]:
    """Return the CLPs that would be removed although something is recorded for them.

    Branches and secretaries count too. The database would let them go with their CLP, but people told us of them.
    """
    if not plan.removes_missing:
        return []
    keys = [clp.pk for clp in plan.missing]
    kept: set[int] = set()
    for relation in CLP._meta.related_objects:
        if relation.on_delete is PROTECT or relation.related_model._meta.app_label == CLP._meta.app_label:
            name = relation.field.name
            rows = relation.related_model._default_manager.order_by().filter(**{f"{name}__in": keys})
            kept.update(rows.values_list(name, flat=True))
    words = "{} is not in this file, and cannot be removed because something is recorded for it."
    return [Problem(0, words.format(clp)) for clp in plan.missing if clp.pk in kept]


@transaction.atomic
def apply_plan(plan: CLPPlan) -> None:
    """Write what a plan says, all or nothing. Belongs in the transaction that made the plan."""
    if plan.removes_missing:
        CLP.objects.filter(pk__in=[clp.pk for clp in plan.missing]).delete()
    _clear_the_way(plan.changed)
    _write_clps(plan)
    _write_constituencies(plan)


def _clear_the_way(changed: Iterable[CLPChange]) -> None:
    """Take changed CLPs off their cells and names, because two of them may be changing places."""
    changing = CLP.objects.filter(pk__in=[change.clp.pk for change in changed])
    changing.update(hex_q=None, hex_r=None, name=Concat(Value("~"), Cast(F("pk"), CharField())))


def _write_clps(plan: CLPPlan) -> None:
    regions = {region.name: region for region in Region.objects.all()}
    now = timezone.now()
    clps = [
        CLP(
            name=row.name,
            slug=slug,
            region=regions[row.region],
            hex_q=row.cell[0] if row.cell else None,
            hex_r=row.cell[1] if row.cell else None,
            modified_at=now,
        )
        for slug, row in _slugs(plan)
    ]
    # What a file does not carry is not among the fields that are written over a CLP we know.
    CLP.objects.bulk_create(
        clps,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "region", "hex_q", "hex_r", "modified_at"],
    )


def _slugs(plan: CLPPlan) -> Iterator[tuple[str, CLPRow]]:
    """Yield each row to write with the address of its CLP, which a new name does not change."""
    yield from ((change.clp.slug, change.row) for change in plan.changed)
    yield from ((row.slug, row) for row in plan.added)


def _write_constituencies(plan: CLPPlan) -> None:
    """Write the constituencies of the CLPs that were added or changed, and tie them together."""
    written = dict(_slugs(plan))
    codes = {code for row in written.values() for code in row.codes}
    Constituency.objects.bulk_create(
        [Constituency(gss_code=code, kind=KINDS[code[:3]]) for code in sorted(codes)], ignore_conflicts=True
    )
    places = {place.gss_code: place for place in Constituency.objects.filter(gss_code__in=codes)}
    _name_constituencies(plan, places)
    keys = dict(CLP.objects.filter(slug__in=written).values_list("slug", "pk"))
    ties = CLP.constituencies.through
    ties.objects.filter(clp_id__in=[change.clp.pk for change in plan.changed]).delete()
    ties.objects.bulk_create(
        ties(clp_id=keys[slug], constituency_id=places[code].pk) for slug, row in written.items() for code in row.codes
    )


def _name_constituencies(plan: CLPPlan, places: dict[str, Constituency]) -> None:
    """Give the only constituency of a CLP the CLP's name, unless it has a name of its own."""
    before = {change.row.slug: change.clp.name for change in plan.changed}
    named = []
    for _, row in _slugs(plan):
        place = places[row.codes[0]] if len(row.codes) == 1 else None
        if place and place.name in ("", before.get(row.slug)) and place.name != row.name:
            place.name = row.name
            named.append(place)
    Constituency.objects.bulk_update(named, ["name"], batch_size=200)
