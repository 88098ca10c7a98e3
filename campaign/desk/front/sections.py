"""The page of each section of the menu: what is there, how many of it, and what can be done."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaign.accounts.roles import may_see_desk, who_asks
from campaign.desk.navigation import SECTIONS, WORK_AT_DESK


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
