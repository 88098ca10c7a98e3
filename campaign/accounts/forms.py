"""The form of the admin for people. It knows of no password: each person chooses their own."""

from typing import Any

from django import forms

from campaign.accounts.models import LastOwner, Role, User
from clps.models import Region

OWN_RIGHTS = "You would take away your own rights. Ask another admin to do it."


class PersonChangeForm(forms.ModelForm):
    """Change a person, and what they do for the campaign."""

    # Whoever fills the form in; the admin's page says so.
    acting: User | None = None

    role = forms.ChoiceField(
        label="What they do",
        choices=[
            (Role.NONE.value, "They take part. They cannot sign in here."),
            (Role.ORGANISER.value, "Organiser: everything but texts, settings and people."),
            (Role.ADMIN.value, "Admin: everything, texts, settings and people too."),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    all_regions = forms.BooleanField(
        label="An organiser of all regions",
        required=False,
        help_text="They may also do what concerns the whole campaign, such as pausing mail. Admins always may.",
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(),
        label="Or of these regions only",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="With none ticked here or above, an organiser looks after none.",
    )

    class Meta:
        model = User
        fields = ["email", "name", "is_active", "is_superuser"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with what they do now."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("role", self.instance.role.value)
        self.initial.setdefault("all_regions", self.instance.all_regions)
        self.initial.setdefault("regions", list(self.instance.regions.all()))

    def clean_email(self) -> str:
        """Keep addresses in small letters, as everywhere."""
        return tidy_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """Refuse that somebody locks themselves out, and that nobody is left to let people in."""
        cleaned = super().clean() or {}
        self._keep_an_owner(cleaned)
        if self.instance == self.acting and not self.instance.is_superuser:
            if cleaned.get("role") != self.instance.role:
                self.add_error("role", OWN_RIGHTS)
            if not cleaned.get("is_active"):
                self.add_error("is_active", OWN_RIGHTS)
        return cleaned

    def _keep_an_owner(self, cleaned: dict[str, Any]) -> None:
        """Say it beside the field; should another owner go at this moment, saving refuses it all the same."""
        was_owner = self.initial.get("is_superuser") and self.initial.get("is_active")
        if not was_owner or User.objects.owners().exclude(pk=self.instance.pk).exists():
            return
        for right in ("is_active", "is_superuser"):
            if right in self.fields and not cleaned.get(right):
                self.add_error(right, str(LastOwner()))


def tidy_email(email: str) -> str:
    """Return the address as it is stored."""
    return email.strip().lower()
