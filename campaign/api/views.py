"""The API's addresses. What is public takes no token and is kept as the public pages are; the rest stands below /all/.

Apart, because a kept page is given to whoever asks for its address, whatever token they show.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
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
from motions.queries import current_conference_motion, motions_running

JSON, GEOJSON = "application/json", "application/geo+json"
NO_CAMPAIGN = "No campaign is shown on the site."
NO_MOTION = "The campaign has no such motion."
View = Callable[..., HttpResponseBase]


def open_to_pages_elsewhere(view: View) -> View:
    """Let scripts of other sites read an answer: it is the same for everybody, and takes no cookie."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except NoSuchMotion:
            response = _refused(NO_MOTION, 404)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


class NoSuchMotion(Http404):
    """None of the campaign's motions that people can take part in is called so."""


def _named(request: HttpRequest) -> Motion | None:
    """Return the motion that `?motion=` names; None where it names none, which asks nothing of the database.

    Raises NoSuchMotion: figures of another motion than the one that was meant would be worse than none.
    """
    slug = request.GET.get("motion", "")
    found = next((one for one in motions_running() if one.slug == slug), None) if slug else None
    if slug and found is None:
        raise NoSuchMotion
    return found


def _kept(
    request: HttpRequest, name: str, content_type: str, say: Callable[[Campaign, Motion | None], Any]
) -> HttpResponseBase:
    """Answer with what is said of the motion that was asked for, or of the first; kept under its name."""
    named = _named(request)

    def draw(campaign: Campaign) -> bytes:
        motion = named or current_conference_motion()
        said = say(motion.campaign if motion else campaign, motion)
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()

    page = f"{name} {named.slug}" if named else name
    return send_kept(request, page, content_type, draw) or _refused(NO_CAMPAIGN, 404)


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
        request, "api-campaign", JSON, lambda shown, motion: answers.about_campaign(shown, motion, motions_running())
    )


@open_to_pages_elsewhere
def clps(request: HttpRequest) -> HttpResponseBase:
    """Tell of every CLP."""
    return _kept(request, "api-clps", JSON, lambda shown, motion: answers.about_clps(public_standings(motion, shown)))


@open_to_pages_elsewhere
def clp(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Tell of one CLP."""
    found, shown = CLP.objects.select_related("region").filter(slug=slug).first(), Campaign.objects.current()
    if found is None or shown is None:
        return _refused("There is no such CLP." if shown else NO_CAMPAIGN, 404)
    motion = _named(request) or current_conference_motion()
    standing = public_standing(found, motion, motion.campaign if motion else shown)
    return JsonResponse(answers.about_clp(standing))


@open_to_pages_elsewhere
def constituencies(request: HttpRequest) -> HttpResponseBase:
    """Tell of every constituency by its GSS code, for maps."""
    return _kept(
        request,
        "api-geojson",
        GEOJSON,
        lambda shown, motion: answers.as_geojson(public_standings(motion, shown)),
    )


@open_to_pages_elsewhere
def events(request: HttpRequest) -> HttpResponseBase:
    """Tell what moved in public, the newest first: with each motion, unless one is asked for."""
    named = _named(request)
    return _kept(
        request, "api-events", JSON, lambda shown, motion: answers.about_news([named] if named else motions_running())
    )


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
            try:
                motion = _named(request) or current_conference_motion()
            except NoSuchMotion:
                return _refused(NO_MOTION, 404)
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
