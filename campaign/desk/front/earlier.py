"""The desk of an earlier campaign: how far it came and where, to look at. Nothing is left to be done there."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaign.accounts.models import User
from campaign.accounts.roles import may_see_desk, places_of, regions_of, who_asks
from campaign.desk.front.chart import draw_chart
from campaign.desk.front.drawings import kept_drawing
from campaign.desk.front.filters import Filters
from campaign.desk.front.stats import read_overview
from campaign.desk.front.views import choices_of_places, narrowed_to, stage_links
from motions.enums import MotionKind
from motions.models import Campaign, Conference, Motion
from motions.progress.freshness import read_freshness

# What there is to read of it, list by list: each keeps to that campaign.
LISTS = (
    ("Reports", "motions_submission"),
    ("Votes", "motions_vote"),
    ("Where each CLP stood", "motions_standing"),
    ("Sent to conference", "motions_conferenceentry"),
    ("Composites", "motions_composite"),
    ("Champions", "motions_champion"),
    ("Versions of the text", "motions_motionversion"),
)


@require_safe
def earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a campaign stood when its conference was over; the one on the site, as it stands now."""
    user = who_asks(request, may_see_desk)
    campaign = get_object_or_404(Campaign.objects.select_related("conference"), pk=pk)
    context = {**admin.site.each_context(request), "title": campaign.name, "shown": campaign, "is_earlier": True}
    motions = Motion.objects.select_related("campaign__conference", "current_version")
    motion = motions.filter(campaign=campaign, kind=MotionKind.CONFERENCE).first()
    if motion:
        context |= _front(request, user, motion)
    return render(request, "admin/desk/earlier.html", context)


def _front(request: HttpRequest, user: User, motion: Motion) -> dict[str, Any]:
    """Return what the front page would show of it, besides what needs attention."""
    regions, places = regions_of(user), list(places_of(user).values_list("slug", "name"))
    filters = Filters.of(request.GET, regions=[slug for slug, _ in places], kinds=())
    freshness = read_freshness()
    now = min(timezone.now(), _end_of(motion.campaign.conference))
    _, overview = read_overview(motion, regions=regions, filters=filters, now=now)
    key = (motion.pk, regions, filters.region, filters.structure, filters.stage)
    return {
        "motion": motion,
        "overview": overview,
        "chart": draw_chart(overview),
        "drawing": kept_drawing(key, freshness, lambda: [clp for clp in overview.clps if filters.keeps(clp)]),
        "filters": filters,
        "own_regions": [] if regions is None else [name for _, name in places],
        "narrowed_to": narrowed_to(filters, dict(places)),
        "stage_links": stage_links(overview, filters),
        "query_stage_off": filters.query(stage=""),
        "desk_address": reverse("admin:desk-earlier", args=[motion.campaign_id]),
        "lists": [
            (name, f"{reverse(f'admin:{model}_changelist')}?of_campaign={motion.campaign_id}") for name, model in LISTS
        ],
        **choices_of_places(places),
    }


def _end_of(conference: Conference) -> datetime:
    """Return the last moment of a conference, on the UK's clock."""
    day = datetime.combine(conference.ends_on, time(), tzinfo=timezone.get_default_timezone())
    return day + timedelta(days=1, microseconds=-1)
