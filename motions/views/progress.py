"""How far the motion has come: for people, for programs and for spreadsheets."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from clps.lib.http import saved_as
from motions.models import Campaign, Motion
from motions.progress.affiliates import count_affiliates
from motions.progress.conference import floor_results
from motions.progress.deadline import read_deadline
from motions.progress.figures import measure_progress
from motions.progress.hexmap import draw_hexmap
from motions.progress.page_cache import send_kept
from motions.progress.standings import public_standings
from motions.progress.tables import as_csv, as_json, draw_table
from motions.queries import current_conference_motion, may_have_others, motions_running
from motions.sharing.cards import progress_card
from motions.sharing.feeds import ATOM, as_atom
from motions.variants import texts_among

NO_CAMPAIGN = "No campaign is set up yet."
HTML, PLAIN = "text/html; charset=utf-8", "text/plain; charset=utf-8"


@require_safe
def progress(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """Show the map and the table of a motion, with counts for every stage and region.

    The address of one that has ended, which stands in mail, leads on to what became of it.
    """
    try:
        return _send(request, "progress", HTML, _draw_page, slug) or render(request, "motions/no_campaign.html")
    except NotRunning:
        return redirect("motions:motion-afterwards", slug=slug)


@require_safe
def progress_json(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """Give every CLP's standing with a motion as JSON."""
    sent = _send(request, "json", "application/json", _draw_json, slug)
    return sent or JsonResponse({"detail": NO_CAMPAIGN}, status=404)


@require_safe
def progress_csv(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """Give every CLP's standing with a motion as a sheet."""
    response = _send(request, "csv", "text/csv; charset=utf-8", _draw_csv, slug)
    if response is None:
        return HttpResponse(NO_CAMPAIGN, content_type=PLAIN, status=404)
    response.headers["Content-Disposition"] = saved_as(f"progress-{slug}.csv" if slug else "progress.csv")
    return response


@require_safe
def progress_atom(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """Give the CLPs that carried a motion as a feed."""
    sent = _send(request, "atom", ATOM, _draw_atom, slug)
    return sent or HttpResponse(NO_CAMPAIGN, content_type=PLAIN, status=404)


class NotRunning(Http404):
    """No motion that people can take part in is called so."""


def _send(
    request: HttpRequest, name: str, content_type: str, draw: Callable[[Campaign, Motion | None], bytes], slug: str
) -> HttpResponseBase | None:
    """Answer with a kept page of the motion that the site shows first, or of the one that `slug` names.

    Raises NotRunning; returns None where there is no campaign.
    """
    if not slug:
        return send_kept(request, name, content_type, lambda campaign: draw(campaign, current_conference_motion()))
    named = _running(slug)
    if named is None:
        raise NotRunning

    def draw_named(first: Campaign) -> bytes:
        # Read once more: what is drawn may not be older than the freshness that it is kept with.
        motion = _running(slug) or named
        return draw(motion.campaign, motion)

    return send_kept(request, f"{name} {slug}", content_type, draw_named)


def _running(slug: str) -> Motion | None:
    return next((one for one in motions_running() if one.slug == slug), None)


def _draw_page(campaign: Campaign, motion: Motion | None) -> bytes:
    measured = measure_progress(campaign, public_standings(motion, campaign))
    running = motions_running() if motion and may_have_others(motion) else []
    context = {
        "campaign": campaign,
        "motion": motion,
        "others": [one for one in running if one.current_version and one != motion],
        "progress": measured,
        "hexmap": draw_hexmap(measured.standings, lambda one: one.address),
        "table": draw_table(measured.regions),
        "floor": floor_results(motion),
        "by_text": texts_among(motion, measured.standings),
        "affiliates": count_affiliates(motion),
        "deadline": read_deadline(campaign, now=timezone.now()),
        "card": None if motion and motion.is_other else progress_card(campaign),
        "section": "progress",
    }
    return render_to_string("motions/progress.html", context).encode()


def _draw_json(campaign: Campaign, motion: Motion | None) -> bytes:
    return as_json(campaign, public_standings(motion, campaign))


def _draw_atom(campaign: Campaign, motion: Motion | None) -> bytes:
    return as_atom(campaign, motion, public_standings(motion, campaign))


def _draw_csv(campaign: Campaign, motion: Motion | None) -> bytes:
    """Return the sheet."""
    return as_csv(public_standings(motion, campaign))
