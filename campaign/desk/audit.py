"""Who did what: the page on which owners read it, and which pages tell whoever opens them somebody's story."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import is_owner, who_asks
from clps.lib.audit import PERSON, PLACE, note_opened_clp, note_opened_person, note_opened_row
from clps.models import CLP, AuditAct, AuditEntry

ON_A_PAGE = 100
# The name of an address in the admin, the part of it that says whom it is about, and what notes it.
PERSONS_PAGES = {
    "accounts_user_change": "object_id",
    "accounts_user_history": "object_id",
    "desk-person-remove": "pk",
    "desk-call": "pk",
}
# Whoever has a row and no account: the table they are in, and the part of the address that is their key.
ROWS_PAGES = {
    "clps_secretary_change": ("clps.secretary", "object_id"),
    "motions_delegate_change": ("motions.delegate", "object_id"),
    "desk-clp-delegate": ("motions.delegate", "pk"),
    "motions_champion_change": ("motions.champion", "object_id"),
    "motions_offer_change": ("motions.offer", "object_id"),
}
CLPS_PAGES = {"desk-clp": "slug"}


@require_safe
@never_cache
def audit(request: HttpRequest) -> HttpResponse:
    """Show the newest entries first; of one sort where that is chosen."""
    who_asks(request, is_owner)
    chosen = request.GET.get("act", "")
    entries = AuditEntry.objects.filter(act=chosen) if chosen in AuditAct.values else AuditEntry.objects.all()
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Who did what",
        "page": page,
        "lines": _lines(list(page)),
        "chosen": chosen,
        "acts": AuditAct.choices,
    }
    return render(request, "admin/desk/audit.html", context)


def _lines(entries: list[AuditEntry]) -> list[tuple[AuditEntry, str, str]]:
    """Return each entry with who did it and what it was about, by the names that they have now."""
    keys = {entry.by for entry in entries} | {
        int(entry.about_key) for entry in entries if entry.about_model == PERSON and entry.about_key.isdecimal()
    }
    people = User.objects.in_bulk([key for key in keys if key is not None])
    slugs = [entry.about_key for entry in entries if entry.about_model == PLACE]
    clps = dict(CLP.objects.filter(slug__in=slugs).values_list("slug", "name"))
    return [(entry, _called(people, entry.by), _about(entry, people, clps)) for entry in entries]


def _called(people: dict[int, User], key: int | None) -> str:
    if key is None:
        return "Nobody: the site itself"
    return people[key].called if key in people else "Somebody who was deleted"


def _about(entry: AuditEntry, people: dict[int, User], clps: dict[str, str]) -> str:
    if entry.about_model == PERSON:
        return _called(people, int(entry.about_key) if entry.about_key.isdecimal() else None)
    if entry.about_model and entry.about_model != PLACE:
        return f"{entry.about_model.partition('.')[2]} {entry.about_key}"
    return clps.get(entry.about_key, entry.about_key)


def note_visit(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note what a page has just shown, where it is one of those; what was refused or not found was not shown."""
    found = request.resolver_match
    if response.status_code != 200 or found is None or request.user.pk is None:
        return
    name = found.url_name or ""
    if name in PERSONS_PAGES:
        note_opened_person(request.user, found.kwargs[PERSONS_PAGES[name]])
    elif name in ROWS_PAGES:
        model, key = ROWS_PAGES[name]
        note_opened_row(request.user, model, found.kwargs[key])
    elif name in CLPS_PAGES and (clp := CLP.objects.filter(slug=found.kwargs[CLPS_PAGES[name]]).first()):
        note_opened_clp(request.user, clp)
