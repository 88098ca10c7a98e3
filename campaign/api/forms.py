"""Making a token of the API, and naming an address to call."""

from django import forms

from campaign.api.models import ApiScope
from campaign.api.outgoing import NotTaken, public_address
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


class WebhookForm(forms.Form):
    """Whose it is, and the address that is called."""

    name = OneLine(
        label="Whose is it?",
        max_length=100,
        error_messages={"required": "Say whose it is: that is whom to ask when it takes nothing."},
    )
    url = forms.URLField(
        label="Address",
        max_length=500,
        assume_scheme="https",
        help_text="It begins with https://.",
        error_messages={"required": "Give the address that is to be called."},
    )

    def clean_url(self) -> str:
        """Refuse an address inside a network, and one that cannot be called."""
        url = str(self.cleaned_data["url"])
        try:
            # For words beside the field. It is asked again at each call: a name may mean another machine by then.
            public_address(url)
        except NotTaken as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return url
