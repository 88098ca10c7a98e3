"""Guards for public pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def public_form(view: View[P]) -> View[P]:
    """Show a form and let it be sent without a cookie; refuse other methods, and a form that another site sends.

    Public pages set no cookie, so Django's CSRF token has nowhere to live. It is not needed either: these views take
    no authority from a cookie, only from what is typed or from the token in the address. Browsers name the sending
    site in Sec-Fetch-Site; a form sent from elsewhere is refused all the same, so nobody is made to press our buttons.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise PermissionDenied("This form was sent from another site.")
        return view(request, *args, **kwargs)

    return cast(View[P], guarded)
