"""What a new site has to know: three forms, shown as one."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from motions.forms.campaigns import AdminForm, CampaignForm, ConferenceForm, FirstMotionForm, suggested_slug
from motions.forms.fields import DateInput
from motions.known_rules import choices_of_rules, known_rules

SUNDAY = 6
# The usual course: from a Sunday to a Wednesday, and motions close on a Thursday, ten days before.
LASTS, CLOSES_BEFORE, CLOSES_AT = timedelta(days=3), timedelta(days=10), time(17)
DATES = ("starts_on", "ends_on", "deadline")
LIMITS = ("title_word_limit", "text_word_limit")
NO_LIMIT = "Give the limit, or choose whose rules yours are like."
ALL_OR_NONE = "Give the first day, the last day and the deadline, or leave all three empty."


class DatesIfKnownForm(ConferenceForm):
    """The conference. Where its dates are not announced, the usual ones stand in, and pages say so."""

    start_from = forms.ChoiceField(
        label="Which conference’s rules are yours like?",
        help_text="We fill in what we have read of them, with its source. You correct it under “Conferences”.",
        choices=choices_of_rules,
        initial="labour-annual-2024",
        required=False,
    )

    class Meta(ConferenceForm.Meta):
        labels = {**ConferenceForm.Meta.labels, "motions_open_on": "From which day can motions be sent in?"}
        help_texts = {
            "name": "Such as: Annual Conference 2027.",
            "starts_on": "Leave this and the next two empty if the party has not announced them.",
            "motions_open_on": "Leave it empty if you do not know yet.",
            "deadline": "UK time.",
            "title_word_limit": "Leave it empty to go by the rules chosen below.",
            "text_word_limit": "Leave it empty to go by the rules chosen below.",
        }
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "motions_open_on": DateInput(),
            "deadline": forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for no date that is not known, and for no limit that the rules to start from may say."""
        super().__init__(*args, **kwargs)
        for name in (*DATES, *LIMITS):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Put the usual dates where none is given; some without the others are refused."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [name for name in DATES if cleaned.get(name) or name in self.errors]
        if not given:
            cleaned.update(usual_dates(timezone.localdate()))
            self.instance.dates_are_provisional = True
        elif len(given) < len(DATES):
            for name in set(DATES) - set(given):
                self.add_error(name, ALL_OR_NONE)
        if not cleaned.get("start_from"):
            for name in LIMITS:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, NO_LIMIT)
        return cleaned


class CampaignPageForm(CampaignForm):
    """The campaign, with its questions worded for a page."""

    class Meta(CampaignForm.Meta):
        labels = {**CampaignForm.Meta.labels, "summary": "What do you ask for, and why? Two or three plain sentences."}
        help_texts = {name: f"Such as: {example}" for name, example in CampaignForm.Meta.help_texts.items()}
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}


class OwnerForm(AdminForm):
    """Whoever opens the link: they write the motion's text and let others in."""

    field_order = ["email", "password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the questions for a page."""
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.label, password.help_text = "What is to be your password?", "Ten characters or more."
        password.widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        self.fields["email"].help_text = "Such as: you@example.org. It is shown nowhere on the site."
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class Questions:
    """The three forms as one: what the error summary and the page ask of a form."""

    def __init__(self, data: QueryDict | None = None) -> None:
        """Read what was sent; None shows them empty."""
        self.campaign = CampaignPageForm(data, prefix="campaign")
        self.conference = DatesIfKnownForm(data, prefix="conference")
        self.owner = OwnerForm(data, prefix="owner")
        self.forms = (self.campaign, self.conference, self.owner)

    def is_valid(self) -> bool:
        """Whether all of it will do."""
        return all(form.is_valid() for form in self.forms)

    @property
    def errors(self) -> bool:
        """Whether anything will not do."""
        return any(form.errors for form in self.forms)

    @property
    def non_field_errors(self) -> list[str]:
        """What will not do beside no field in particular."""
        return [str(error) for form in self.forms for error in form.non_field_errors()]

    def visible_fields(self) -> Iterator[forms.BoundField]:
        """Yield every field, in the order of the page."""
        for form in self.forms:
            yield from form.visible_fields()

    def parts(self) -> dict[str, Any]:
        """Return what `start_campaign` takes. The motion's address is made of the campaign's name."""
        slug = suggested_slug(self.campaign.cleaned_data) or "motion"
        return {
            "conference": self.conference.save(commit=False),
            "campaign": self.campaign.save(commit=False),
            "motion": FirstMotionForm({"slug": slug}).save(commit=False),
            "rules": known_rules().get(self.conference.cleaned_data["start_from"]),
            **self.owner.cleaned_data,
        }


def usual_dates(today: date) -> dict[str, Any]:
    """Return when the next conference is likely to be: from the last Sunday of September on."""
    for year in (today.year, today.year + 1):
        last = date(year, 9, 30)
        first = last - timedelta(days=(last.weekday() - SUNDAY) % 7)
        closes = datetime.combine(first - CLOSES_BEFORE, CLOSES_AT, tzinfo=timezone.get_default_timezone())
        if closes.date() > today:
            break
    return {"starts_on": first, "ends_on": first + LASTS, "deadline": closes}
