"""The forms of the sign-in pages, in our words."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.account.forms import RequestLoginCodeForm as AskForCodeForm
from allauth.core import context
from django import forms

from campaign.accounts.models import Role, User
from campaign.sign_in.limits import ASKED_MAILS, count_a_guess
from clps.addresses import Address
from clps.lib.throttle import give_back
from clps.models import Region
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
    return User.objects.organisers().filter(email=address).first()


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
        # The word by which password managers keep it together with the password.
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

    def clean_oldpassword(self) -> str:
        """Look at the password they have, counted like any other guess at it."""
        taken = count_a_guess(context.request, subject=str(self.user.email))
        password: str = super().clean_oldpassword()
        give_back(taken)
        return password


class ComeInForm(SamePasswordTwice, SetPasswordForm):
    """Come in by an invitation: with a name, and a password of one's own."""

    name = forms.CharField(label="Your name", max_length=120, help_text="Other organisers see it beside what you do.")
    field_order = ["name", "password1", "password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the fields."""
        super().__init__(*args, **kwargs)
        help_text = self.fields["name"].help_text
        in_our_words(self, password1="Choose a password", password2="Once more")
        self.fields["name"].help_text, self.fields["password1"].help_text = help_text, NEW_PASSWORD
        self.fields["name"].widget.attrs["autocomplete"] = "name"


ALL_REGIONS, SOME_REGIONS = "all", "some"


class InviteForm(forms.Form):
    """Whom to invite, and what they will do. Nobody types a password for them."""

    email = Address(label="Their email address")
    name = forms.CharField(label="Their name", max_length=120, required=False, help_text="They can change it.")
    role = forms.ChoiceField(
        label="What they will do",
        choices=[
            (Role.ORGANISER.value, "Organiser: everything but texts, settings and people."),
            (Role.ADMIN.value, "Admin: everything, texts, settings and people too, in all regions."),
        ],
        initial=Role.ORGANISER.value,
        widget=forms.RadioSelect,
    )
    reach = forms.ChoiceField(
        label="Where, for an organiser",
        choices=[(ALL_REGIONS, "In all regions"), (SOME_REGIONS, "In these regions only")],
        initial=ALL_REGIONS,
        required=False,
        widget=forms.RadioSelect,
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(), label="Regions", required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_email(self) -> str:
        """Refuse whoever organises already, and whoever was shut out."""
        email = str(self.cleaned_data["email"]).lower()
        person = User.objects.filter(email=email).first()
        if person and person.is_staff and person.is_active:
            raise forms.ValidationError("They organise already. What they do is changed on their own page.")
        if person and not person.is_active:
            raise forms.ValidationError("Their account was switched off. Switch it on first, on their own page.")
        return email

    def clean(self) -> dict[str, Any]:
        """Ask for a region where only some are to be theirs."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        organises = cleaned.get("role") == Role.ORGANISER
        if organises and cleaned.get("reach") != ALL_REGIONS and not cleaned.get("regions"):
            self.add_error("regions", "Tick at least one region, or choose all of them above.")
        return cleaned

    def invitation(self) -> dict[str, Any]:
        """Return what `invite` takes. Regions that were ticked beside “all” do not narrow it."""
        cleaned = self.cleaned_data
        everywhere = cleaned["role"] == Role.ADMIN or cleaned["reach"] == ALL_REGIONS
        return {
            "email": cleaned["email"],
            "name": cleaned["name"],
            "role": Role(cleaned["role"]),
            "regions": None if everywhere else list(cleaned["regions"]),
        }


class AddressForm(forms.Form):
    """Ask for the address that somebody wants to sign in with."""

    email = Address(label="Your new email address")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        """Keep who asks."""
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_email(self) -> str:
        """Refuse the one they have; and so many wishes that strangers would be written to."""
        email = str(self.cleaned_data["email"]).lower()
        if email == self.person.email:
            raise forms.ValidationError("You sign in with this one already.")
        # An address that somebody else has is not refused here: that would tell who takes part.
        count_a_guess(context.request, subject=f"address of {self.person.pk}", throttle=ASKED_MAILS)
        return email
