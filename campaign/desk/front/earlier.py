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
from campaign.accounts.roles import may_see_desk, who_asks
from campaign.desk.front.progress import read_progress
from motions.models import Campaign, Conference, Motion
from motions.queries import conference_motion_of

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
    if motion := conference_motion_of(campaign):
        context |= _front(request, user, motion)
    return render(request, "admin/desk/earlier.html", context)


def _front(request: HttpRequest, user: User, motion: Motion) -> dict[str, Any]:
    """Return what the front page would show of it, besides what needs attention."""
    now = min(timezone.now(), _end_of(motion.campaign.conference))
    return {
        **read_progress(request.GET, motion, user, now=now).as_context(),
        "desk_address": reverse("admin:desk-earlier", args=[motion.campaign_id]),
        "lists": [
            (name, f"{reverse(f'admin:{model}_changelist')}?of_campaign={motion.campaign_id}") for name, model in LISTS
        ],
    }


def _end_of(conference: Conference) -> datetime:
    """Return the last moment of a conference, on the UK's clock."""
    day = datetime.combine(conference.ends_on, time(), tzinfo=timezone.get_default_timezone())
    return day + timedelta(days=1, microseconds=-1)
