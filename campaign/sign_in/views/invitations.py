"""Inviting somebody, and coming in by an invitation."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.utils import perform_login
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from campaign.accounts.models import User
from campaign.accounts.roles import who_asks
from campaign.sign_in.actions import InvitationOver, accept, invite, invite_again, revoke, send_invitation
from campaign.sign_in.forms import ComeInForm, InviteForm
from campaign.sign_in.models import Invitation
from clps.lib.guards import public_form

LET_PEOPLE_IN = "accounts.add_user"


def who_invites(request: HttpRequest) -> User:
    """Return whoever asks; raise PermissionDenied where they may let nobody in."""
    return who_asks(request, LET_PEOPLE_IN)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def people(request: HttpRequest) -> HttpResponseBase:
    """Ask whom to invite and what they will do; list who has not come yet."""
    by = who_invites(request)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        invitation, token = invite(**form.invitation(), by=by)
        return _sent(request, invitation, token)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Invite somebody",
        "form": form,
        "invitations": Invitation.objects.filter(makes_owner=False).prefetch_related("regions"),
    }
    return render(request, "admin/desk/invite.html", context, status=422 if form.errors else 200)


@require_POST
def resend_or_revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send an invitation again, or take it back, as the button says."""
    by = who_invites(request)
    invitation = get_object_or_404(Invitation, pk=pk, makes_owner=False)
    if request.POST.get("act") == "revoke":
        revoke(invitation, by=by)
        messages.success(request, f"The invitation of {invitation.email} is taken back. Its link opens nothing.")
        return redirect("admin:desk-invite")
    return _sent(request, invitation, invite_again(invitation, by=by))


def _sent(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Send it, and say whether it went; where no mail goes, show the link this once."""
    if send_invitation(invitation, token):
        words = f"An invitation went to {invitation.email}. The link in it works once, for three days."
        messages.success(request, words)
        return redirect("admin:desk-invite")
    context = {
        **admin.site.each_context(request),
        "title": "The mail did not go",
        "invitation": invitation,
        "token": token,
    }
    response = render(request, "admin/desk/invite_by_hand.html", context)
    # The page holds the token, which is stored nowhere: no cache may keep it either.
    response["Cache-Control"] = "no-store"
    return response


@public_form
@sensitive_post_parameters("password1", "password2")
@never_cache
def come_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask for a name and a password by an invitation's link, and sign them in."""
    invitation = Invitation.objects.opened_by(token).prefetch_related("regions").first()
    if invitation is None:
        return by_link(render(request, "account/invitation_over.html", status=410))
    # Not saved: a password is compared with whose it is to be, and nobody is made before the button is pressed.
    them = User(email=invitation.email, name=invitation.name)
    form = ComeInForm(them, request.POST if request.method == "POST" else None, initial={"name": invitation.name})
    if form.is_valid():
        words = form.cleaned_data
        try:
            person = accept(token, name=words["name"], password=words["password1"])
        except InvitationOver:
            return by_link(render(request, "account/invitation_over.html", status=410))
        return _signed_in(request, person)
    context = {"form": form, "invitation": invitation}
    return by_link(render(request, "account/invitation.html", context, status=422 if form.errors else 200))


def _signed_in(request: HttpRequest, person: User) -> HttpResponseBase:
    """Sign in whoever has just chosen a password; somebody else who was signed in here is not any more."""
    if request.user.is_authenticated:
        logout(request, show_message=False)
    record_authentication(request, person, method="password")
    response: HttpResponseBase = perform_login(request, person, redirect_url="")
    return response


def by_link(response: HttpResponse) -> HttpResponse:
    """Keep the token of the address from wherever else the reader goes.

    With this header browsers do not name the page that a form is sent from, so Django's own look at that fails;
    `public_form` looks at what they say instead. The form takes its authority from the token, not from a cookie.
    """
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
