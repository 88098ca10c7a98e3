"""The forms of the sign-in pages, in our words."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.account.forms import RequestLoginCodeForm as AskForCodeForm
from allauth.core import context
from django import forms

from campaign.accounts.models import User
from campaign.sign_in.limits import ASKED_MAILS, count_a_guess
from motions.demo import PASSWORD

NEW_PASSWORD = "Ten characters or more. Several words that do not belong together are easy to keep in mind."  # noqa: S105


def in_our_words(form: forms.Form, **labels: str) -> None:
    """Label the fields as everywhere on this site; a placeholder says nothing more than a label."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


def organiser_at(address: str) -> User | None:
    """Return whoever signs in with this address, once it was counted that somebody asked for mail to it.

    Raises ValidationError where too many were asked for. An address that nobody has is counted like any other.
    """
    count_a_guess(context.request, subject=address, throttle=ASKED_MAILS)
    return User.objects.filter(email=address, is_active=True, is_staff=True).first()


class SamePasswordTwice:
    """What is said where the two are not the same."""

    def clean(self) -> dict[str, Any]:
        """Say it beside the second."""
        cleaned: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "These are not the same.")  # type: ignore[attr-defined]
        return cleaned


class SignInForm(LoginForm):
    """Ask for the address and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the two fields."""
        super().__init__(*args, **kwargs)
        in_our_words(self, login="Email address", password="Your password")  # noqa: S106 - a label
        self.fields["login"].widget.attrs["autocomplete"] = "username"

    @property
    def demonstration(self) -> dict[str, Any] | None:
        """Whom anybody may sign in as, and by which password; None where the campaign is a real one."""
        people = User.objects.filter(is_demonstration=True, is_active=True).order_by("pk")
        return {"people": people, "password": PASSWORD} if people else None


class CodeByMailForm(AskForCodeForm):
    """Ask where to send a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the field."""
        super().__init__(*args, **kwargs)
        in_our_words(self, email="Email address")

    def clean_email(self) -> str:
        """Find whose address it is; a code goes only to somebody who may come in by it."""
        address = str(self.cleaned_data["email"]).lower()
        self._user = organiser_at(address)
        return address


class CodeForm(ConfirmLoginCodeForm):
    """Ask for the code of the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the field."""
        super().__init__(*args, **kwargs)
        in_our_words(self, code="The code")


class ForgottenForm(ResetPasswordForm):
    """Ask where to send a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the field."""
        super().__init__(*args, **kwargs)
        in_our_words(self, email="Email address")

    def clean_email(self) -> str:
        """Find whose address it is; a link goes only to somebody who may come in by it."""
        address = str(self.cleaned_data["email"]).lower()
        person = organiser_at(address)
        self.users = [person] if person else []
        return address


class NewPasswordForm(SamePasswordTwice, ResetPasswordKeyForm):
    """Choose a password by a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the fields."""
        super().__init__(*args, **kwargs)
        in_our_words(self, password1="Your new password", password2="Once more")
        self.fields["password1"].help_text = NEW_PASSWORD


class OwnPasswordForm(SamePasswordTwice, ChangePasswordForm):
    """Choose another password while signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the fields."""
        super().__init__(*args, **kwargs)
        in_our_words(self, oldpassword="Your password now", password1="Your new password", password2="Once more")
        self.fields["password1"].help_text = NEW_PASSWORD
