"""Guards for public pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def public_form(view: View[P]) -> View[P]:
    """Show a form and let it be sent without a cookie; refuse other methods, and a form that another site sends.

    Public pages set no cookie, so Django's CSRF token has nowhere to live. It is not needed either: these views take
    no authority from a cookie, only from what is typed or from the token in the address. Browsers say where a form
    comes from; one sent from elsewhere is refused all the same, so nobody is made to press our buttons.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and is_sent_from_elsewhere(request, opens_by_token="token" in kwargs):
            raise PermissionDenied("This form was sent from another site.")
        return view(request, *args, **kwargs)

    return cast(View[P], guarded)


def is_sent_from_elsewhere(request: HttpRequest, *, opens_by_token: bool = False) -> bool:
    """Whether the browser says that another site, or another host of ours, sent the form.

    Sec-Fetch-Site settles it. Browsers that do not know it (Safari before 16.4) name the sender in Origin, which is
    "null" from a frame in a sandbox, and from a page that tells nobody its own address, as ours with a token do. There
    nobody has to be kept from pressing: who does not hold the token has no address to send the form to, and who holds
    it needs nobody else to press. What says neither is no browser that could be made to press anything.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None or origin in settings.CSRF_TRUSTED_ORIGINS:
        return False
    if origin == "null":
        return not opens_by_token
    try:
        return urlsplit(origin).netloc != request.get_host()
    except ValueError:
        return True


def tells_no_address(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep the addresses of pages that open by a token from whatever is asked for from there: styles, links, logs."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.resolver_match and "token" in request.resolver_match.kwargs:
            response["Referrer-Policy"] = "no-referrer"
        return response

    return answer
