"""How far the motion has come: for people, for programs and for spreadsheets."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from motions.models import Campaign
from motions.progress.affiliates import count_affiliates
from motions.progress.clp_table import draw_table
from motions.progress.conference import floor_results
from motions.progress.deadline import read_deadline
from motions.progress.exports import as_csv, as_json
from motions.progress.figures import measure_progress
from motions.progress.hexmap import draw_hexmap
from motions.progress.page_cache import send_kept
from motions.progress.standings import PublicStanding, public_standings
from motions.queries import current_conference_motion
from motions.sharing.cards import progress_card
from motions.sharing.feeds import ATOM, as_atom
from motions.variants import texts_among

NO_CAMPAIGN = "No campaign is set up yet."


@require_safe
def progress(request: HttpRequest) -> HttpResponseBase:
    """Show the map and the table, with counts for every stage and region."""
    return send_kept(request, "progress", "text/html; charset=utf-8", _draw_page) or render(
        request, "motions/no_campaign.html"
    )


@require_safe
def progress_json(request: HttpRequest) -> HttpResponseBase:
    """Give every CLP's standing as JSON."""
    return send_kept(request, "json", "application/json", _draw_json) or JsonResponse(
        {"detail": NO_CAMPAIGN}, status=404
    )


@require_safe
def progress_csv(request: HttpRequest) -> HttpResponseBase:
    """Give every CLP's standing as a sheet."""
    response = send_kept(request, "csv", "text/csv; charset=utf-8", _draw_csv)
    if response is None:
        return HttpResponse(NO_CAMPAIGN, content_type="text/plain; charset=utf-8", status=404)
    response.headers["Content-Disposition"] = 'attachment; filename="progress.csv"'
    return response


@require_safe
def progress_atom(request: HttpRequest) -> HttpResponseBase:
    """Give the CLPs that carried it as a feed."""
    return send_kept(request, "atom", ATOM, _draw_atom) or HttpResponse(
        NO_CAMPAIGN, content_type="text/plain; charset=utf-8", status=404
    )


def _draw_page(campaign: Campaign) -> bytes:
    """Return the page."""
    motion = current_conference_motion()
    measured = measure_progress(campaign, public_standings(motion, campaign))
    context = {
        "campaign": campaign,
        "motion": motion,
        "progress": measured,
        "hexmap": draw_hexmap(measured.standings, lambda one: one.address),
        "table": draw_table(measured.regions),
        "floor": floor_results(motion),
        "by_text": texts_among(motion, measured.standings),
        "affiliates": count_affiliates(motion),
        "deadline": read_deadline(campaign, now=timezone.now()),
        "card": progress_card(campaign),
        "section": "progress",
    }
    return render_to_string("motions/progress.html", context).encode()


def _draw_json(campaign: Campaign) -> bytes:
    """Return the JSON."""
    return as_json(campaign, _standings(campaign))


def _draw_atom(campaign: Campaign) -> bytes:
    """Return the feed."""
    motion = current_conference_motion()
    return as_atom(campaign, motion, public_standings(motion, campaign))


def _draw_csv(campaign: Campaign) -> bytes:
    """Return the sheet."""
    return as_csv(_standings(campaign))


def _standings(campaign: Campaign) -> list[PublicStanding]:
    """Return the standings with the campaign's conference motion."""
    return public_standings(current_conference_motion(), campaign)
