"""The form of a composite."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from motions.actions.composites import CompositeWords
from motions.actions.texts import normalise
from motions.enums import EntryState
from motions.forms.fields import DateInput
from motions.models import Composite, ConferenceEntry, Motion
from motions.workflow import ENTRY_FLOW, EntryAct


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

    def __init__(
        self, *args: Any, motions: Sequence[Motion], composite: Composite | None = None, **kwargs: Any
    ) -> None:
        """Offer the entries of these motions that can be in it, with those that are; named by motion where several."""
        if composite is not None:
            there = list(composite.entries.values_list("pk", flat=True))
            names = ("name", "subject_heading", "agreed_on", "text")
            kwargs["initial"] = {**{name: getattr(composite, name) for name in names}, "entries": there}
        super().__init__(*args, **kwargs)
        free = [state for state in EntryState if ENTRY_FLOW.may(state, EntryAct.COMPOSITE)]
        rows = ConferenceEntry.objects.filter(motion__in=motions).select_related("clp", "motion__current_version")
        offered = rows.filter(state__in=free) | (rows.filter(composite=composite) if composite else rows.none())
        field = cast(forms.ModelMultipleChoiceField, self.fields["entries"])
        field.queryset = offered.order_by("clp__name", "motion")
        several = len(motions) > 1
        field.label_from_instance = lambda entry: f"{entry.clp.name}, “{entry.motion}”" if several else entry.clp.name  # type: ignore[assignment, method-assign]

    def clean_entries(self) -> QuerySet[ConferenceEntry]:
        """Refuse entries of two motions: conference hears each in a text of its own."""
        chosen: QuerySet[ConferenceEntry] = self.cleaned_data["entries"]
        if len({entry.motion_id for entry in chosen}) > 1:
            raise forms.ValidationError("A composite is of one motion: tick CLPs with the same one.")
        return chosen

    def clean_text(self) -> str:
        """Keep the text as texts are kept."""
        return normalise(self.cleaned_data["text"])

    def words(self) -> CompositeWords:
        """Return what a valid form says of the composite itself."""
        given = self.cleaned_data
        names = ("name", "subject_heading", "text", "agreed_on")
        return CompositeWords(**{name: given[name] for name in names})
