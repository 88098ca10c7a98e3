"""The front page, and pages of plain words, that of a conference's rules among them."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from motions.counts import COUNTS, count_campaign, count_motions
from motions.models import Campaign
from motions.privacy_notice import RIGHTS, periods_now, recipients_of
from motions.progress.deadline import read_deadline
from motions.progress.figures import measure_progress
from motions.progress.hexmap import draw_hexmap
from motions.progress.page_cache import send_kept
from motions.progress.standings import public_standings
from motions.queries import current_conference_motion, others_running_with
from motions.retention import Period
from motions.rules_in_words import NOT_SAID, rules_in_words
from motions.sharing.cards import home_card
from motions.suspensions import suspended_now


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what this is, and how the counts are made."""
    return render(request, "motions/about.html", {"section": "about", "counts": COUNTS})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about people, why, for how long, and how to have it removed."""
    campaign = Campaign.objects.current()
    context = {
        "recipients": recipients_of(campaign),
        "periods": periods_now(),
        "rights": RIGHTS,
        # A backup holds what was there when it was made, so whoever asks to be removed has to know of it.
        "backups_kept": settings.BACKUPS_KEPT,
    }
    return render(request, "motions/privacy.html", context)


@require_safe
def secretaries(request: HttpRequest) -> HttpResponse:
    """Tell secretaries what is held about them, who never gave it to us (UK GDPR, Article 14)."""
    return render(request, "motions/secretaries.html", {"periods": dict(_by_name(periods_now()))})


def _by_name(periods: list[tuple[Period, str]]) -> Iterator[tuple[str, str]]:
    return ((period.kept.value, words) for period, words in periods)


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Ask the one question, *Find your CLP*, and show how far the motion has come."""
    return send_kept(request, "home", "text/html; charset=utf-8", _draw) or render(request, "motions/no_campaign.html")


def _draw(campaign: Campaign) -> bytes:
    """Return the front page of this campaign."""
    motion = current_conference_motion()
    progress = measure_progress(campaign, public_standings(motion, campaign))
    others = count_motions(others_running_with(motion))
    context = {
        "campaign": campaign,
        "motion": motion,
        "others": others,
        "together": count_campaign(campaign) if others else None,
        "progress": progress,
        "hexmap": draw_hexmap(progress.standings, lambda one: one.address),
        "deadline": read_deadline(campaign, now=timezone.now()),
        "suspended": suspended_now(timezone.localdate()),
        "card": home_card(campaign),
        "section": "find",
    }
    return render_to_string("motions/home.html", context).encode()


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say what is known of the rules of the campaign's conference, and what is not."""
    campaign = Campaign.objects.current()
    if campaign is None:
        raise Http404("No campaign, no conference, no rules.")
    conference = campaign.conference
    context = {
        "conference": conference,
        "parts": rules_in_words(conference),
        "not_said": NOT_SAID,
        "section": "about",
    }
    return render(request, "motions/rules.html", context)
