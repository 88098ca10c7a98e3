"""The form that says what happened to a motion at conference."""

from typing import Any

from django import forms
from django.utils import timezone

from motions.forms.reports import DateInput
from motions.models import ConferenceEntry
from motions.workflow import EntryAct, entry_may


class EntryStepForm(forms.Form):
    """What happened, and when. Only the steps that the entry's state allows are offered."""

    act = forms.ChoiceField(label="What happened?", widget=forms.RadioSelect)
    on = forms.DateField(label="When?", widget=DateInput)
    reason = forms.CharField(
        label="Reason given", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000
    )

    def __init__(self, *args: Any, entry: ConferenceEntry, **kwargs: Any) -> None:
        """Offer what comes next."""
        kwargs["initial"] = {"on": timezone.localdate(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        steps = [act for act in EntryAct if entry_may(entry.state, act)]
        self.fields["act"] = forms.ChoiceField(
            label="What happened?",
            widget=forms.RadioSelect,
            choices=[(act.value, act.value[0].upper() + act.value[1:]) for act in steps],
        )
