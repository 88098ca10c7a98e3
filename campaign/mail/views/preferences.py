"""The page by the link in each mail: what we write about, and how to stop it. It needs no sign-in and no cookie."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from campaign.mail.models import Email
from campaign.mail.outbox.links import end_links
from campaign.mail.outbox.preferences import (
    SERIES,
    opened_by,
    stop_choices_of,
    stop_everything,
    stop_this,
    write_again,
)
from campaign.mail.outbox.refusals import is_refused, may_refuse, refuse
from clps.lib.guards import public_form

# RFC 8058: a mail app's own button sends this, and nothing else, without showing the page.
ONE_CLICK = ("List-Unsubscribe", "One-Click")
BUTTONS = {
    "this": stop_this,
    "everything": lambda email: stop_everything(email.recipient),
    "never": lambda email: refuse(email.to),
    "again": write_again,
}


@csrf_exempt
@never_cache
def preferences(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what its holder gets, and take what they ask for. Opening the page changes nothing."""
    name, value = ONE_CLICK
    if request.method == "POST" and request.POST.get(name) == value:
        # From wherever: a mail app may be a page of another site, and the token is what gives leave.
        email = opened_by(token)
        if email is not None:
            # In a mail that nobody is known to have asked for, the button of the mail app means all mail.
            refuse(email.to) if may_refuse(email.recipient) else stop_everything(email.recipient)
        return _page(request, email, token)
    return _buttons(request, token=token)


@public_form
def _buttons(request: HttpRequest, token: str) -> HttpResponseBase:
    email = opened_by(token)
    if email is None:
        # A mail app that unsubscribes and a person who clicks both get an answer: there is nothing left to stop.
        return _page(request, None, token)
    if request.method == "POST" and request.POST.get("wish") == "end-links":
        end_links(email, by=email.recipient)
        return redirect("mail:links-ended")
    if request.method == "POST":
        if act := BUTTONS.get(request.POST.get("wish", "")):
            act(email)
        return redirect("mail:preferences", token=token)
    return _page(request, email, token)


@require_safe
def links_ended(request: HttpRequest) -> HttpResponse:
    """Say that it is done, and how to have new ones."""
    return render(request, "mail/links_ended.html")


def _page(request: HttpRequest, email: Email | None, token: str) -> HttpResponse:
    context: dict[str, object] = {"token": token}
    if email:
        context |= {
            "email": email,
            "clp": email.clp,
            "stop_choices": stop_choices_of(email),
            "is_series": email.kind in SERIES,
        }
        context |= {"is_refused": is_refused(email.to), "may_refuse": may_refuse(email.recipient)}
    response = render(request, "mail/preferences.html", context)
    # No search engine keeps an address that acts for somebody.
    response["X-Robots-Tag"] = "noindex"
    return response
