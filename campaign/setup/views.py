"""The page of a new site. It is not there for anybody without the link, nor for anybody once there is an owner."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from campaign.setup.actions import LinkSpent, opens, set_up_site
from campaign.setup.forms import Questions
from clps.lib.guards import public_form


@public_form
@never_cache
def set_up(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask for the campaign, its conference and its owner; set them up, and lead on to signing in."""
    if not opens(token):
        raise Http404("No link leads here, or not any more.")
    form = Questions(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            set_up_site(token, **form.parts())
        except LinkSpent:
            raise Http404("Somebody was quicker.") from None
        return redirect("admin:index")
    response = render(request, "setup/set_up.html", {"form": form}, status=422 if form.errors else 200)
    response["X-Robots-Tag"] = "noindex"
    return response
