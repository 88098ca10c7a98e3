"""Fields that the forms share."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator


class LongText(forms.CharField):
    """A text of several lines. Too long a one is refused with the reason.

    It has no `maxlength` in the browser, which would cut a pasted text without a word.
    """

    def __init__(self, *, longest: int, rows: int, **kwargs: Any) -> None:
        """Take up to `longest` characters, in a box of so many rows."""
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
        words = "That is too long: %(show_value)d characters, of %(limit_value)d at the most."
        self.validators.append(MaxLengthValidator(longest, message=words))
