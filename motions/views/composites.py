"""Following a compositing meeting's draft on one's own phone: whoever has the address reads it, and nothing else."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from motions.composites.screens import screen_of
from motions.models import CompositingMeeting


@require_safe
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """The draft, following what is saved in the room."""
    meeting = _meeting(key)
    response = render(request, "motions/compositing/screen.html", {"meeting": meeting, "screen": screen_of(meeting)})
    # The address is the key: it goes to no other site and into no index.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def follow_lines(request: HttpRequest, key: str) -> HttpResponseBase:
    """The lines as they now stand; 304 where the asker has them."""
    return send_lines(request, _meeting(key))


def send_lines(request: HttpRequest, meeting: CompositingMeeting) -> HttpResponseBase:
    """Return the lines as JSON, or 304 where the asker has them."""
    found = screen_of(meeting)
    # Django knows the tags that a proxy has weakened, too: one that compresses does so.
    response = get_conditional_response(request, etag=found.etag) or JsonResponse(found.as_json())
    response["ETag"] = found.etag
    patch_cache_control(response, no_cache=True, private=True)
    return response


def _meeting(key: str) -> CompositingMeeting:
    found = CompositingMeeting.objects.select_related("motion").filter(follow_key=key).first()
    if found is None:
        raise Http404
    return found
