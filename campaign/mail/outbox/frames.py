"""The HTML of a mail in a frame. It carries its styles in its elements, so it stands apart, where nothing can run."""

from collections.abc import Callable
from typing import Any, ParamSpec, cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin

P = ParamSpec("P")
APART: dict[str, Any] = {"script-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF]}


def with_frame(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Let a page hold such a frame."""
    update: Any = csp_update({"frame-src": [SELF]})
    return cast(Callable[P, HttpResponseBase], update(view))


def framed(request: HttpRequest, html: str) -> HttpResponse:
    """Answer with the HTML of a mail, and nothing else."""
    replace: Any = csp_replace(APART)
    return cast(HttpResponse, replace(xframe_options_sameorigin(lambda _: HttpResponse(html)))(request))
