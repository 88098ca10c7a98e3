"""The API's addresses. What is public takes no token and is kept as the public pages are; the rest stands below /all/.

Apart, because a kept page is given to whoever asks for its address, whatever token they show.
"""

import json
from collections.abc import Callable
from functools import cached_property, wraps
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
from motions.queries import current_conference_motion, others_running_with

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


class Asked:
    """Which motion a request is about. What runs is read when it is first asked for, and once."""

    def __init__(self, request: HttpRequest) -> None:
        """Read `?motion=`."""
        self.slug = request.GET.get("motion", "")

    @cached_property
    def first(self) -> Motion | None:
        """The campaign's first motion; None without a campaign."""
        return current_conference_motion()

    @cached_property
    def running(self) -> list[Motion]:
        """The motions that people can take part in, the first one first."""
        return [self.first, *others_running_with(self.first)] if self.first else []

    @cached_property
    def named(self) -> Motion | None:
        """The motion that the request names; None where it names none, which asks nothing of the database.

        Raises NoSuchMotion: figures of another motion than the one that was meant would be worse than none.
        """
        found = next((one for one in self.running if one.slug == self.slug), None) if self.slug else None
        if self.slug and found is None:
            raise NoSuchMotion
        return found

    @property
    def motion(self) -> Motion | None:
        """The motion that it names, or the first."""
        return self.named or self.first


def _kept(
    request: HttpRequest, name: str, content_type: str, say: Callable[[Campaign, Asked], Any]
) -> HttpResponseBase:
    """Answer with what is said of the motion that was asked for, or of the first; kept under its name."""
    asked = Asked(request)

    def draw(campaign: Campaign) -> bytes:
        said = say(asked.motion.campaign if asked.motion else campaign, asked)
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()

    # By a motion that runs, never by what was typed: anybody could fill the memory with pages.
    page = f"{name} {asked.named.slug}" if asked.named else name
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
        request, "api-campaign", JSON, lambda shown, asked: answers.about_campaign(shown, asked.motion, asked.running)
    )


@open_to_pages_elsewhere
def clps(request: HttpRequest) -> HttpResponseBase:
    """Tell of every CLP."""
    return _kept(
        request, "api-clps", JSON, lambda shown, asked: answers.about_clps(public_standings(asked.motion, shown))
    )


@open_to_pages_elsewhere
def clp(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Tell of one CLP."""
    found, shown = CLP.objects.select_related("region").filter(slug=slug).first(), Campaign.objects.current()
    if found is None or shown is None:
        return _refused("There is no such CLP." if shown else NO_CAMPAIGN, 404)
    motion = Asked(request).motion
    standing = public_standing(found, motion, motion.campaign if motion else shown)
    return JsonResponse(answers.about_clp(standing))


@open_to_pages_elsewhere
def constituencies(request: HttpRequest) -> HttpResponseBase:
    """Tell of every constituency by its GSS code, for maps."""
    return _kept(
        request,
        "api-geojson",
        GEOJSON,
        lambda shown, asked: answers.as_geojson(public_standings(asked.motion, shown)),
    )


@open_to_pages_elsewhere
def events(request: HttpRequest) -> HttpResponseBase:
    """Tell what moved in public, the newest first: with each motion, unless one is asked for."""
    return _kept(
        request,
        "api-events",
        JSON,
        lambda shown, asked: answers.about_news([asked.named] if asked.named else asked.running),
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
            # One answer, whether it is unknown, has ended or is for something else: it tells nobody which.
            if known is None:
                response = _refused(f"This takes a token of the scope “{scope.value}”.", 401)
                response["WWW-Authenticate"] = f'Bearer scope="{scope.value}"'
                return response
            note_use(known)
            try:
                motion = Asked(request).motion
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
