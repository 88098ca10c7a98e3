"""The form of a call's card: its buttons are the results."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from campaign.desk.enums import CallResult
from motions.forms.fields import FURTHEST_MEETING, DateInput, LongText


class CallForm(forms.Form):
    """What came of a call. One button is enough, except for the day on which to call back."""

    result = forms.ChoiceField(choices=CallResult.choices, error_messages={"required": "Press one of the buttons."})
    call_back_on = forms.DateField(label="Call back on", required=False, widget=DateInput)
    words = LongText(
        label="What was said",
        rows=3,
        longest=2_000,
        required=False,
        help_text="If you like. The next organiser reads it, and the person can ask to have it.",
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Draw it with a key of its own, so that pressing twice records once."""
        kwargs["initial"] = {"form_key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Ask for the day where they are to be called back, and for no other."""
        given = super().clean() or {}
        today, day = timezone.localdate(), given.get("call_back_on")
        if given.get("result") != CallResult.CALL_BACK:
            given["call_back_on"] = None
            self.errors.pop("call_back_on", None)
        elif day is None and "call_back_on" not in self.errors:
            self.add_error("call_back_on", "Give the day on which to call back.")
        elif day is not None and not today < day <= today + FURTHEST_MEETING:
            self.add_error("call_back_on", "Choose a day after today, within the next year or so.")
        return given
