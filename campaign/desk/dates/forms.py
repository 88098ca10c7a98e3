"""What is asked for before something is held up for everybody."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from clps.models import Region
from motions.actions.suspensions import SuspensionTerms
from motions.forms.fields import DateInput, TimeInput
from motions.models import Conference

ENDS_BEFORE = "That is before the first day."


class SuspensionForm(forms.Form):
    """From when to when no meeting can be held, where, and why. Some regions may end on another day."""

    begins_on = forms.DateField(label="The first day on which no meeting can be held", widget=DateInput)
    ends_on = forms.DateField(
        label="The last such day",
        widget=DateInput,
        required=False,
        help_text="Leave it empty while nobody knows: it then holds until further notice.",
    )
    reason = forms.CharField(
        label="Why, in a few words",
        max_length=200,
        help_text="It stands on pages and in mails after a colon. For example: national mourning.",
    )
    executives_may_decide = forms.BooleanField(
        label="Executive committees may decide meanwhile",
        required=False,
        help_text="Then people are told to ask whether theirs can take the motion.",
    )
    regions = forms.ModelMultipleChoiceField(
        label="Where",
        queryset=Region.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one region."},
    )

    def __init__(self, *args: Any, terms: SuspensionTerms | None = None, **kwargs: Any) -> None:
        """Begin with all regions, or with the terms that hold now."""
        super().__init__(*args, **kwargs)
        self.places = list(Region.objects.all())
        # A change may leave none: what was never meant is taken back by leaving every region out.
        self.fields["regions"].required = terms is None
        ends = terms.ends if terms else {}
        # The day that most regions share is asked once; only the others have a day of their own below.
        usual = Counter(ends.values()).most_common(1)[0][0] if ends else None
        self.initial.update({"regions": [region.pk for region in (ends if terms else self.places)]})
        if terms:
            self.initial.update({"begins_on": terms.begins_on, "reason": terms.reason, "ends_on": usual})
            self.initial["executives_may_decide"] = terms.executives_may_decide
        for region in self.places:
            own = ends.get(region)
            label = f"Another last day in {region.name}"
            field = forms.DateField(label=label, widget=DateInput, required=False)
            self.fields[_own(region)], self.initial[_own(region)] = field, own if own != usual else None

    @property
    def own_ends(self) -> list[forms.BoundField]:
        """The field for each region’s own last day."""
        return [self[_own(region)] for region in self.places]

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned = super().clean() or {}
        begins_on: date | None = cleaned.get("begins_on")
        for name in ("ends_on", *(_own(region) for region in self.places)):
            if begins_on and cleaned.get(name) and cleaned[name] < begins_on:
                self.add_error(name, ENDS_BEFORE)
        return cleaned

    def terms(self) -> SuspensionTerms:
        """Return what is to hold, once it is valid."""
        given = self.cleaned_data
        ends = {region: given[_own(region)] or given["ends_on"] for region in given["regions"]}
        return SuspensionTerms(given["begins_on"], ends, given["reason"], given["executives_may_decide"])


def _own(region: Region) -> str:
    return f"ends_on_{region.pk}"


class DeadlineForm(forms.Form):
    """The new deadline, by the UK's clock."""

    day = forms.DateField(label="Motions now close on", widget=DateInput)
    hour = forms.TimeField(label="At, by the UK’s clock", widget=TimeInput)
    are_provisional = forms.BooleanField(
        label="This is not announced yet", required=False, help_text="Then pages and letters say so beside it."
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        """Begin with the deadline that holds."""
        super().__init__(*args, **kwargs)
        self.conference, local = conference, timezone.localtime(conference.deadline)
        self.initial.update(
            {
                "day": local.date(),
                "hour": local.time(),
                "are_provisional": conference.dates_are_provisional,
            }
        )

    def clean_day(self) -> date:
        """Refuse a day before motions open, and one after conference."""
        day: date = self.cleaned_data["day"]
        if day > self.conference.ends_on:
            raise forms.ValidationError("Motions cannot close after conference has ended. Check the year.")
        if self.conference.motions_open_on and day < self.conference.motions_open_on:
            raise forms.ValidationError("Motions cannot close before they open.")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a moment that is past."""
        cleaned = super().clean() or {}
        if "day" in cleaned and "hour" in cleaned and self.moment() < timezone.now():
            self.add_error("day", "That is past already.")
        return cleaned

    def moment(self) -> datetime:
        """Return the instant."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]))


class CalledOffForm(forms.Form):
    """Why a conference does not take place."""

    reason = forms.CharField(
        label="Why, in a few words",
        max_length=200,
        help_text="It stands on pages and in mails after a colon. For example: there is no hall for it.",
    )


class OnAgainForm(forms.Form):
    """Nothing but a yes: it takes place after all."""
