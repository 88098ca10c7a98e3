"""The front page: how far the campaign is, and what to do next."""

from collections.abc import Sequence
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
from campaign.accounts.roles import may_see_desk, may_work_at_desk, who_asks
from campaign.desk.chosen import chosen_motion
from campaign.desk.front.addresses import action_address, call_address, clp_addresses, clp_page
from campaign.desk.front.attention import AttentionList, Item, kinds_for, read_list
from campaign.desk.front.filters import AWAY, MINE, NOBODYS, Filters
from campaign.desk.front.forms import MarkForm
from campaign.desk.front.progress import read_progress
from campaign.desk.front.setting_up import read_set_up, set_up_facts
from campaign.desk.menu_entries import WORK_AT_DESK
from campaign.desk.navigation import SECTIONS
from campaign.health.backups import read_backup_sign
from campaign.health.signs import read_signs
from motions.models import Motion
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
    kinds = [kind.key for kind in kinds_for(user)]
    progress = read_progress(request.GET, motion, user, now=timezone.now(), kinds=kinds)
    filters, overview = progress.filters, progress.overview
    attention = read_list(motion, user, filters, progress.everywhere)
    page = Paginator(attention.items, ITEMS_ON_A_PAGE).get_page(filters.page or 1)
    return {
        **progress.as_context(),
        "by_text": texts_among(motion, overview.clps),
        "attention": attention,
        "rows": _rows(page, motion, refused),
        "page": page,
        "signs": read_signs(timezone.now()),
        "backups": read_backup_sign(timezone.now()),
        "may_work": may_work_at_desk(user),
        "set_up": read_set_up(motion, user),
        "usual_snooze": overview.today + USUAL_SNOOZE,
        "desk_address": reverse("admin:index"),
        "kind_choices": [(line.kind.key, line.kind.label) for line in attention.kinds],
        "owner_choices": _owners(attention, filters, user),
        **_links(filters, attention, page),
    }


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


def _owners(attention: AttentionList, filters: Filters, user: User) -> list[tuple[str, str]]:
    """Return whose things the list can be narrowed to."""
    others = [(str(owner.pk), owner.name) for owner in attention.owners if owner.pk != user.pk]
    if filters.owner.isdecimal() and filters.owner not in dict(others):
        others.append((filters.owner, "Somebody with nothing here"))
    return [(MINE, "Mine"), (NOBODYS, "Nobody’s"), *others]


def _links(filters: Filters, attention: AttentionList, page: Page) -> dict[str, Any]:
    """Return the addresses that keep what is chosen and change one thing of it."""
    return {
        "query_now": filters.query(page=filters.page),
        "query_of_clps": filters.query(kind="", owner="", show=""),
        "query_mine": filters.query(owner="" if filters.owner == MINE else MINE),
        "query_away": filters.query(show="" if filters.shows_away else AWAY),
        "query_any_kind": filters.query(kind=""),
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
