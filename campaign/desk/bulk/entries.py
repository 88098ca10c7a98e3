"""Several CLPs' motions at conference, moved on by the same step."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from campaign.accounts.roles import regions_looked_after_by, regions_of
from campaign.desk.bulk.forms import PLAIN_STEPS, EntriesForm, step_of
from campaign.desk.bulk.plans import Before, BulkContext, Plan, Row, RowKind, parted
from motions.actions.entries import EntryStep, move_entries
from motions.actions.entry_corrections import take_back_step
from motions.enums import EntryState, RulingGround
from motions.models import ConferenceEntry
from motions.workflow import ENTRY_FLOW, NotAllowed

UNDONE = "Undone: it was recorded for several at once."


def _rows(desk: BulkContext, query: Mapping[str, str]) -> list[Row]:
    regions = regions_of(desk.user)
    rows = ConferenceEntry.objects.standing().filter(motion=desk.motion).select_related("clp__region", "motion")
    if regions is not None:
        rows = rows.filter(clp__region__in=regions)
    if query.get("region"):
        rows = rows.filter(clp__region__slug=query["region"])
    if query.get("state") in EntryState.values:
        rows = rows.filter(state=query["state"])
    return [
        Row(str(one.pk), one.clp.name, f"{one.clp.region.name}. {one.get_state_display()}", one)
        for one in rows.order_by("clp__name")
    ]


def _filters(desk: BulkContext) -> list[tuple[str, str, Sequence[tuple[str, str]]]]:
    return [
        ("region", "Nation or region", list(regions_looked_after_by(desk.user).values_list("slug", "name"))),
        ("state", "At conference", [(value, str(label)) for value, label in EntryState.choices]),
    ]


def _plan(desk: BulkContext, rows: Sequence[Row], given: Mapping[str, Any]) -> Plan:
    act, on = step_of(given["act"]), given["on"]

    def why_not(row: Row) -> str:
        entry: ConferenceEntry = row.about
        if not ENTRY_FLOW.may(entry.state, act):
            return f"It does not follow from “{entry.get_state_display()}”."
        if ENTRY_FLOW.after(entry.state, act) == entry.state:
            # Said again it adds to what is known, in place of what each CLP has of its own: that is done one by one.
            return "That is known of it already. Add to it at its CLP."
        return "That is before it was sent." if on < entry.sent_on else ""

    fit, left = parted(rows, why_not)
    return Plan(": ".join(filter(None, [PLAIN_STEPS[given["act"]], given["grounds_in_words"]])), fit, left)


def _run(desk: BulkContext, plan: Plan, given: Mapping[str, Any]) -> list[Before]:
    step = EntryStep(act=step_of(given["act"]), on=given["on"], grounds=frozenset(map(RulingGround, given["grounds"])))
    moved = move_entries([row.about for row in plan.rows], step, by=desk.user)
    return [{"entry": one.pk, "then": one.state} for one in moved]


def _undo(desk: BulkContext, before: Iterable[Before]) -> int:
    number = 0
    for one in before:
        entry = ConferenceEntry.objects.select_related("motion", "clp").filter(pk=one["entry"]).first()
        # Whoever moved it on since knows more: only what stands as this act left it is taken back.
        if entry is None or entry.state != one["then"]:
            continue
        try:
            take_back_step(entry, reason=UNDONE, by=desk.user)
        except NotAllowed:
            # Somebody was quicker. That keeps none of the others from going back.
            continue
        number += 1
    return number


ENTRIES = RowKind(
    slug="entries",
    name="Motions at conference",
    explains="Record for several what the committee or the ballot said.",
    right="motions.change_conferenceentry",
    rows=_rows,
    filters=_filters,
    form=EntriesForm,
    plan=_plan,
    run=_run,
    undo=_undo,
)
