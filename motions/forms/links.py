"""Asking for a link again."""

from django import forms

from clps.addresses import Address


class LostLinkForm(forms.Form):
    """The address that the report was made with."""

    email = Address(
        label="Your email address",
        max_length=254,
        error_messages={"required": "Give the address that you reported with."},
        help_text="The one that you reported with.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
