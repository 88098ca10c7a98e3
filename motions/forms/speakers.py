"""The forms of visiting speakers: offering to speak, and wanting a speaker for a CLP."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from clps.models import Region
from motions.actions.speaker_wishes import Wanted
from motions.actions.speakers import SpeakerTerms
from motions.consent import speaker_wish_wording, speaker_wording
from motions.enums import Evening, SpeakerWay
from motions.forms.fields import FURTHEST_MEETING, DateInput, LongText
from motions.forms.reports import PersonFields
from motions.models import Campaign


# A function, not a day: a process runs for days.
def _furthest() -> date:
    return timezone.localdate() + FURTHEST_MEETING


class OfferToSpeakForm(PersonFields):
    """I offer to speak: where, on which evenings, and how."""

    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(),
        label="In which regions?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one region."},
    )
    evenings = forms.TypedMultipleChoiceField(
        label="On which evenings, as a rule?",
        choices=Evening.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="We ask you about each meeting before anybody counts on you.",
        error_messages={"required": "Choose at least one evening."},
    )
    ways = forms.MultipleChoiceField(
        label="How?",
        choices=[(SpeakerWay.IN_PERSON.value, "In person"), (SpeakerWay.BY_VIDEO.value, "By video")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one of the two."},
    )
    message = LongText(
        label="What should we know?",
        rows=4,
        longest=2_000,
        required=False,
        help_text="If you like: where you set out from, or what you know about. Only organisers read this.",
    )

    field_order = ["regions", "evenings", "ways", "message", "name", "email"]

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Ask for consent in this campaign's words."""
        super().__init__(*args, campaign=campaign, **kwargs)
        self.ask_in(speaker_wording(campaign), kept="your offer")

    def terms(self) -> SpeakerTerms:
        """Return what a valid form offers."""
        given = self.cleaned_data
        return SpeakerTerms(
            regions=tuple(given["regions"]),
            evenings=tuple(given["evenings"]),
            in_person=SpeakerWay.IN_PERSON.value in given["ways"],
            by_video=SpeakerWay.BY_VIDEO.value in given["ways"],
            message=given["message"],
        )


class WantedFields(forms.Form):
    """The day of the meeting, and how the speaker is to be there."""

    on = forms.DateField(
        label="When is the meeting?",
        widget=DateInput(),
        validators=[
            MinValueValidator(timezone.localdate, message="That day is over."),
            MaxValueValidator(_furthest, message="That is far ahead. Check the year."),
        ],
        error_messages={"required": "Give the day, so that a speaker can say yes or no."},
    )
    way = forms.ChoiceField(
        label="How should the speaker be there?",
        choices=SpeakerWay.choices,
        initial=SpeakerWay.EITHER.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    message = LongText(
        label="What should we know?",
        rows=4,
        longest=2_000,
        required=False,
        help_text="If you like: the hour, the place, how long there is. Only organisers read this.",
    )

    def wanted(self) -> Wanted:
        """Return what a valid form asks for."""
        given = self.cleaned_data
        return Wanted(on=given["on"], way=SpeakerWay(given["way"]), message=given["message"])


class WishForm(WantedFields, PersonFields):
    """My CLP wants a speaker, from somebody who has no link of ours."""

    field_order = ["on", "way", "message", "name", "email"]

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Ask for consent in this campaign's words."""
        super().__init__(*args, campaign=campaign, **kwargs)
        self.ask_in(speaker_wish_wording(campaign), kept="it")


class AgreesToMeet(forms.Form):
    """What has to be agreed to by whoever is to be introduced to a speaker."""

    consent = forms.BooleanField(error_messages={"required": "Tick this, or we cannot ask anybody."})

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Ask for consent in this campaign's words; `wording` is what is recorded."""
        super().__init__(*args, **kwargs)
        self.wording = speaker_wish_wording(campaign)
        self.fields["consent"].label = self.wording


class WishByLinkForm(WantedFields, AgreesToMeet):
    """My CLP wants a speaker, from a reporter whom we know."""

    field_order = ["on", "way", "message", "consent"]
