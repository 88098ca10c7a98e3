"""Fields that the forms share."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

# Nobody plans a CLP meeting further ahead; a later date is a slip of the finger.
FURTHEST_MEETING = timedelta(days=550)
EARLIEST_SENDING = timedelta(days=550)


class LongText(forms.CharField):
    """A text of several lines. Too long a one is refused with the reason.

    It has no `maxlength` in the browser, which would cut a pasted text without a word.
    """

    def __init__(self, *, longest: int, rows: int, **kwargs: Any) -> None:
        """Take up to `longest` characters, in a box of so many rows."""
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
        words = "That is too long: %(show_value)d characters, of %(limit_value)d at the most."
        self.validators.append(MaxLengthValidator(longest, message=words))


class DateInput(forms.DateInput):
    """The browser's own date picker; it speaks ISO dates whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        """Show dates as the picker needs them."""
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self) -> None:
        """Show times as the picker needs them."""
        super().__init__(format="%H:%M")
