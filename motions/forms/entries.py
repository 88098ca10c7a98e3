"""The forms that say what happened to a CLP's motion at conference."""

from collections.abc import Collection
from datetime import date
from typing import Any, cast

from django import forms

from motions.actions.entries import CardVote, Hearing
from motions.actions.entry_corrections import state_before
from motions.enums import FLOOR_STATES, AppealChoice, RulingGround
from motions.forms.fields import DatedForm, DateInput, LongText, MomentInput, TimeInput
from motions.models import Conference, ConferenceEntry, Delegate
from motions.workflow import COMPOSITE_ACTS, COUNTED_ACTS, ENTRY_FLOW, FLOOR_ACTS, EntryAct

# They say whether and when it was sent, so no day of sending stands before them.
SENDING_ACTS = frozenset({EntryAct.SEND_AGAIN, EntryAct.RETRACT})


class DelegateChoice(forms.ModelChoiceField):
    """A delegate, by name."""

    def label_from_instance(self, delegate: Any) -> str:  # noqa: ANN401 - as Django has it
        """Return the name, or an address where it is not known."""
        return str(delegate.name or delegate.email or delegate.phone)


# Fields of which some steps alone have need: where none of those can come next, they are not asked.
FIELDS_OF_ACTS: tuple[tuple[frozenset[EntryAct], tuple[str, ...]], ...] = (
    (frozenset({EntryAct.RULE_OUT}), ("grounds", "letter", "appeal_by")),
    (
        frozenset({EntryAct.ARRANGE_HEARING}),
        ("hearing_on", "hearing_time", "hearing_place", "hearing_delegate"),
    ),
    (frozenset({EntryAct.GIVE_HEADING}), ("heading",)),
    (COUNTED_ACTS, ("card_for", "card_against", "clps_for", "affiliates_for")),
)


def _known_of(entry: ConferenceEntry) -> dict[str, Any]:
    """Return what the form starts with: what is known already, so that saying one thing more forgets nothing."""
    return {
        "heading": entry.subject_heading,
        "grounds": [one.ground for one in entry.grounds.all()],
        "letter": entry.ruling_letter,
        "appeal_by": entry.appeal_by,
        "hearing_on": entry.hearing_on,
        "hearing_time": entry.hearing_time,
        "hearing_place": entry.hearing_place,
        "hearing_delegate": entry.hearing_delegate_id,
    }


def wrong_with_grounds(grounds: Collection[str]) -> str:
    """Return what is wrong with the grounds that were ticked for a ruling out; nothing where they will do."""
    if not grounds:
        return "Say what the committee gave as its reason, or tick “None given”."
    if RulingGround.NONE_GIVEN in grounds and len(grounds) > 1:
        return "Tick the grounds that were given, or “None given”, and not both."
    return ""


def ground_choices(conference: Conference) -> list[tuple[str, str]]:
    """Return the grounds to choose from, as this conference's committee calls them where its rules say how."""
    called: dict[str, list[str]] = {}
    for row in conference.ruled_by.grounds.all():
        called.setdefault(row.ground, []).append(row.label)
    return [
        (ground.value, " / ".join(dict.fromkeys(called.get(ground, [str(ground.label)])))) for ground in RulingGround
    ]


OTHERS_ARE_IN_IT = "CLPs of other regions are in the composite too. Ask an organiser of all regions."


def others_are_in_it(entry: ConferenceEntry, regions: frozenset[int] | None) -> bool:
    """Whether its composite holds entries of CLPs outside of these regions; None means all of them."""
    if regions is None or entry.composite_id is None:
        return False
    together = ConferenceEntry.objects.filter(composite=entry.composite_id)
    return together.exclude(clp__region__in=regions).exists()


class EntryStepForm(DatedForm):
    """What happened, and when. Only the steps that the entry's state allows are offered."""

    act = forms.ChoiceField(
        label="What happened?", widget=forms.RadioSelect, error_messages={"required": "Say what happened."}
    )
    grounds = forms.MultipleChoiceField(
        label="If it was ruled out: on which grounds?",
        choices=RulingGround.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick every one that was given. A ruling often has two.",
    )
    letter = LongText(
        label="The committee’s letter or mail",
        rows=5,
        longest=20_000,
        required=False,
        help_text="Paste it whole if you have it, without names. The CLP’s appeal quotes it.",
    )
    appeal_by = forms.DateTimeField(
        label="Appeals are taken until",
        required=False,
        widget=MomentInput,
        help_text="UK time, as the letter says it. Empty if it does not: then the conference’s own rules hold.",
    )
    hearing_on = forms.DateField(label="Day of the hearing", widget=DateInput, required=False)
    hearing_time = forms.TimeField(label="Time", widget=TimeInput, required=False)
    hearing_place = forms.CharField(label="Where, or on which call", max_length=200, required=False)
    hearing_delegate = DelegateChoice(
        Delegate.objects.none(),
        label="Who goes?",
        required=False,
        empty_label="Not known yet",
        help_text="One of the CLP’s delegates. Record them as a delegate first if they are not here.",
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
    clps_for = forms.DecimalField(
        label="CLPs for it, per cent", min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False
    )
    affiliates_for = forms.DecimalField(
        label="Affiliates for it, per cent",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text="Where the two halves were announced: of each, how many per cent were for it.",
    )

    field_order = [
        "act",
        "on",
        "grounds",
        "letter",
        "appeal_by",
        "hearing_on",
        "hearing_time",
        "hearing_place",
        "hearing_delegate",
    ]
    field_order += ["heading", "card_for", "card_against", "clps_for", "affiliates_for", "reason"]

    def __init__(
        self, *args: Any, entry: ConferenceEntry, regions: frozenset[int] | None = None, **kwargs: Any
    ) -> None:
        """Offer what comes next. `regions` are those that whoever fills it in looks after, by key; None means all."""
        self.entry, self.regions = entry, regions
        kwargs["initial"] = {**_known_of(entry), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        steps = [act for act in ENTRY_FLOW.steps(entry.state) if act not in COMPOSITE_ACTS]
        choices = [(act.value, act.value[0].upper() + act.value[1:]) for act in steps]
        field = cast(forms.ChoiceField, self.fields["act"])
        field.choices = choices
        # Somebody else may have recorded a step since the form was drawn.
        now = str(entry.get_state_display()).lower()
        wrong = f"That cannot come next: it is “{now}” now. Choose one of these steps."
        field.error_messages = {**field.error_messages, "invalid_choice": wrong}
        self.is_over = not steps
        self.over_words = f"Nothing more can be recorded: {now}."
        cast(forms.MultipleChoiceField, self.fields["grounds"]).choices = ground_choices(
            entry.motion.campaign.conference
        )
        for wanted_by, names in FIELDS_OF_ACTS:
            if not wanted_by & set(steps):
                for name in names:
                    del self.fields[name]
        if "hearing_delegate" in self.fields:
            known = entry.delegates.filter(withdrawn_on__isnull=True).order_by("pk")
            cast(forms.ModelChoiceField, self.fields["hearing_delegate"]).queryset = known

    def clean(self) -> dict[str, Any]:
        """Ask for what each step needs."""
        cleaned = super().clean() or {}
        if self.is_over:
            raise forms.ValidationError(self.over_words)
        act = cleaned.get("act")
        self._refuse_a_day_too_early(act, cleaned.get("on"))
        # A vote of conference moves every entry in the composite, those of other regions too.
        if act in FLOOR_ACTS and others_are_in_it(self.entry, self.regions):
            self.add_error("act", OTHERS_ARE_IN_IT)
        if act == EntryAct.RULE_OUT:
            self._check_grounds(set(cleaned.get("grounds", [])), cleaned.get("reason", ""))
        if act == EntryAct.ARRANGE_HEARING and not cleaned.get("hearing_on") and "hearing_on" not in self.errors:
            self.add_error("hearing_on", "Give the day of the hearing.")
        if act == EntryAct.GIVE_HEADING and not cleaned.get("heading"):
            self.add_error("heading", "Give the subject heading.")
        figures = [cleaned.get("card_for"), cleaned.get("card_against")]
        if any(figure is not None for figure in figures) and None in figures:
            self.add_error("card_against", "Give both figures of the card vote, or neither.")
        halves = [cleaned.get("clps_for"), cleaned.get("affiliates_for")]
        if any(half is not None for half in halves) and (None in halves or None in figures):
            self.add_error("affiliates_for", "Give both halves and the figures of the whole vote, or no halves.")
        return cleaned

    def _check_grounds(self, grounds: set[str], reason: str) -> None:
        if (wrong := wrong_with_grounds(grounds)) and "grounds" not in self.errors:
            self.add_error("grounds", wrong)
        if RulingGround.OTHER in grounds and not reason:
            self.add_error("reason", "Give the reason in words.")

    def _refuse_a_day_too_early(self, act: str | None, on: date | None) -> None:
        if act and on and act not in SENDING_ACTS and on < self.entry.sent_on:
            self.add_error("on", f"It was sent on {self.entry.sent_on:%-d %B %Y}. This cannot be before.")

    def step(self) -> dict[str, Any]:
        """Return what a valid form says, as `move_entry` takes it."""
        given = self.cleaned_data
        return {
            "act": EntryAct(given["act"]),
            "on": given["on"],
            "reason": given["reason"],
            "grounds": [RulingGround(ground) for ground in given.get("grounds", [])],
            "letter": given.get("letter", ""),
            "appeal_by": given.get("appeal_by"),
            "hearing": self._hearing(),
            "heading": given.get("heading", ""),
            "card": self._card(),
        }

    def _card(self) -> CardVote | None:
        given = self.cleaned_data
        figures: tuple[Any, Any] = (given.get("card_for"), given.get("card_against"))
        if None in figures:
            return None
        return CardVote(
            votes_for=figures[0],
            votes_against=figures[1],
            clps_for=given.get("clps_for"),
            affiliates_for=given.get("affiliates_for"),
        )

    def _hearing(self) -> Hearing | None:
        given = self.cleaned_data
        if given["act"] != EntryAct.ARRANGE_HEARING:
            return None
        return Hearing(
            on=given["hearing_on"],
            at=given["hearing_time"],
            place=given["hearing_place"],
            delegate=given["hearing_delegate"],
        )


class CorrectionForm(forms.Form):
    """Why the last step of an entry is taken back."""

    reason = LongText(
        label="Why is it taken back?",
        rows=3,
        longest=1_000,
        help_text="For example: the letter was about another CLP.",
        error_messages={"required": "Say why: the next organiser will ask."},
    )

    def __init__(
        self, *args: Any, entry: ConferenceEntry, regions: frozenset[int] | None = None, **kwargs: Any
    ) -> None:
        """Say what is taken back. `regions` are those that whoever fills it in looks after; None means all."""
        self.entry, self.regions = entry, regions
        super().__init__(*args, **kwargs)
        before, now = state_before(entry), str(entry.get_state_display()).lower()
        self.is_over = before is None
        self.over_words = f"There is no step here that this page could take back: it is “{now}”."
        if before:
            label = f"It is “{now}” now, and will be “{str(before.label).lower()}” again. Why?"
            self.fields["reason"].label = label

    def clean(self) -> dict[str, Any]:
        """Refuse where there is nothing to take back, or where CLPs of other regions share it."""
        if self.is_over:
            raise forms.ValidationError(self.over_words)
        if self.entry.state in FLOOR_STATES and others_are_in_it(self.entry, self.regions):
            raise forms.ValidationError(OTHERS_ARE_IN_IT)
        return super().clean() or {}


class AppealChoiceForm(forms.Form):
    """Whether a CLP that was ruled out appeals."""

    answer = forms.ChoiceField(
        label="Does it appeal?",
        choices=AppealChoice,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers."},
    )

    def __init__(self, *args: Any, entry: ConferenceEntry, **kwargs: Any) -> None:
        """Start with what was told before."""
        kwargs["initial"] = {"answer": entry.appeal_choice, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def choice(self) -> AppealChoice:
        """Return what a valid form says."""
        return AppealChoice(self.cleaned_data["answer"])
