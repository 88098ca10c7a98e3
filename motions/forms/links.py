"""Asking for a link again, and for the mail at another address."""

from django import forms

from clps.addresses import Address
from motions.forms.mistyped_addresses import AsksAboutAddress


class LostLinkForm(AsksAboutAddress):
    """The address that the report was made with."""

    email = Address(
        label="Your email address",
        max_length=254,
        error_messages={"required": "Give the address that you reported with."},
        help_text="The one that you reported with.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CorrectAddressForm(AsksAboutAddress):
    """Where the mail is to go in place of an address with a slip in it."""

    email = Address(
        label="The right address",
        max_length=254,
        error_messages={"required": "Give the address that the mail is to go to."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
