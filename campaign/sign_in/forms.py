"""The forms of the sign-in pages, in our words."""

from typing import Any

from allauth.account.forms import LoginForm

from campaign.accounts.models import User
from motions.demo import PASSWORD


class SignInForm(LoginForm):
    """Ask for the address and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Label the fields as everywhere on this site; a placeholder says nothing more."""
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email address"
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    @property
    def demonstration(self) -> dict[str, Any] | None:
        """Whom anybody may sign in as, and by which password; None where the campaign is a real one."""
        people = User.objects.filter(is_demonstration=True, is_active=True).order_by("pk")
        return {"people": people, "password": PASSWORD} if people else None
