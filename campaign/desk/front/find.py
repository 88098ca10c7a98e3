"""Finding one CLP's story by name, from the head of every page of the admin."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from campaign.accounts.roles import may_see_desk, regions_of, who_asks
from clps.finding import SHORTEST, find_clps
from clps.models import CLP
from clps.postcodes import may_be_postcode
from motions.enums import Stage
from motions.models import Standing
from motions.queries import current_conference_motion

# Looked through before those of other regions are left out, and then shown.
MOST_LOOKED_AT, MOST_SHOWN = 200, 30

NO_POSTCODE = "Type the name of a CLP: a postcode has no place in an address."
TOO_SHORT = f"Type at least {SHORTEST} letters of the name."


@require_safe
def find(request: HttpRequest) -> HttpResponseBase:
    """Go to the CLP that was named, where only one can be meant; else show those whose names are like it."""
    user = who_asks(request, may_see_desk)
    text = " ".join(request.GET.get("clp", "").replace("\0", "").split())[:100]
    if may_be_postcode(text):
        return _page(request, "", [], error=NO_POSTCODE)
    if len(text) < SHORTEST:
        return _page(request, text, [], error=TOO_SHORT if "clp" in request.GET else "")
    found, regions = find_clps(text, limit=MOST_LOOKED_AT), regions_of(user)
    if regions is not None:
        found = [one for one in found if one.clp.region_id in regions]
    if found and (len(found) == 1 or (found[0].exact and not found[1].exact)):
        return redirect("admin:desk-clp", found[0].clp.slug)
    return _page(request, text, [one.clp for one in found[:MOST_SHOWN]])


def _page(request: HttpRequest, text: str, clps: list[CLP], *, error: str = "") -> HttpResponse:
    standings = Standing.objects.filter(motion=current_conference_motion(), clp__in=clps)
    stages = {clp: Stage(stage) for clp, stage in standings.values_list("clp", "stage")} if clps else {}
    rows = [(clp, stages.get(clp.pk, Stage.NOT_STARTED)) for clp in clps]
    context = {**admin.site.each_context(request), "title": "Find a CLP", "typed": text, "rows": rows, "error": error}
    return render(request, "admin/desk/find.html", context, status=422 if error else 200)
