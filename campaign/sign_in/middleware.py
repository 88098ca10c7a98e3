"""What is looked at before an organisers' page opens: how old the session is, the second factor, a recent sign-in."""

from collections.abc import Callable
from fnmatch import fnmatch

from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse

from campaign.accounts.models import User
from campaign.sign_in.adapter import Adapter
from campaign.sign_in.second_factor import lacks_second_factor
from campaign.sign_in.sessions import has_just_signed_in, is_too_old, note_use

# Open to whoever has yet to set up their second factor: the way out, and what Django's pages need.
ALWAYS_OPEN = ("admin:login", "admin:logout", "admin:jsi18n")
# How one signs in oneself; what sets the second factor up is left out.
OWN_PAGES = ("account_index", "account_change_*", "account_sessions", "account_address")
# What takes a recent sign-in: files of people, people, settings. A list is only read until something is done to it.
STEP_UP = (
    "admin:*_csv",
    "admin:*_xlsx",
    "admin:desk-progress",
    "admin:desk-action-network",
    "admin:desk-calls-take-away",
    "admin:desk-letter-people",
    "admin:desk-invite",
    "admin:desk-invitation",
    "admin:desk-person-remove",
    "admin:desk-campaign-close",
    "admin:desk-dates-*",
    "admin:desk-audit",
    "admin:desk-api",
    "admin:desk-webhooks",
    "admin:desk-keeping",
    "admin:desk-left-over",
    "admin:accounts_user_delete",
    "admin:motions_campaign_*",
    "admin:motions_conference_*",
    "admin:mail_remindersetting_*",
    "account_address",
)
STEP_UP_TO_PRESS = ("admin:accounts_user_*", "admin:mail_words*")


class SignInGate:
    """Turns back whoever is signed in but has something to do first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on; what there is to look at depends on the page, which is not known yet."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """Look before the page does; the public pages are let through without looking who asks."""
        match = request.resolver_match
        name = match.view_name if match else ""
        # Strangers pass here: each page's own guard sends them to sign in.
        if match is None or not _is_guarded(match) or not isinstance(request.user, User):
            return None
        if is_too_old(request):
            logout(request, show_message=False)
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        note_use(request)
        if name not in ALWAYS_OPEN and lacks_second_factor(request.user):
            return redirect("mfa_index")
        if _takes_recent_sign_in(request, name) and not has_just_signed_in(request):
            return _ask_again(request)
        return None


def _is_guarded(match: ResolverMatch) -> bool:
    return match.namespace == "admin" or any(fnmatch(match.view_name, pattern) for pattern in OWN_PAGES)


def _takes_recent_sign_in(request: HttpRequest, name: str) -> bool:
    patterns = STEP_UP + (STEP_UP_TO_PRESS if request.method == "POST" else ())
    return any(fnmatch(name, pattern) for pattern in patterns)


def _ask_again(request: HttpRequest) -> HttpResponseBase:
    """Ask who they are; what they had pressed is kept, and done afterwards."""
    methods = Adapter().get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied
    response: HttpResponseBase = suspend_request(request, methods[0]["url"])
    return response
