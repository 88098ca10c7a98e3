"""The progress block that other sites frame, and the page that gives the code for it."""

from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from clps.lib.guards import framed_anywhere
from motions.models import Campaign
from motions.progress.deadline import read_deadline
from motions.progress.figures import measure_progress
from motions.progress.hexmap import draw_still_map
from motions.progress.page_cache import send_kept
from motions.progress.standings import public_standings
from motions.queries import current_conference_motion
from motions.sharing.cards import absolute, share_card
from motions.sharing.embedding import Look, Size, Theme
from motions.sharing.pictures import CampaignPicture


@require_safe
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
