"""Making a token of the API."""

from django import forms

from campaign.api.models import ApiScope
from motions.forms.fields import OneLine


class TokenForm(forms.Form):
    """Who it is for, and what it opens."""

    name = OneLine(
        label="Who is it for?",
        max_length=100,
        help_text="For example: the map on the group’s own site.",
        error_messages={"required": "Say who it is for, so that the next owner knows what ends with it."},
    )
    scopes = forms.MultipleChoiceField(
        label="What does it open?",
        choices=ApiScope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one. What is public takes no token."},
    )

    def scopes_given(self) -> list[ApiScope]:
        """Return the scopes of a valid form."""
        return [ApiScope(scope) for scope in self.cleaned_data["scopes"]]
