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
from campaign.desk.privacy.requests import ask_about_oneself, ask_for_removal
from campaign.desk.privacy.views import as_json_file
from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from campaign.mail.outbox.preferences import opened_by
from campaign.mail.outbox.suppression import standing_against
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
        return _ask(request, email, act, token)
    return _act(request, email.recipient, act, token)


def _ask(request: HttpRequest, email: Email, act: str, token: str) -> HttpResponseBase:
    """See to who has to ask first; where mail came back, say so, and offer that an organiser does it."""
    trouble = standing_against(email.to)
    if act == "ask" and email.campaign:
        # Whether or not a mail went within the hour, the answer is the same.
        ask_about_oneself(email.recipient, email.campaign)
        return redirect("about-you-tried", token=token) if trouble else redirect("about-you-asked")
    # Only where our mail comes back: else whoever was forwarded one could ask for its reader to be removed.
    if act == "organiser" and trouble and email.campaign:
        ask_for_removal(email.recipient, email.campaign)
        return redirect("about-you-handed-on")
    shown = {"token": token, "is_late": email.kind == MailKind.ABOUT_YOU, "trouble": trouble}
    return _page(request, "desk/about_you_ask.html", shown)


@public_form
@never_cache
def tried(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say that a mail is tried although mail to that address came back, and what to do where it does not arrive."""
    email = opened_by(token)
    if email is None:
        return _page(request, "desk/about_you_unknown.html", {})
    if request.method == "POST":
        return _ask(request, email, request.POST.get("act", ""), token)
    return _page(request, "desk/about_you_tried.html", {"token": token, "trouble": standing_against(email.to)})


@require_safe
def handed_on(request: HttpRequest) -> HttpResponse:
    """Say that an organiser sees to it."""
    return _page(request, "desk/about_you_handed_on.html", {})


def _is_their_own(email: Email) -> bool:
    return email.kind == MailKind.ABOUT_YOU and email.created_at > timezone.now() - LINK_WORKS_FOR


def _act(request: HttpRequest, person: User, act: str, token: str) -> HttpResponseBase:
    refused = False
    match act:
        case "tell":
            return as_json_file(tell_holdings(person))
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
