"""Guards for public pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def public_form(view: View[P]) -> View[P]:
    """Let a form be sent without a cookie, and refuse one that another site sends.

    Public pages set no cookie, so Django's CSRF token has nowhere to live. It is not needed either: these views take
    no authority from a cookie, only from what is typed or from the token in the address. Browsers name the sending
    site in Sec-Fetch-Site; a form sent from elsewhere is refused all the same, so nobody is made to press our buttons.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise PermissionDenied("This form was sent from another site.")
        return view(request, *args, **kwargs)

    return cast(View[P], guarded)
