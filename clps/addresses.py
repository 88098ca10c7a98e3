"""Email addresses: as people paste them, without what nobody can see, and whose mail comes to one mailbox.

Anybody can make up as many addresses of one mailbox as they like, so where people are counted, mailboxes are.
"""

import unicodedata
from contextlib import suppress
from typing import Any

from django import forms
from django.db import models


def tidy_address(text: str) -> str:
    """Return an address as it is typed by hand: no characters of no width, no blanks around it."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip()


class Address(forms.EmailField):
    """An email address, without the characters of no width that come along when one is copied."""

    def to_python(self, value: object) -> str:
        """Return it as it is typed by hand."""
        return tidy_address(str(super().to_python(value) or ""))


class AddressField(models.EmailField):
    """A column for an email address; every form that is made of it takes out what nobody can see."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Stand in migrations as what it is to the database: Django's own."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:  # noqa: ANN401 - as Django has it
        """Return the field for a form."""
        return super().formfield(**{"form_class": Address, **kwargs})

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - as Django has it
        """Return the address as it is kept."""
        text = super().to_python(value)
        return tidy_address(text) if isinstance(text, str) else text


# One mailbox under several names, as the providers' own help pages say; a new one only where nobody else can have it.
SAME_PROVIDER = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "pm.me": "proton.me",
}
WITHOUT_DOTS = frozenset({"gmail.com"})


def mailbox_of(address: str) -> str:
    """Return what all addresses have in common whose mail comes to one person, by the rules of who keeps the mailbox.

    Who gave us one with a tag answers from the one without, and who gave us googlemail.com answers from gmail.com.
    """
    local, _, domain = without_tag(plain_address(address)).rpartition("@")
    domain = SAME_PROVIDER.get(domain, domain)
    return f"{local.replace('.', '') if domain in WITHOUT_DOTS else local}@{domain}"


def without_tag(address: str) -> str:
    """Return an address in small letters, without the tag behind a plus, which most mailboxes pay no heed to."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def plain_address(address: str) -> str:
    """Return an address as it is compared: in small letters, its domain in the letters that servers use."""
    user, _, domain = address.strip().lower().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{user}@{domain}"
