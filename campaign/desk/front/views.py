"""The front page: how far the campaign is, and what to do next."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import may_see_desk, may_work_at_desk, places_of, regions_of, who_asks
from campaign.desk.chosen import chosen_motion, motion_query
from campaign.desk.front.addresses import action_address, call_address, clp_addresses, clp_page
from campaign.desk.front.attention import AttentionList, Item, kinds_for, make_list, read_marks
from campaign.desk.front.chart import draw_chart
from campaign.desk.front.drawings import Drawing, kept_drawing
from campaign.desk.front.filters import AWAY, MINE, NOBODYS, Filters
from campaign.desk.front.forms import MarkForm
from campaign.desk.front.setting_up import read_set_up, set_up_facts
from campaign.desk.front.stats import Overview, read_overview
from campaign.desk.menu_entries import WORK_AT_DESK
from campaign.desk.navigation import SECTIONS
from campaign.health.backups import read_backup_sign
from campaign.health.signs import read_signs
from campaign.mail.reminders.settings import days_asked
from clps.enums import MeetingStructure
from motions.attention import find_attention
from motions.enums import Stage
from motions.models import Motion
from motions.progress.clps import CLPStanding
from motions.progress.freshness import Freshness, read_freshness
from motions.queries import others_running_with
from motions.variants import texts_among

ITEMS_ON_A_PAGE = 20
USUAL_SNOOZE = timedelta(days=7)


def front_page(request: HttpRequest, user: User, *, refused: MarkForm | None = None) -> dict[str, Any]:
    """Return everything that the front page shows to this organiser; `refused` is a form that comes back.

    Without a campaign there is nothing to show but the way to one.
    """
    motion = chosen_motion(request.GET, **set_up_facts())
    if motion is None:
        return {"motion": None, "backups": read_backup_sign(timezone.now())}
    regions = regions_of(user)
    choices = list(places_of(user).values_list("slug", "name"))
    kinds = kinds_for(user)
    filters = Filters.of(request.GET, regions=[slug for slug, _ in choices], kinds=[kind.key for kind in kinds])
    # Before the facts, so that a drawing is never kept as newer than it is.
    freshness = read_freshness()
    everywhere, overview = read_overview(motion, regions=regions, filters=filters, now=timezone.now())
    attention = _attention(motion, user, filters, overview, everywhere, regions=regions)
    page = Paginator(attention.items, ITEMS_ON_A_PAGE).get_page(filters.page or 1)
    return {
        "motion": motion,
        "overview": overview,
        "by_text": texts_among(motion, overview.clps),
        "chart": draw_chart(overview),
        "drawing": _drawing(motion, filters, overview, regions, freshness, query=motion_query(request.GET)),
        "attention": attention,
        "rows": _rows(page, motion, refused),
        "page": page,
        "signs": read_signs(timezone.now()),
        "backups": read_backup_sign(timezone.now()),
        "may_work": may_work_at_desk(user),
        "set_up": read_set_up(motion, user),
        "usual_snooze": overview.today + USUAL_SNOOZE,
        "filters": filters,
        "desk_address": reverse("admin:index"),
        "own_regions": [] if regions is None else [name for _, name in choices],
        "narrowed_to": narrowed_to(filters, dict(choices)),
        **_choices(choices, attention, filters, user),
        **_links(filters, attention, page),
        "stage_links": stage_links(overview, filters),
    }


def _drawing(
    motion: Motion,
    filters: Filters,
    overview: Overview,
    regions: AbstractSet[int] | None,
    freshness: Freshness,
    *,
    query: str,
) -> Drawing:
    """Return the map and the table of the CLPs that the filters keep, the kept ones where nothing has changed."""
    key = (motion.pk, regions, filters.region, filters.structure, filters.stage)
    return kept_drawing(key, freshness, lambda: [clp for clp in overview.clps if filters.keeps(clp)], query)


def _attention(
    motion: Motion,
    user: User,
    filters: Filters,
    overview: Overview,
    everywhere: Sequence[CLPStanding],
    *,
    regions: AbstractSet[int] | None,
) -> AttentionList:
    """Return what needs attention in these regions, as the filters narrow it."""
    others = [] if filters.motion else others_running_with(motion)
    found = find_attention(
        motion,
        day=overview.today,
        asks_after=days_asked(motion.campaign),
        regions=regions,
        clps=everywhere,
        kinds=kinds_for(user),
        others=others,
    )
    shown = {clp.pk for clp in overview.clps}
    return make_list(found, read_marks(motion, *others), clps=shown, filters=filters, user=user)


def narrowed_to(filters: Filters, regions: dict[str, str]) -> str:
    """Say which CLPs the filters keep, as they are named to be chosen."""
    structure = str(MeetingStructure(filters.structure).label).lower() if filters.structure else ""
    return ", ".join(name for name in (regions.get(filters.region, ""), structure) if name)


def _rows(page: Sequence[Item], motion: Motion, refused: MarkForm | None) -> list[dict[str, Any]]:
    """Return the lines of the list, each with where it leads and, where it was refused, what was typed into it."""
    address_of = clp_addresses()
    wrong = refused.data.get("key") if refused else None
    return [
        {
            "item": item,
            "address": action_address(item.attention, motion, address_of),
            "call_address": call_address(item.attention),
            "clp_address": clp_page(item.attention, address_of),
            "refused": refused if wrong == item.attention.key else None,
        }
        for item in page
    ]


def _choices(
    regions: list[tuple[str, str]], attention: AttentionList, filters: Filters, user: User
) -> dict[str, list[tuple[str, str]]]:
    """Return what each filter offers."""
    others = [(str(owner.pk), owner.name) for owner in attention.owners if owner.pk != user.pk]
    if filters.owner.isdecimal() and filters.owner not in dict(others):
        others.append((filters.owner, "Somebody with nothing here"))
    return {**choices_of_places(regions), "owner_choices": [(MINE, "Mine"), (NOBODYS, "Nobody’s"), *others]}


def choices_of_places(regions: list[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """Return what the filters of places offer."""
    return {
        "region_choices": regions,
        "structure_choices": [(value, str(label)) for value, label in MeetingStructure.choices],
        "stage_choices": [(value, str(label)) for value, label in Stage.choices],
    }


def stage_links(overview: Overview, filters: Filters) -> list[tuple[Stage, int, str, bool]]:
    """Return the legend of the map: each stage, how many are at it, and the address that shows it alone."""
    counts = Counter(clp.stage for clp in overview.clps)
    return [
        (stage, counts[stage], filters.query(stage=stage.value), filters.stage == stage)
        for stage in Stage
        if counts[stage] or filters.stage == stage
    ]


def _links(filters: Filters, attention: AttentionList, page: Page) -> dict[str, Any]:
    """Return the addresses that keep what is chosen and change one thing of it."""
    return {
        "query_now": filters.query(page=filters.page),
        "query_of_clps": filters.query(kind="", owner="", show=""),
        "query_mine": filters.query(owner="" if filters.owner == MINE else MINE),
        "query_away": filters.query(show="" if filters.shows_away else AWAY),
        "query_any_kind": filters.query(kind=""),
        "query_stage_off": filters.query(stage=""),
        "kind_links": [
            (line, filters.query(kind=line.kind.key), filters.kind == line.kind.key) for line in attention.kinds
        ],
        "query_before": filters.query(page=str(page.previous_page_number())) if page.has_previous() else "",
        "query_after": filters.query(page=str(page.next_page_number())) if page.has_next() else "",
    }


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """Show the lists and the acts of a section, to whoever may open any of them."""
    user = who_asks(request, may_see_desk)
    found = next((one for one in SECTIONS if one.slug == section and not one.page), None)
    if found is None:
        raise Http404("There is no such section.")
    links = found.open_links(request)
    if not links:
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": found.name,
        "section": found,
        "acts": [link for link in links if link.is_act],
        "lists": [(link, link.number(request)) for link in links if not link.is_act],
        "may_work": user.has_perm(WORK_AT_DESK),
    }
    return render(request, "admin/desk/section.html", context)
