"""What organisers take away: CLPs as a spreadsheet, people for Action Network, a calendar of meetings, the week."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.roles import may_see_desk, may_work_at_desk, regions_of, who_asks
from campaign.accounts.rules import EXPORT_PEOPLE
from campaign.desk.chosen import chosen_motion, needed_motion
from campaign.desk.exports.actions import end_meetings_feed, make_meetings_feed, record_people_taken
from campaign.desk.exports.calendars import ICS, meetings_calendar
from campaign.desk.exports.clp_sheet import clp_table
from campaign.desk.exports.contacts import contact_table, read_contacts
from campaign.desk.exports.weekly import WeeklyReport, docx_of, read_weekly
from campaign.desk.front.filters import read_shown
from campaign.desk.models import MeetingsFeed
from campaign.mail.group_letters import write_letter
from clps.lib.audit import note_export
from clps.lib.exporting import as_spreadsheet
from clps.lib.http import as_file
from clps.lib.spreadsheets import KINDS, as_csv
from clps.models import Region
from motions.sharing.cards import absolute
from motions.texts.documents import DOCX_TYPE

WHATSAPP = "https://wa.me/"


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
        # Without the mark that Excel needs at the beginning: other programs may stumble over it.
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


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def calendar(request: HttpRequest) -> HttpResponseBase:
    """Make or end the organiser's own secret address. It is shown once, because only its digest is stored."""
    user = who_asks(request, may_see_desk)
    address = ""
    match request.POST.get("act") if request.method == "POST" else None:
        case "make":
            # No redirect, as after other presses: only this answer can show it.
            address = absolute(reverse("organiser-meetings", args=[make_meetings_feed(by=user)]))
        case "end":
            if end_meetings_feed(by=user):
                messages.success(request, "The address has ended. Calendars that followed it get nothing more.")
            return redirect("admin:desk-calendar")
    regions = regions_of(user)
    context = {
        **admin.site.each_context(request),
        "title": "Meetings in your calendar",
        "feed": MeetingsFeed.objects.filter(organiser=user).first(),
        "address": address,
        "regions": [] if regions is None else Region.objects.filter(pk__in=regions),
    }
    return render(request, "admin/desk/calendar.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
def meetings(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the meetings to whoever holds an address, as far as its organiser may see them today."""
    feed = MeetingsFeed.objects.opened_by(token).select_related("organiser").first()
    # Asked at every fetch: the address of somebody who organises no more opens nothing, though nobody ended it.
    if feed is None or not may_see_desk(feed.organiser):
        raise Http404("No calendar stands at this address.")
    content = meetings_calendar(feed.organiser, today=timezone.localdate())
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:24])
    response = get_conditional_response(request, etag=etag) or HttpResponse(content, content_type=ICS)
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def weekly(request: HttpRequest) -> HttpResponseBase:
    """Show the week, the figures for the press and the words to share; begin a letter with them when asked to."""
    user = who_asks(request, may_see_desk)
    report = _report(request)
    if request.method == "POST" and report:
        if not may_work_at_desk(user):
            raise PermissionDenied
        audience = {"roles": ["reporter", "champion"]}
        letter = write_letter(
            None, motion=report.motion, subject=report.title, body=report.letter, audience=audience, by=user
        )
        return redirect("admin:desk-letter-edit", letter.pk)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "The week",
        "report": report,
        "whatsapp": f"{WHATSAPP}?{urlencode({'text': report.message})}" if report else "",
        "may_write": may_work_at_desk(user),
    }
    return render(request, "admin/desk/weekly.html", context)


@require_safe
@never_cache
def weekly_docx(request: HttpRequest) -> HttpResponse:
    """Give the week as a Word document."""
    who_asks(request, may_see_desk)
    report = read_weekly(needed_motion(request.GET), now=timezone.now())
    return as_file(docx_of(report), DOCX_TYPE, f"week-{report.day}.docx")


def _report(request: HttpRequest) -> WeeklyReport | None:
    """Return the week of the motion that the address is about; None without a campaign."""
    motion = chosen_motion(request.GET)
    return read_weekly(motion, now=timezone.now()) if motion else None
