"""The API's addresses. What is public takes no token and is kept as the public pages are; the rest stands below /all/.

Apart, because a kept page is given to whoever asks for its address, whatever token they show.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign.api import answers
from campaign.api.actions import note_use
from campaign.api.models import ApiScope, ApiToken
from campaign.api.openapi import describe
from clps.models import CLP
from motions.models import Campaign, Motion
from motions.progress.page_cache import send_kept
from motions.progress.standings import public_standing, public_standings
from motions.queries import current_conference_motion

JSON, GEOJSON = "application/json", "application/geo+json"
NO_CAMPAIGN = "No campaign is shown on the site."
View = Callable[..., HttpResponseBase]


def open_to_pages_elsewhere(view: View) -> View:
    """Let scripts of other sites read an answer: it is the same for everybody, and takes no cookie."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


def _kept(request: HttpRequest, name: str, content_type: str, say: Callable[[Campaign], Any]) -> HttpResponseBase:
    def draw(campaign: Campaign) -> bytes:
        return json.dumps(say(campaign), ensure_ascii=False, separators=(",", ":")).encode()

    return send_kept(request, name, content_type, draw) or _refused(NO_CAMPAIGN, 404)


def _refused(words: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": words}, status=status)


@open_to_pages_elsewhere
def openapi(request: HttpRequest) -> HttpResponseBase:
    """Describe the API."""
    return JsonResponse(describe())


@open_to_pages_elsewhere
def campaign(request: HttpRequest) -> HttpResponseBase:
    """Tell of the campaign and its figures."""
    return _kept(
        request, "api-campaign", JSON, lambda shown: answers.about_campaign(shown, current_conference_motion())
    )


@open_to_pages_elsewhere
def clps(request: HttpRequest) -> HttpResponseBase:
    """Tell of every CLP."""
    return _kept(request, "api-clps", JSON, lambda shown: answers.about_clps(_standings(shown)))


@open_to_pages_elsewhere
def clp(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Tell of one CLP."""
    found, shown = CLP.objects.select_related("region").filter(slug=slug).first(), Campaign.objects.current()
    if found is None or shown is None:
        return _refused("There is no such CLP." if shown else NO_CAMPAIGN, 404)
    return JsonResponse(answers.about_clp(public_standing(found, current_conference_motion(), shown)))


@open_to_pages_elsewhere
def constituencies(request: HttpRequest) -> HttpResponseBase:
    """Tell of every constituency by its GSS code, for maps."""
    return _kept(request, "api-geojson", GEOJSON, lambda shown: answers.as_geojson(_standings(shown)))


@open_to_pages_elsewhere
def events(request: HttpRequest) -> HttpResponseBase:
    """Tell what moved in public, the newest first."""
    return _kept(request, "api-events", JSON, lambda shown: answers.about_news(current_conference_motion()))


def needs_scope(scope: ApiScope) -> Callable[[View], View]:
    """Ask for a token of this scope: `Authorization: Bearer …`, never in the address, which logs keep."""

    def guard(view: View) -> View:
        @require_safe
        @never_cache
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponseBase:
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            known = ApiToken.objects.opened_by(token.strip(), scope) if kind.lower() == "bearer" else None
            if known is None:
                response = _refused(f"This takes a token of the scope “{scope.value}”.", 401)
                response["WWW-Authenticate"] = f'Bearer scope="{scope.value}"'
                return response
            note_use(known)
            motion = current_conference_motion()
            return view(request, motion) if motion else _refused(NO_CAMPAIGN, 404)

        return answer

    return guard


@needs_scope(ApiScope.STAGES)
def all_clps(request: HttpRequest, motion: Motion) -> HttpResponseBase:
    """Tell of every CLP, nothing held back."""
    return JsonResponse(answers.about_every_stage(motion))


@needs_scope(ApiScope.MEETINGS)
def all_meetings(request: HttpRequest, motion: Motion) -> HttpResponseBase:
    """Tell of the meetings to come."""
    return JsonResponse(answers.about_meetings(motion, day=timezone.localdate()))


def _standings(shown: Campaign) -> list[Any]:
    return public_standings(current_conference_motion(), shown)
