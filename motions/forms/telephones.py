"""Asking for a telephone number: never required, and with a consent of its own."""

from typing import Any

from django import forms

from clps.lib.telephones import tidy_number
from motions.actions.reports import GivenNumber, number_of
from motions.consent import telephone_wording
from motions.forms.fields import OneLine
from motions.models import Campaign, Submission


class TelephoneFields(forms.Form):
    """A number, and that organisers may ring it."""

    phone = OneLine(
        label="Telephone, if you like",
        max_length=40,
        required=False,
        help_text="Only so that an organiser can ring you about the vote. You can leave it out.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    phone_consent = forms.BooleanField(required=False)

    def ask_in_words_of(self, campaign: Campaign) -> None:
        """Ask in the words of this campaign; they are what is recorded."""
        self.phone_wording = telephone_wording(campaign)
        self.fields["phone_consent"].label = self.phone_wording

    def clean_phone(self) -> str:
        """Return the number as it is kept; refuse what no telephone dials."""
        typed = str(self.cleaned_data["phone"])
        try:
            return tidy_number(typed) if typed else ""
        except ValueError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        """Ask for the tick where a number is given."""
        cleaned = super().clean() or {}
        if cleaned.get("phone") and not cleaned.get("phone_consent"):
            self.add_error("phone_consent", "Tick this, or leave the number out.")
        return cleaned

    def given_number(self) -> GivenNumber:
        """Return what a valid form says."""
        number = self.cleaned_data.get("phone") or ""
        return GivenNumber(number, self.phone_wording if number else "")


class TelephoneForm(TelephoneFields):
    """A number given, changed or taken back later."""

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        """Start from what was given."""
        known = number_of(submission).number
        # Ticked where a number stands: they agreed to that one when they gave it.
        kwargs["initial"] = {"phone": known, "phone_consent": bool(known)}
        super().__init__(*args, **kwargs)
        self.ask_in_words_of(submission.version.motion.campaign)
