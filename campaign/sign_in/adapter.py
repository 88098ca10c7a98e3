"""What django-allauth asks of a project: who may come in, how often, in which words, and where to."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from campaign.accounts.mails import send_behind, tell_of_change
from campaign.accounts.models import User
from campaign.sign_in.backend import may_sign_in
from campaign.sign_in.limits import count_a_guess
from campaign.sign_in.sessions import has_just_signed_in
from clps.lib.throttle import give_back
from clps.lib.visitors import network_of

logger = logging.getLogger(__name__)

NOWHERE = "0.0.0.0"  # noqa: S104 - stands for a visitor whose network nothing tells; nothing listens there

# What people are told, by the names that django-allauth has for it.
CHANGES = {
    "account/email/password_changed": "Your password was changed.",
    "account/email/password_set": "Your password was changed.",
    "account/email/password_reset": "Your password was changed, by a link that was sent to this address.",
    "mfa/email/totp_activated": "An authenticator app was added: signing in takes its code now.",
    "mfa/email/totp_deactivated": "Your authenticator app was taken away.",
    "mfa/email/webauthn_added": "A passkey or security key was added.",
    "mfa/email/webauthn_removed": "A passkey or security key was taken away.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made. Earlier ones work no more.",
}


class Adapter(DefaultAccountAdapter):
    """Django-allauth as this site has it: by invitation only, and known by nothing but an email address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "No organiser signs in with this address and this password.",
        "incorrect_password": "This is not your password.",
        "incorrect_code": "This is not the code, or not any more.",
        "too_many_login_attempts": "There were too many tries. Please ask for another code.",
        "enter_current_password": "This is not your password.",
    }

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the page of how they sign in."""
        return reverse("account_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether somebody has to show again who they are: not if they have just signed in."""
        return not has_just_signed_in(context.request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Let nobody make themselves an account: organisers are invited."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Look at a password, unless there were too many tries; a try that goes well is not counted."""
        address = str(credentials.get("email") or "").strip().lower()
        # Counted before the password is looked at: of many tries at once, none slips past the limit.
        taken = count_a_guess(request, subject=address)
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user:
            give_back(taken)
        else:
            logger.warning("A sign-in failed.")
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: `authenticate` has."""

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Turn away whoever does not organise, whichever way they came."""
        return None if may_sign_in(user) else self.respond_user_inactive(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Send them back to where they came in, as a stranger is."""
        return redirect("account_login")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign somebody in. The log says who by their number."""
        super().login(request, user)
        logger.info("Person %s signed in.", user.pk)

    def is_safe_url(self, url: str) -> bool:
        """Whether to go there after signing in: to a page of this host that there is."""
        request: HttpRequest = context.request
        if not url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
            return False
        try:
            # What catches everything that is no page of the admin has no name.
            return resolve(urlsplit(url).path).url_name is not None
        except Resolver404:
            return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the beginning of the network they come from: an address itself is kept nowhere."""
        network = network_of(request).partition("/")[0]
        return network if network[0].isdigit() or ":" in network else NOWHERE

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write one of our own mails, whatever django-allauth calls it; what it sends beyond them goes nowhere."""
        if template_prefix == "account/email/login_code":
            send_behind("sign-in-code", to=email, code=context["code"])
        elif template_prefix == "account/email/password_reset_key":
            send_behind("password-forgotten", to=email, link=context["password_reset_url"])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return where the link in the mail leads, from the site's root."""
        uid, _, token = key.partition("-")
        return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that their way of signing in was changed."""
        if isinstance(user, User) and (what := CHANGES.get(template_prefix)):
            tell_of_change(user, what)
