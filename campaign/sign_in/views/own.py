"""How somebody signs in themselves: what there is to see to, where they are signed in, a move to another address."""

from collections.abc import Iterator

from allauth.core.internal.sessionkit import get_session_user
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts.models import User
from campaign.sign_in.addresses import ChangeOver, ask_to_move, confirm_move
from campaign.sign_in.forms import AddressForm
from campaign.sign_in.models import AddressChange
from campaign.sign_in.views.invitations import by_link
from clps.lib.guards import public_form


@require_safe
@login_required
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show what there is to see to."""
    return render(request, "account/index.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def sessions(request: HttpRequest) -> HttpResponseBase:
    """List where somebody is signed in; end one of these sessions, or all but this one."""
    theirs = list(_open_sessions(request))
    if request.method == "POST":
        one = request.POST.get("one", "")
        chosen = [session for session in theirs if (str(session.pk) == one if one else not session.is_current())]
        end_sessions(request, chosen)
        messages.success(request, "It has ended." if one else "Every other session has ended.")
        return redirect("account_sessions" if request.user.is_authenticated else "account_login")
    return render(request, "account/sessions.html", {"sessions": theirs})


def _open_sessions(request: HttpRequest) -> Iterator[UserSession]:
    """Yield those that still let somebody in, this one first."""
    found = UserSession.objects.filter(user_id=request.user.pk).order_by("-created_at")
    for session in sorted(found, key=lambda one: not one.is_current()):
        if session.exists() and get_session_user(session._session_store(session.session_key)):
            yield session


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def change_address(request: HttpRequest) -> HttpResponseBase:
    """Ask which address it is to be, and write to both."""
    person = request.user
    if not isinstance(person, User):
        return redirect("account_login")
    form = AddressForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        ask_to_move(email=form.cleaned_data["email"], by=person)
        words = "Look at your mail, at both addresses: each has a link. Nothing changes until both are pressed."
        messages.success(request, words)
        return redirect("account_index")
    return render(request, "account/address.html", {"form": form}, status=422 if form.errors else 200)


@public_form
@never_cache
def confirm_address(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what the link is for; note the agreement when the button is pressed."""
    wish = AddressChange.objects.opened_by(token).select_related("person").first()
    if wish is None:
        return by_link(render(request, "account/address_over.html", status=410))
    context = {"change": wish, "pressed": False}
    if request.method == "POST":
        try:
            context |= {"pressed": True, "is_done": confirm_move(token)}
        except ChangeOver:
            return by_link(render(request, "account/address_over.html", status=410))
    return by_link(render(request, "account/address_confirm.html", context))
