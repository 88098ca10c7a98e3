"""One line of a file as a form: its fields are the columns, their help explains them, and they say what is wrong."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from email.utils import getaddresses
from typing import Any, ClassVar

from django import forms

from campaign.desk.importing.dates import read_date
from clps.addresses import Address
from clps.importing.csv_files import CONTROL
from clps.lib.spreadsheets import as_meant
from clps.names import tidy_name

MAILTO = re.compile(r"(?P<before>^|<)\s*mailto:\s*", re.IGNORECASE)
A_DATE = "This is no date that we can read. Write it as 2027-05-03 or 3/5/2027, the day first."


def normalised(text: str) -> str:
    """Return a word as it is compared: without capitals, spaces, underscores and other signs."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def same_name(text: str) -> str:
    """Return a person's or a branch's name as it is compared."""
    return tidy_name(text).casefold()


class Words(forms.CharField):
    """A short text in one cell. What a spreadsheet would run as a formula is refused."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        """Take up to `longest` characters."""
        super().__init__(max_length=longest, **kwargs)

    def to_python(self, value: str | None) -> str:
        """Return the text as it was meant: our own exports have an apostrophe before what looks like a formula."""
        text = super().to_python(value) or ""
        if (meant := as_meant(text)) != text:
            return tidy_name(meant)
        if text.startswith("="):
            raise forms.ValidationError("This is a formula. Put its result there.")
        if CONTROL.search(text.replace("\n", " ").replace("\r", " ").replace("\t", " ")):
            raise forms.ValidationError("There is a character in it that cannot be printed.")
        return tidy_name(text)


class AddressCell(Address):
    """An email address as address books copy it: with a name before it, or as a link."""

    def to_python(self, value: object) -> str:
        """Return the address alone; what holds two stays as it is, and is refused."""
        text = MAILTO.sub(r"\g<before>", super().to_python(value))
        # Without its brackets a name and an address would run into one.
        found = [address for _, address in getaddresses([text])] if "<" in text else []
        return super().to_python(found[0]) if len(found) == 1 and found[0] else text


class OneOf(Words):
    """One of some words, in whatever capitals."""

    def __init__(self, words: Mapping[str, Iterable[str]], **kwargs: Any) -> None:
        """Take the words of each value; the first of them is how we say it."""
        self.said = {value: next(iter(ways)) for value, ways in words.items()}
        self.known = {normalised(way): value for value, ways in words.items() for way in (*ways, value)}
        super().__init__(longest=200, **kwargs)

    def to_python(self, value: str | None) -> str:
        """Return the value that the words stand for."""
        text = super().to_python(value)
        if not normalised(text):
            return ""
        if normalised(text) not in self.known:
            *most, last = self.said.values()
            raise forms.ValidationError(f"This is none of our words. Write {', '.join(most)} or {last}.")
        return self.known[normalised(text)]


class Day(forms.DateField):
    """A day, as people and programs write one; what it says of itself where it is none."""

    def __init__(self, **kwargs: Any) -> None:
        """Say what is wrong in words that help."""
        super().__init__(error_messages={"invalid": A_DATE, "required": "Give the day."}, **kwargs)

    def to_python(self, value: Any) -> date | None:  # noqa: ANN401 - as Django has it
        """Return the day that a text names."""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        if (day := read_date(value)) is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class Row(forms.Form):
    """One line of any kind of file."""

    # The columns that the header has to have, and what people call columns besides their names.
    needed: ClassVar[Sequence[str]] = ()
    also_called: ClassVar[Mapping[str, Sequence[str]]] = {}

    clp = Words(
        label="CLP",
        longest=200,
        help_text="Its name, as on our list or nearly so, or the GSS code of its constituency.",
        error_messages={"required": "Say which CLP this is about."},
    )
