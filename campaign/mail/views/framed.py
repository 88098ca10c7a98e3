"""The HTML of a mail in a frame. It carries its styles in its elements, so it stands apart, where nothing can run."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

# For a page that holds such a frame.
with_frame = csp_update({"frame-src": [SELF]})  # type: ignore[arg-type] # its types know no view with arguments


@csp_replace({"script-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF]})  # type: ignore[arg-type]
@xframe_options_sameorigin
def framed(request: HttpRequest, html: str) -> HttpResponse:
    """Answer with the HTML of a mail, and nothing else."""
    return HttpResponse(html)
