"""Several CLPs: their tags, and who looks after them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from campaign.accounts.models import User
from campaign.accounts.roles import looks_after, regions_of
from campaign.desk.bulk.forms import CLPsForm
from campaign.desk.bulk.plans import Before, BulkContext, Plan, Row, RowKind, parted
from campaign.desk.front.filters import Filters
from campaign.desk.models import Ownership, Tag, TaggedCLP
from campaign.desk.story.actions import set_owners
from clps.enums import MeetingStructure
from clps.models import CLP
from motions.actions.standings import lock_standings
from motions.enums import Stage
from motions.progress.clps import CLPStanding, read_clps


def _rows(desk: BulkContext, query: Mapping[str, str]) -> list[Row]:
    filters, tags = Filters.of(query, desk.choices), _tags_of(desk)
    return [_row(clp, tags[clp.pk]) for clp in read_clps(desk.motion, regions_of(desk.user)) if filters.keeps(clp)]


def _row(clp: CLPStanding, tags: list[str]) -> Row:
    return Row(str(clp.pk), clp.name, ". ".join(filter(None, [clp.region, clp.label, ", ".join(tags)])), clp)


def _tags_of(desk: BulkContext) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = TaggedCLP.objects.filter(tag__campaign=desk.motion.campaign_id).order_by("tag__name")
    for clp, name in rows.values_list("clp", "tag__name"):
        found[clp].append(name)
    return found


def _filters(desk: BulkContext) -> list[tuple[str, str, Sequence[tuple[str, str]]]]:
    return [
        ("region", "Nation or region", desk.choices.regions),
        ("structure", "How it meets", [(value, str(label)) for value, label in MeetingStructure.choices]),
        ("stage", "Stage", [(value, str(label)) for value, label in Stage.choices]),
        ("tag", "Tag", desk.choices.tags),
    ]


def _tagged(desk: BulkContext, name: str) -> set[int]:
    tagged = TaggedCLP.objects.filter(tag__campaign=desk.motion.campaign_id, tag__name__iexact=name)
    return set(tagged.values_list("clp", flat=True))


def _plan(desk: BulkContext, rows: Sequence[Row], given: Mapping[str, Any]) -> Plan:
    name, owner = given["tag"], given["owner"]
    if given["act"] == "owner":
        clps = CLP.objects.in_bulk([row.about.pk for row in rows])
        fit, left = parted(
            rows,
            lambda row: (
                f"{owner.called} does not look after this region."
                if owner and not looks_after(owner, clps[row.about.pk])
                else ""
            ),
        )
        return Plan(f"{owner.called} looks after them" if owner else "Nobody looks after them", fit, left)
    tagged = _tagged(desk, name)
    if given["act"] == "tag":
        fit, left = parted(rows, lambda row: "It has this tag already." if row.about.pk in tagged else "")
        return Plan(f"Tagged “{name}”", fit, left)
    fit, left = parted(rows, lambda row: "" if row.about.pk in tagged else "It has no such tag.")
    return Plan(f"Tag “{name}” taken off", fit, left)


def _run(desk: BulkContext, plan: Plan, given: Mapping[str, Any]) -> list[Before]:
    keys = sorted(row.about.pk for row in plan.rows)
    if given["act"] == "owner":
        return _own(desk, keys, given["owner"])
    named = Tag.objects.filter(campaign=desk.motion.campaign, name__iexact=given["tag"])
    # Locked: two who put it on, or take it off, do so one after the other.
    tag = named.select_for_update().first()
    tagged = set(TaggedCLP.objects.filter(tag=tag, clp__in=keys).values_list("clp", flat=True)) if tag else set()
    if given["act"] == "untag":
        TaggedCLP.objects.filter(tag=tag, clp__in=tagged).delete()
        return [{"act": "untag", "tag": tag.pk, "clp": key} for key in sorted(tagged)] if tag else []
    # In whatever capitals it is the same tag; the database would refuse a second one.
    tag = tag or Tag.objects.create(campaign=desk.motion.campaign, name=given["tag"])
    # What somebody else has tagged a moment ago is theirs: undoing this leaves it.
    new = [key for key in keys if key not in tagged]
    TaggedCLP.objects.bulk_create(TaggedCLP(tag=tag, clp_id=key) for key in new)
    return [{"act": "tag", "tag": tag.pk, "clp": key} for key in new]


def _own(desk: BulkContext, keys: Sequence[int], owner: User | None) -> list[Before]:
    new = set_owners(clps=_clps(keys), motion=desk.motion, owner=owner, by=desk.user)
    return [{"act": "owner", "clp": clp.pk, "owner": was, "then": owner.pk if owner else None} for clp, was in new]


def _clps(keys: Iterable[int]) -> list[CLP]:
    return list(CLP.objects.filter(pk__in=keys).select_related("region").order_by("pk"))


def _undo(desk: BulkContext, before: Iterable[Before]) -> int:
    rows = list(before)
    keys = {act: [one["clp"] for one in rows if one["act"] == act] for act in ("tag", "untag")}
    tags = Tag.objects.filter(pk__in={one["tag"] for one in rows if "tag" in one})
    number = TaggedCLP.objects.filter(tag__in=tags, clp__in=keys["tag"]).delete()[0]
    for tag in tags:
        # Whatever somebody has tagged again since is left out of the count: it was not put back here.
        bare = set(keys["untag"]) - set(TaggedCLP.objects.filter(tag=tag).values_list("clp", flat=True))
        TaggedCLP.objects.bulk_create((TaggedCLP(tag=tag, clp_id=key) for key in bare), ignore_conflicts=True)
        number += len(bare)
    return number + _undo_owners(desk, [one for one in rows if one["act"] == "owner"])


def _undo_owners(desk: BulkContext, rows: Sequence[Before]) -> int:
    """Give each CLP back to whoever looked after it, unless somebody has said something else of it since."""
    keys = [one["clp"] for one in rows]
    found = _clps(keys)
    # All at once, in the one order, before asking: each owner below would lock their own, and two undos could cross.
    lock_standings(desk.motion, found)
    said = Ownership.objects.filter(clp__in=keys, motion=desk.motion).order_by("pk")
    # Each word on it is a row of its own, never changed: the newest of a CLP comes last, and stays in the dict.
    now: dict[int, int | None] = dict(said.values_list("clp", "owner"))
    people = User.objects.organisers().in_bulk([one["owner"] for one in rows if one["owner"]])
    clps, back = {clp.pk: clp for clp in found}, defaultdict[int | None, list[CLP]](list)
    for one in rows:
        if now.get(one["clp"]) != one["then"]:
            continue
        owner, clp = people.get(one["owner"]), clps[one["clp"]]
        # Whoever organises no more, or no more in that region, does not get it back: it is nobody's then.
        back[owner.pk if owner and looks_after(owner, clp) else None].append(clp)
    return sum(
        len(set_owners(clps=theirs, motion=desk.motion, owner=people[key] if key else None, by=desk.user))
        for key, theirs in back.items()
    )


CLPS = RowKind(
    slug="clps",
    name="CLPs",
    explains="Put a word on several CLPs, or say who looks after them.",
    right="motions.change_submission",
    rows=_rows,
    filters=_filters,
    form=CLPsForm,
    plan=_plan,
    run=_run,
    undo=_undo,
)
