"""What other sites show of us: the progress block that they frame, with its code, and the pictures of shared links.

Pictures are drawn when asked for, and kept by what they say.
"""

from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from clps.lib.guards import framed_anywhere
from clps.models import CLP
from motions.models import Campaign
from motions.progress.deadline import read_deadline
from motions.progress.figures import measure_progress
from motions.progress.hexmap import draw_still_map
from motions.progress.page_cache import send_kept
from motions.progress.standings import public_standing, public_standings
from motions.queries import current_conference_motion
from motions.sharing.cards import absolute, share_card
from motions.sharing.embedding import Look, Size, Theme
from motions.sharing.pictures import PNG, CampaignPicture, CLPPicture, has_picture
from motions.views.progress import NO_CAMPAIGN


@require_safe
# Three locks, and each has to open: with one of them shut, some site shows an empty place.
@framed_anywhere
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embedded_progress(request: HttpRequest) -> HttpResponseBase:
    """Show how far the motion has come, to stand in another site's page: the one address that may be framed."""
    look = Look.of(request.GET)

    def draw(campaign: Campaign) -> bytes:
        return _draw(campaign, look)

    return send_kept(request, look.name, "text/html; charset=utf-8", draw) or render(
        request, "motions/embed.html", {"look": look, "site_url": settings.SITE_URL}
    )


@require_safe
@csp_update({"frame-src": [SELF]})
def share(request: HttpRequest) -> HttpResponse:
    """Give what helps to spread the word: the block's code with a preview, the picture and the feed."""
    look, campaign = Look.of(request.GET), Campaign.objects.current()
    context: dict[str, object] = {"look": look, "sizes": Size.choices, "themes": Theme.choices, "section": "progress"}
    if campaign is not None:
        query = urlencode({"theme": look.theme.value, "size": look.size.value})
        address = f"{reverse('motions:embed-progress')}?{query}"
        code = render_to_string(
            "motions/embed_code.html", {"address": absolute(address), "look": look, "campaign": campaign}
        )
        card = share_card(campaign)
        context |= {"address": address, "code": code.strip(), "card": card, "picture_words": card.picture_words}
        context["picture"] = CampaignPicture.read(campaign).path
    return render(request, "motions/share.html", context)


def _draw(campaign: Campaign, look: Look) -> bytes:
    """Return the block."""
    motion = current_conference_motion()
    progress = measure_progress(campaign, public_standings(motion, campaign))
    label = f"Map of {len(progress.standings)} CLPs: {progress.carried} have carried it for conference"
    context = {
        "campaign": campaign,
        "look": look,
        "progress": progress,
        "hexmap": draw_still_map(progress.standings, label=label) if look.has_map else "",
        "deadline": read_deadline(campaign, now=timezone.now()),
        "site_url": settings.SITE_URL,
    }
    return render_to_string("motions/embed.html", context).encode()


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
    response = send_kept(request, "picture", PNG, _drawn)
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


def _drawn(campaign: Campaign) -> bytes:
    """Return the campaign's picture."""
    return CampaignPicture.read(campaign).draw()
