"""The forms of the desk."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone

from campaign.desk.enums import MarkAct

LONGEST_SNOOZE = timedelta(days=366)


class MarkForm(forms.Form):
    """What an organiser says of one item of the list."""

    key = forms.CharField(max_length=250)
    act = forms.ChoiceField(choices=MarkAct.choices)
    until = forms.DateField(required=False, error_messages={"invalid": "Give a date."})
    note = forms.CharField(max_length=200, required=False)

    def clean(self) -> dict[str, object]:
        """Ask for the day on which a snoozed item comes back."""
        cleaned = super().clean() or {}
        if cleaned.get("act") != MarkAct.SNOOZE or "until" in self.errors:
            return cleaned
        until: date | None = cleaned.get("until")
        today = timezone.localdate()
        if until is None:
            self.add_error("until", "Give the day on which it is to come back.")
        elif until <= today:
            self.add_error("until", "That day is not ahead. Give tomorrow or later.")
        elif until > today + LONGEST_SNOOZE:
            self.add_error("until", "That is far ahead. Check the year.")
        return cleaned
