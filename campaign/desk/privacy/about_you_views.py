"""What a person can do about themselves by mail: have what we hold, and be removed.

Mail is forwarded, and its links with it. So the link in each mail only asks for another, which goes to the person's
own address, works for a day and opens everything. No sign-in, no cookie; opening a page changes nothing.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign.accounts.models import User
from campaign.desk.privacy.disclosure import tell_holdings
from campaign.desk.privacy.erasure import STILL_ORGANISES, forget_person, may_be_removed
from campaign.desk.privacy.removal_views import as_file
from campaign.desk.privacy.requests import ask_about_oneself
from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from campaign.mail.outbox.preferences import opened_by
from clps.lib.guards import public_form
from motions.workflow import NotAllowed

# From when the mail is written. It goes within a day or not at all, so its reader has a day at the least.
LINK_WORKS_FOR = timedelta(days=2)


@public_form
@never_cache
def about_you(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say what a person can have, and see to what the button asks for, as far as this mail's link goes."""
    email = opened_by(token)
    if email is None:
        return _page(request, "desk/about_you_unknown.html", {})
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if not _is_their_own(email):
        if act == "ask" and email.campaign:
            ask_about_oneself(email.recipient, email.campaign)
            return redirect("about-you-asked")
        return _page(request, "desk/about_you_ask.html", {"token": token, "is_late": email.kind == MailKind.ABOUT_YOU})
    return _act(request, email.recipient, act, token)


def _is_their_own(email: Email) -> bool:
    return email.kind == MailKind.ABOUT_YOU and email.created_at > timezone.now() - LINK_WORKS_FOR


def _act(request: HttpRequest, person: User, act: str, token: str) -> HttpResponseBase:
    refused = False
    match act:
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
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a mail is under way."""
    return _page(request, "desk/about_you_asked.html", {})


@require_safe
def removed(request: HttpRequest) -> HttpResponse:
    """Say that it is done, and what that means."""
    return _page(request, "desk/removed.html", {})


def _page(request: HttpRequest, template: str, shown: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, template, shown, status=status)
    # No search engine keeps an address that acts for somebody.
    response["X-Robots-Tag"] = "noindex"
    return response
