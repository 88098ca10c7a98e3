"""The pictures that go with shared links. Drawn when asked for, and kept by what they say."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clps.models import CLP
from motions.enums import TARGET_STAGES
from motions.models import Campaign, Standing
from motions.progress.figures import measure_progress
from motions.progress.page_cache import send_kept
from motions.progress.standings import public_standing, public_standings
from motions.queries import current_conference_motion
from motions.sharing.pictures import PNG, CampaignPicture, CLPPicture, has_picture


@require_safe
def campaign_picture(request: HttpRequest) -> HttpResponseBase:
    """Give the campaign's picture: how many CLPs carried it, against the target."""
    response = send_kept(request, "picture", PNG, _draw)
    if response is None:
        raise Http404("No campaign is set up yet.")
    return response


@require_safe
@cache_control(public=True, no_cache=True)
def clp_picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give a CLP's picture, or send on to the campaign's where there is nothing to show of the CLP.

    So somebody who asks for all 650 has only those drawn that say something, one at a time.
    """
    clp = get_object_or_404(CLP.objects.select_related("region"), slug=slug)
    motion = current_conference_motion()
    if motion is None:
        raise Http404("No campaign is set up yet.")
    standing = public_standing(clp, motion, motion.campaign)
    if not has_picture(standing):
        return HttpResponseRedirect(reverse("motions:picture"))
    carried = Standing.objects.filter(motion=motion, stage__in=TARGET_STAGES).count()
    shown = CLPPicture.of(motion.campaign, standing, carried=carried)
    etag = quote_etag(shown.digest)
    response = get_conditional_response(request, etag=etag) or HttpResponse(shown.draw(), content_type=PNG)
    response["ETag"] = etag
    return response


def _draw(campaign: Campaign) -> bytes:
    """Return the campaign's picture."""
    standings = public_standings(current_conference_motion(), campaign)
    return CampaignPicture.of(campaign, measure_progress(campaign, standings)).draw()
