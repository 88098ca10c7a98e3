"""The second factor: who needs one, how its secrets are kept, and how often a code may be guessed."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from campaign.accounts.models import Role, User
from campaign.sign_in.limits import USED_CODES, count_a_guess
from clps.lib.throttle import TooMany, give_back
from motions.models import Campaign

# Recovery codes are kept as authenticators too, but whoever has nothing else lacks a factor.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(person: User) -> bool:
    """Whether a password alone does not let them in. The people of a demonstration have passwords that all know."""
    if person.is_demonstration or not settings.SECOND_FACTOR:
        return False
    return settings.SECOND_FACTOR == "all" or person.is_superuser or person.role == Role.ADMIN


def lacks_second_factor(person: User) -> bool:
    """Whether they have yet to set one up before anything else opens."""
    return needs_second_factor(person) and not Authenticator.objects.filter(user=person, type__in=FACTORS).exists()


class MFAAdapter(DefaultMFAAdapter):
    """Django-allauth's second factors, as this site has them."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This is not the code, or not any more.",
        "cannot_delete_authenticator": "You need a second factor. Add another one first, then take this away.",
    }

    def get_totp_issuer(self) -> str:
        """Return what an authenticator app calls this site."""
        campaign = Campaign.objects.current()
        return campaign.name if campaign else "Carried"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Suggest what to call a new passkey."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "My passkey" if number == 1 else f"My passkey {number}"

    def encrypt(self, text: str) -> str:
        """Keep a secret so that the database alone does not tell it."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret, though the site's key was changed since."""
        return _keys().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether it may go: the last one of somebody who needs one may not."""
        person = authenticator.user
        others = Authenticator.objects.filter(user=person, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists() or not needs_second_factor(person)


def _keys() -> MultiFernet:
    # The first key writes, all of them read: what was kept before SECRET_KEY was changed stays readable.
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    # Not SECRET_KEY itself: made with its purpose, this key opens nothing else.
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"second factor {key}".encode()).digest())) for key in keys])


class _CountedCode:
    """A code is six digits, so it may be guessed as seldom as a password, counted by the person."""

    user: AbstractBaseUser

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the field."""
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = "The code of your app"
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")

    def clean_code(self) -> str:
        """Look at the code, unless there were too many tries."""
        taken = count_a_guess(context.request, subject=f"second factor of {self.user.pk}")
        code: str = super().clean_code()  # type: ignore[misc]
        try:
            # Django-allauth remembers used codes too, but in the memory of each process.
            USED_CODES.take(network="", subject=f"{self.user.pk} {code}")
        except TooMany:
            raise MFAAdapter().validation_error("incorrect_code") from None
        give_back(taken)
        return code


class _AppOrRecoveryCode(_CountedCode):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say that a recovery code will do."""
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "The code of your app, or a recovery code"  # type: ignore[attr-defined]


class CodeOfAppForm(_AppOrRecoveryCode, AuthenticateForm):
    """Ask for the code while signing in."""


class CodeOfAppAgainForm(_AppOrRecoveryCode, ReauthenticateForm):
    """Ask for the code again, before something that takes a recent sign-in."""


class AddAppForm(_CountedCode, ActivateTOTPForm):
    """Ask for the first code of a new app."""


class AddPasskeyForm(AddWebAuthnForm):
    """Ask what to call a passkey, and whether it is to be enough by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the fields."""
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "What you call it"
        alone = self.fields["passwordless"]
        alone.label, alone.initial = "Sign in with it alone, without the password", True
        alone.help_text = "Your device then asks for your finger, your face or its PIN each time."
