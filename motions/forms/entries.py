"""The forms that say what happened to motions at conference, and whom to brief there."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone

from clps.addresses import Address
from motions.actions.composites import CompositeWords
from motions.actions.delegates import DelegateContact
from motions.actions.entries import CardVote
from motions.actions.texts import normalise
from motions.enums import EntryState, RulingGround
from motions.forms.fields import DateInput
from motions.models import Composite, ConferenceEntry, Delegate, Motion
from motions.workflow import COMPOSITE_ACTS, COUNTED_ACTS, FLOOR_ACTS, EntryAct, entry_may

# They say whether and when it was sent, so no day of sending stands before them.
SENDING_ACTS = frozenset({EntryAct.SEND_AGAIN, EntryAct.RETRACT})


class DatedForm(forms.Form):
    """Something that happened on a day, which is not still to come."""

    on = forms.DateField(label="When?", widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with today."""
        kwargs["initial"] = {"on": timezone.localdate(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean_on(self) -> date:
        """Refuse a day that is still to come."""
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError("That day is still to come.")
        return on


class EntryStepForm(DatedForm):
    """What happened, and when. Only the steps that the entry's state allows are offered."""

    act = forms.ChoiceField(
        label="What happened?", widget=forms.RadioSelect, error_messages={"required": "Say what happened."}
    )
    ground = forms.ChoiceField(
        label="If it was ruled out: as what?", choices=[("", "Choose one"), *RulingGround.choices], required=False
    )
    reason = forms.CharField(
        label="In the committee’s or the CLP’s words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
    )
    heading = forms.CharField(label="If it was given a subject heading: which?", max_length=120, required=False)
    card_for = forms.DecimalField(label="Card vote: for", min_value=0, max_digits=12, decimal_places=2, required=False)
    card_against = forms.DecimalField(
        label="Card vote: against",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text="Votes or per cent, as the chair announced them. Empty for a show of hands.",
    )

    field_order = ["act", "on", "ground", "heading", "card_for", "card_against", "reason"]

    def __init__(
        self, *args: Any, entry: ConferenceEntry, regions: frozenset[int] | None = None, **kwargs: Any
    ) -> None:
        """Offer what comes next. `regions` are those that whoever fills it in looks after, by key; None means all."""
        self.entry, self.regions = entry, regions
        kwargs["initial"] = {"heading": entry.subject_heading, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        steps = [act for act in EntryAct if act not in COMPOSITE_ACTS and entry_may(entry.state, act)]
        choices = [(act.value, act.value[0].upper() + act.value[1:]) for act in steps]
        field = cast(forms.ChoiceField, self.fields["act"])
        field.choices = choices
        # Somebody else may have recorded a step since the form was drawn.
        now = str(entry.get_state_display()).lower()
        wrong = f"That cannot come next: it is “{now}” now. Choose one of these steps."
        field.error_messages = {**field.error_messages, "invalid_choice": wrong}
        self.is_over = not steps
        self.over_words = f"Nothing more can be recorded: {now}."
        if EntryAct.RULE_OUT not in steps:
            del self.fields["ground"]
        if EntryAct.GIVE_HEADING not in steps:
            del self.fields["heading"]
        if not COUNTED_ACTS & set(steps):
            del self.fields["card_for"], self.fields["card_against"]

    def clean(self) -> dict[str, Any]:
        """Ask for what each step needs."""
        cleaned = super().clean() or {}
        if self.is_over:
            raise forms.ValidationError(self.over_words)
        act = cleaned.get("act")
        self._refuse_a_day_too_early(act, cleaned.get("on"))
        if act in FLOOR_ACTS and self._others_are_in_it():
            self.add_error("act", "CLPs of other regions are in the composite too. Ask an organiser of all regions.")
        if act == EntryAct.RULE_OUT and not cleaned.get("ground"):
            self.add_error("ground", "Say what the committee gave as its reason.")
        if act == EntryAct.RULE_OUT and cleaned.get("ground") == RulingGround.OTHER and not cleaned.get("reason"):
            self.add_error("reason", "Give the reason in words.")
        if act == EntryAct.GIVE_HEADING and not cleaned.get("heading"):
            self.add_error("heading", "Give the subject heading.")
        figures = [cleaned.get("card_for"), cleaned.get("card_against")]
        if any(figure is not None for figure in figures) and None in figures:
            self.add_error("card_against", "Give both figures of the card vote, or neither.")
        return cleaned

    def _refuse_a_day_too_early(self, act: str | None, on: date | None) -> None:
        if act and on and act not in SENDING_ACTS and on < self.entry.sent_on:
            self.add_error("on", f"It was sent on {self.entry.sent_on:%-d %B %Y}. This cannot be before.")

    def _others_are_in_it(self) -> bool:
        """Whether its composite holds entries of CLPs that whoever fills this in does not look after."""
        if self.regions is None or self.entry.composite_id is None:
            return False
        together = ConferenceEntry.objects.filter(composite=self.entry.composite_id)
        return together.exclude(clp__region__in=self.regions).exists()

    def step(self) -> dict[str, Any]:
        """Return what a valid form says, as `move_entry` takes it."""
        given = self.cleaned_data
        figures: tuple[Any, Any] = (given.get("card_for"), given.get("card_against"))
        return {
            "act": EntryAct(given["act"]),
            "on": given["on"],
            "reason": given["reason"],
            "ground": RulingGround(given["ground"]) if given.get("ground") else None,
            "heading": given.get("heading", ""),
            "card": None if None in figures else CardVote(votes_for=figures[0], votes_against=figures[1]),
        }


class CompositeForm(forms.Form):
    """A composite: its name, its words, and which CLPs' motions are in it."""

    name = forms.CharField(label="Name", max_length=60, help_text="As the agenda has it. For example: Composite 4.")
    subject_heading = forms.CharField(label="Subject", max_length=120)
    agreed_on = forms.DateField(label="Day of the meeting", widget=DateInput)
    text = forms.CharField(
        label="Text",
        widget=forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField"}),
        max_length=20_000,
        strip=False,
        help_text="The whole text. Only words that some CLP sent can be in it.",
    )
    entries = forms.ModelMultipleChoiceField(
        ConferenceEntry.objects.none(),
        label="CLPs in it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the CLPs whose motions are in it."},
    )

    def __init__(self, *args: Any, motion: Motion | None, composite: Composite | None = None, **kwargs: Any) -> None:
        """Offer the entries that can be in it, with those that are."""
        if composite is not None:
            there = list(composite.entries.values_list("pk", flat=True))
            names = ("name", "subject_heading", "agreed_on", "text")
            kwargs["initial"] = {**{name: getattr(composite, name) for name in names}, "entries": there}
        super().__init__(*args, **kwargs)
        free = [state for state in EntryState if entry_may(state, EntryAct.COMPOSITE)]
        rows = ConferenceEntry.objects.filter(motion=motion).select_related("clp")
        offered = rows.filter(state__in=free) | (rows.filter(composite=composite) if composite else rows.none())
        field = cast(forms.ModelMultipleChoiceField, self.fields["entries"])
        field.queryset = offered.order_by("clp__name")
        field.label_from_instance = lambda entry: entry.clp.name  # type: ignore[assignment, method-assign]

    def clean_text(self) -> str:
        """Keep the text as texts are kept."""
        return normalise(self.cleaned_data["text"])

    def words(self) -> CompositeWords:
        """Return what a valid form says of the composite itself."""
        given = self.cleaned_data
        names = ("name", "subject_heading", "text", "agreed_on")
        return CompositeWords(**{name: given[name] for name in names})


class EntryChoice(forms.ModelChoiceField):
    """An entry, by the name of its CLP."""

    def label_from_instance(self, entry: Any) -> str:  # noqa: ANN401 - as Django has it
        """Return the CLP's name."""
        return str(entry.clp.name)


class DelegateForm(forms.Form):
    """A delegate of a CLP that sent the motion, and how we know them."""

    entry = EntryChoice(ConferenceEntry.objects.none(), label="CLP")
    name = forms.CharField(label="Name", max_length=120)
    email = Address(label="Email address", max_length=254, required=False)
    phone = forms.CharField(label="Telephone", max_length=30, required=False)
    how_known = forms.CharField(
        label="How we know", max_length=200, help_text="For example: the CLP’s secretary told us on 3 September."
    )

    def __init__(self, *args: Any, delegate: Delegate | None = None, **kwargs: Any) -> None:
        """Offer the CLPs that sent the current campaign's motion; the CLP of a known delegate stays."""
        if delegate is not None:
            names = ("name", "email", "phone", "how_known")
            kwargs["initial"] = {name: getattr(delegate, name) for name in names}
        super().__init__(*args, **kwargs)
        if delegate is not None:
            del self.fields["entry"]
            return
        rows = ConferenceEntry.objects.standing().filter(motion__campaign__is_current=True).select_related("clp")
        cast(forms.ModelChoiceField, self.fields["entry"]).queryset = rows.order_by("clp__name")

    def contact(self) -> DelegateContact:
        """Return what a valid form says."""
        names = ("name", "email", "phone", "how_known")
        return DelegateContact(**{name: self.cleaned_data[name] for name in names})


class AgreementForm(DatedForm):
    """A delegate agreed to be written to."""

    how = forms.CharField(
        label="How did they agree?", max_length=200, help_text="For example: by email, or to Asha on the telephone."
    )

    field_order = ["on", "how"]
