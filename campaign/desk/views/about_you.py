"""What a person can do about themselves by the link in each of our mails: have what we hold, and be removed.

The link is proof enough: it went to their address and nowhere else. No sign-in, no cookie; opening a page changes
nothing.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign.desk.actions.removal import STILL_ORGANISES, forget_person, may_be_removed
from campaign.desk.telling import tell_holdings
from campaign.desk.views.removal import as_file
from campaign.mail.stopping import opened_by
from clps.guards import public_form
from motions.workflow import NotAllowed


@public_form
@never_cache
def about_you(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say what they can have and what removing means; give the file, or remove them, as the button says."""
    email = opened_by(token)
    if email is None:
        return _page(request, "desk/about_you.html", {})
    person, refused = email.recipient, False
    match request.POST.get("act") if request.method == "POST" else None:
        case "tell":
            return as_file(tell_holdings(person))
        case "remove":
            try:
                forget_person(person, by=person)
            except NotAllowed:
                refused = True
            else:
                return redirect("about-you-removed")
    shown = {"token": token, "may_be_removed": may_be_removed(person), "refusal": STILL_ORGANISES}
    return _page(request, "desk/about_you.html", shown, status=422 if refused else 200)


@require_safe
def removed(request: HttpRequest) -> HttpResponse:
    """Say that it is done, and what that means."""
    return _page(request, "desk/removed.html", {})


def _page(request: HttpRequest, template: str, shown: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, template, shown, status=status)
    # No search engine keeps an address that acts for somebody.
    response["X-Robots-Tag"] = "noindex"
    return response
