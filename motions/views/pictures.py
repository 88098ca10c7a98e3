"""The pictures that go with shared links. Drawn when asked for, and kept by what they say."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clps.lib.guards import framed_anywhere
from clps.models import CLP
from motions.models import Campaign
from motions.progress.page_cache import send_kept
from motions.progress.standings import public_standing
from motions.queries import current_conference_motion
from motions.sharing.pictures import PNG, CampaignPicture, CLPPicture, has_picture
from motions.views.progress import NO_CAMPAIGN


@require_safe
@framed_anywhere
def campaign_picture(request: HttpRequest, digest: str = "") -> HttpResponseBase:
    """Give the campaign's picture: how many CLPs carried it, against the target.

    Its address names what it shows. One that shows something else by now leads on to what there is.
    """
    if digest and (campaign := Campaign.objects.current()):
        shown = CampaignPicture.read(campaign)
        if digest != shown.digest:
            return redirect(shown.path)
    response = send_kept(request, "picture", PNG, _draw)
    if response is None:
        raise Http404(NO_CAMPAIGN)
    return response


@require_safe
@framed_anywhere
@cache_control(public=True, no_cache=True)
def clp_picture(request: HttpRequest, slug: str, digest: str = "") -> HttpResponseBase:
    """Give a CLP's picture, or send on to the campaign's where there is nothing to show of the CLP.

    So somebody who asks for all 650 has only those drawn that say something, one at a time.
    """
    clp = get_object_or_404(CLP.objects.select_related("region"), slug=slug)
    motion = current_conference_motion()
    if motion is None:
        raise Http404(NO_CAMPAIGN)
    standing = public_standing(clp, motion, motion.campaign)
    if not has_picture(standing):
        return redirect("motions:picture")
    shown = CLPPicture.read(motion.campaign, standing)
    if digest and digest != shown.digest:
        return redirect("motions:clp-picture-shown", slug=slug, digest=shown.digest)
    etag = quote_etag(shown.digest)
    response = get_conditional_response(request, etag=etag) or HttpResponse(shown.draw(), content_type=PNG)
    response["ETag"] = etag
    return response


def _draw(campaign: Campaign) -> bytes:
    """Return the campaign's picture."""
    return CampaignPicture.read(campaign).draw()
