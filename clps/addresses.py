"""Email addresses as people paste them: without the characters that nobody can see."""

import unicodedata
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
