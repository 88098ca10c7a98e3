"""Forms of the admin for people, whose login is their address."""

from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from campaign.accounts.models import User


class PersonCreationForm(AdminUserCreationForm):
    """Add a person by their address."""

    class Meta:
        model = User
        fields = ["email", "name"]
        field_classes: dict[str, type] = {}

    def clean_email(self) -> str:
        """Keep addresses in small letters, as everywhere."""
        return tidy_email(self.cleaned_data["email"])


class PersonChangeForm(UserChangeForm):
    """Change a person."""

    class Meta:
        model = User
        fields = "__all__"
        field_classes: dict[str, type] = {}

    def clean_email(self) -> str:
        """Keep addresses in small letters, as everywhere."""
        return tidy_email(self.cleaned_data["email"])


def tidy_email(email: str) -> str:
    """Return the address as it is stored."""
    return email.strip().lower()
