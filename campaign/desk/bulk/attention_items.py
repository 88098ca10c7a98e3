"""Several things that need attention: whose they are, not now, done."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from campaign.accounts.models import User
from campaign.accounts.roles import looks_after, regions_of
from campaign.desk.bulk.forms import ThingsForm
from campaign.desk.bulk.plans import Before, BulkContext, Plan, Row, RowKind, parted
from campaign.desk.front import marks
from campaign.desk.front.attention import Item, kinds_for, read_list
from campaign.desk.front.filters import AWAY, MINE, NOBODYS, Filters
from campaign.desk.models import AttentionMark
from clps.models import CLP
from motions.progress.clps import read_clps


def _rows(desk: BulkContext, query: Mapping[str, str]) -> list[Row]:
    """Return the list as the front page has it, with the same filters."""
    kinds = [kind.key for kind in kinds_for(desk.user)]
    filters = Filters.of(query, desk.choices, kinds=kinds)
    clps = read_clps(desk.motion, regions_of(desk.user))
    return [_row(item) for item in read_list(desk.motion, desk.user, filters, clps).items]


def _row(item: Item) -> Row:
    one = item.attention
    whose = f", {item.owner.name}’s" if item.owner else ""
    name = one.clp.name if one.clp else "The whole campaign"
    return Row(one.key, name, f"{one.label}{whose}. {one.words}", item)


def _filters(desk: BulkContext) -> list[tuple[str, str, Sequence[tuple[str, str]]]]:
    kinds = [(kind.key, kind.label) for kind in kinds_for(desk.user)]
    return [
        ("region", "Nation or region", desk.choices.regions),
        ("tag", "Tag", desk.choices.tags),
        ("kind", "What needs attention", kinds),
        ("owner", "Whose", [(MINE, "Mine"), (NOBODYS, "Nobody’s")]),
        ("show", "Which", [(AWAY, "Put away")]),
    ]


def _plan(desk: BulkContext, rows: Sequence[Row], given: Mapping[str, Any]) -> Plan:
    owner: User | None = given["owner"]
    if given["act"] == "assign":
        clps = CLP.objects.in_bulk([row.about.attention.clp.pk for row in rows if row.about.attention.clp])

        def why_not(row: Row) -> str:
            item: Item = row.about
            if (item.owner.pk if item.owner else None) == (owner.pk if owner else None):
                return "It is so already."
            clp = item.attention.clp
            if owner and clp and not looks_after(owner, clps[clp.pk]):
                return f"{owner.called} does not look after this region."
            return ""

        fit, left = parted(rows, why_not)
        return Plan(f"Assigned to {owner.called}" if owner else "Made nobody’s", fit, left)
    if given["act"] == "back":
        fit, left = parted(rows, lambda row: "" if row.about.is_away else "It is on the list already.")
        return Plan("Brought back", fit, left)
    if given["act"] == "finish":
        fit, left = parted(rows, lambda row: "It is done already." if row.about.is_done else "")
        return Plan("Marked as done", fit, left)
    # None is left out: what is snoozed already may get another day, and what is done comes back on that day.
    return Plan(f"Snoozed until {date_format(given['until'], 'j F Y')}", list(rows))


def _run(desk: BulkContext, plan: Plan, given: Mapping[str, Any]) -> list[Before]:
    changed = marks.mark_many(
        [row.about.attention for row in plan.rows], _changing(given), motion=desk.motion, by=desk.user
    )
    return [_before(stood, mark) for stood, mark in changed]


def _changing(given: Mapping[str, Any]) -> Callable[[AttentionMark], bool]:
    """Return what each mark is to say. A note that stands is not lost to an act that brings none."""

    def change(mark: AttentionMark) -> bool:
        stood = (mark.assigned_to_id, mark.snoozed_until, mark.done_at)
        match given["act"]:
            case "assign":
                mark.assigned_to = given["owner"]
            case "snooze":
                mark.snoozed_until, mark.done_at = given["until"], None
            case "finish":
                # What is done keeps its first moment, so that finishing it again counts as no change.
                mark.snoozed_until, mark.done_at = None, mark.done_at or timezone.now()
            case "back":
                mark.snoozed_until = mark.done_at = None
        if given["act"] in ("snooze", "finish"):
            mark.note = given["note"] or mark.note
        return stood != (mark.assigned_to_id, mark.snoozed_until, mark.done_at)

    return change


def _before(stood: AttentionMark, mark: AttentionMark) -> Before:
    return {
        # Not the note: what is kept for undoing holds nobody's words.
        "key": mark.key,
        "owner": stood.assigned_to_id,
        "until": stood.snoozed_until.isoformat() if stood.snoozed_until else None,
        "done_at": stood.done_at.isoformat() if stood.done_at else None,
        # By this moment undoing knows whether anybody has touched the mark since.
        "then": mark.changed_at.isoformat(),
    }


def _undo(desk: BulkContext, before: Iterable[Before]) -> int:
    rows = list(before)
    # Whoever was removed or switched off since gets nothing back: it is nobody's then.
    known = set(
        User.objects.filter(pk__in=[one["owner"] for one in rows], is_active=True).values_list("pk", flat=True)
    )
    stood = {
        one["key"]: {
            "since": datetime.fromisoformat(one["then"]),
            "assigned_to_id": one["owner"] if one["owner"] in known else None,
            "snoozed_until": date.fromisoformat(one["until"]) if one["until"] else None,
            "done_at": datetime.fromisoformat(one["done_at"]) if one["done_at"] else None,
        }
        for one in rows
    }
    return marks.put_back(stood, by=desk.user)


THINGS = RowKind(
    slug="things",
    name="Things that need attention",
    explains="Assign several, snooze them or call them done. The filters are those of the front page.",
    right="motions.change_submission",
    rows=_rows,
    filters=_filters,
    form=ThingsForm,
    plan=_plan,
    run=_run,
    undo=_undo,
)
