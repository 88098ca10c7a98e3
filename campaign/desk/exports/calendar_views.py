"""The meetings in an organiser's own calendar: the page that gives the address, and what stands at it."""

import hashlib

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.roles import may_see_desk, regions_of, who_asks
from campaign.desk.exports.actions import end_meetings_feed, make_meetings_feed
from campaign.desk.exports.calendars import ICS, meetings_calendar
from campaign.desk.models import MeetingsFeed
from clps.models import Region
from motions.sharing.cards import absolute


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def calendar(request: HttpRequest) -> HttpResponseBase:
    """Make or end the organiser's own secret address. It is shown once, because only its digest is stored."""
    user = who_asks(request, may_see_desk)
    address = ""
    match request.POST.get("act") if request.method == "POST" else None:
        case "make":
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
    if feed is None or not may_see_desk(feed.organiser):
        raise Http404("No calendar stands at this address.")
    content = meetings_calendar(feed.organiser, today=timezone.localdate())
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:24])
    response = get_conditional_response(request, etag=etag) or HttpResponse(content, content_type=ICS)
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    return response
