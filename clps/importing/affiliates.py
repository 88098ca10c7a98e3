"""Loading affiliates from a file: read it, compare it with what is known, and write the difference."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction

from clps.enums import AffiliateKind
from clps.importing.csv_files import CONTROL, BadFile, Problem, count_values, read_table
from clps.models import Affiliate
from clps.names import slug_of, tidy_name

COLUMNS = ("kind", "name", "short_name")
LONGEST = {name: Affiliate._meta.get_field(name).max_length or 0 for name in ("name", "short_name")}  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class AffiliateRow:
    """One affiliate as a file has it. `line` is where its row begins."""

    line: int
    kind: str
    name: str
    short_name: str

    @property
    def key(self) -> str:
        """The same for two names that differ in capitals, accents or "&" alone."""
        return slug_of(self.name)


@dataclass(frozen=True, slots=True)
class AffiliatePlan:
    """What loading a file takes. Who is not in it is left alone: a campaign may have added them."""

    added: list[AffiliateRow] = field(default_factory=list)
    changed: list[tuple[Affiliate, AffiliateRow]] = field(default_factory=list)
    unchanged: list[Affiliate] = field(default_factory=list)
    missing: list[Affiliate] = field(default_factory=list)


def import_affiliates(data: bytes, *, dry_run: bool = False) -> AffiliatePlan:
    """Make the affiliates as the file `data` has them and return what that took; write nothing when `dry_run`.

    Raises BadFile, with everything that is wrong and nothing changed.
    """
    rows = read_affiliates(data)
    with transaction.atomic():
        plan = make_plan(rows)
        if not dry_run:
            apply_plan(plan)
    return plan


def read_affiliates(data: bytes) -> list[AffiliateRow]:
    """Return the affiliates of a file, in its order; raise BadFile when anything in it is wrong."""
    header, records = read_table(data, COLUMNS)
    rows: list[AffiliateRow] = []
    problems = [] if records else [Problem(1, "there are no affiliates below the header.")]
    for line, values in records:
        if wrong_count := count_values(line, values, header):
            problems += wrong_count
            continue
        value = {name: tidy_name(text) for name, text in zip(header, values, strict=True)}
        row = AffiliateRow(line, value["kind"].lower(), value["name"], value["short_name"])
        problems += [Problem(line, words) for words in _wrong_with(row, values)]
        rows.append(row)
    if problems := [*problems, *_repeats(rows)]:
        raise BadFile(problems)
    return rows


def _wrong_with(row: AffiliateRow, values: Iterable[str]) -> Iterator[str]:
    if row.kind not in AffiliateKind.values:
        yield f'there is no kind "{row.kind}". It is one of: {", ".join(AffiliateKind.values)}.'
    if any(CONTROL.search(value.strip()) for value in values):
        yield "a line break or another character that cannot be printed is in it."
    if not row.name:
        yield "the name is empty."
    elif not row.key:
        yield f'the name "{row.name}" has no letter from A to Z.'
    for column, text in (("name", row.name), ("short_name", row.short_name)):
        if len(text) > LONGEST[column]:
            yield f"the {column} is longer than {LONGEST[column]} characters."


def _repeats(rows: Iterable[AffiliateRow]) -> Iterator[Problem]:
    """Yield the names that an earlier row has already."""
    names: dict[str, AffiliateRow] = {}
    for row in rows:
        if row.key and (first := names.setdefault(row.key, row)) is not row:
            yield Problem(row.line, f'the name "{row.name}" is on line {first.line} already, as "{first.name}".')


def make_plan(rows: Iterable[AffiliateRow]) -> AffiliatePlan:
    """Compare a file with the database; raise BadFile when a row wants the name of somebody else.

    Locks the affiliates, so it belongs in a transaction.
    """
    locked = list(Affiliate.objects.select_for_update())
    known = {slug_of(affiliate.name): affiliate for affiliate in locked}
    plan = AffiliatePlan()
    for row in rows:
        affiliate = known.pop(row.key, None)
        if affiliate is None:
            plan.added.append(row)
        elif (affiliate.kind, affiliate.name, affiliate.short_name) == (row.kind, row.name, row.short_name):
            plan.unchanged.append(affiliate)
        else:
            plan.changed.append((affiliate, row))
    matched = {affiliate.pk for affiliate in (*plan.unchanged, *(affiliate for affiliate, _ in plan.changed))}
    plan.missing.extend(affiliate for affiliate in locked if affiliate.pk not in matched)
    taken = {affiliate.name for affiliate in plan.missing}
    words = 'the name "{}" is held by another affiliate, whose name differs in capitals or signs alone.'
    if problems := [Problem(row.line, words.format(row.name)) for _, row in plan.changed if row.name in taken]:
        raise BadFile(problems)
    return plan


def apply_plan(plan: AffiliatePlan) -> None:
    """Write what a plan says. Belongs in the transaction that made the plan."""
    Affiliate.objects.bulk_create(
        Affiliate(kind=row.kind, name=row.name, short_name=row.short_name) for row in plan.added
    )
    for affiliate, row in plan.changed:
        affiliate.kind, affiliate.name, affiliate.short_name = row.kind, row.name, row.short_name
    changed = [affiliate for affiliate, _ in plan.changed]
    Affiliate.objects.bulk_update(changed, ["kind", "name", "short_name"], batch_size=200)
