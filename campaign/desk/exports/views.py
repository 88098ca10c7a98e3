"""What organisers take away from the front page: its CLPs as a spreadsheet, and people for Action Network."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.roles import may_see_desk, regions_of, who_asks
from campaign.accounts.rules import EXPORT_PEOPLE
from campaign.desk.exports.actions import record_people_taken
from campaign.desk.exports.clp_sheet import clp_table
from campaign.desk.exports.contacts import contact_table, read_contacts
from campaign.desk.front.filters import read_shown
from clps.lib.audit import note_export
from clps.lib.exporting import as_spreadsheet
from clps.lib.spreadsheets import KINDS, as_csv
from clps.models import Region


@require_safe
@never_cache
def progress(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the CLPs that the front page shows at the same address, as a spreadsheet."""
    user = who_asks(request, may_see_desk)
    shown = read_shown(request.GET, user)
    if shown is None or kind not in KINDS:
        raise Http404("There is no such spreadsheet.")
    table = clp_table(shown)
    note_export(user, file=f"CLPs of the front page, {kind}", rows=len(shown.clps))
    return as_spreadsheet(kind, f"clps-{timezone.localdate()}", table)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def action_network(request: HttpRequest) -> HttpResponseBase:
    """Say how many people may be carried over into Action Network, and why others not; give the file when asked to.

    By POST alone: taking people's details away is written down.
    """
    user = who_asks(request, EXPORT_PEOPLE)
    shown = read_shown(request.GET, user)
    contacts = read_contacts(shown) if shown else None
    if request.method == "POST" and shown and contacts:
        note_export(user, file="people for Action Network", rows=len(contacts.people))
        record_people_taken(shown.motion.campaign, number=len(contacts.people), by=user)
        return as_csv(f"action-network-{timezone.localdate()}", contact_table(contacts), for_excel=False)
    regions = regions_of(user)
    context = {
        **admin.site.each_context(request),
        "title": "People for Action Network",
        "shown": shown,
        "contacts": contacts,
        "regions": [] if regions is None else Region.objects.filter(pk__in=regions),
    }
    return render(request, "admin/desk/action_network.html", context)
