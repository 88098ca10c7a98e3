"""What is to be done to several rows, asked once for each sort of them."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone

from campaign.desk.bulk.plans import BulkContext
from campaign.desk.front.marks import LONGEST_SNOOZE
from campaign.desk.story.forms import OwnerChoice
from motions.enums import RulingGround
from motions.forms.entries import ground_choices, wrong_with_grounds
from motions.forms.fields import DateInput, PastDay, at_most_ago
from motions.workflow import EntryAct


class _BulkForm(forms.Form):
    """The part that all share: which act."""

    # What each act cannot do without, with what to say.
    needs: dict[str, tuple[str, str]] = {}

    def __init__(self, *args: Any, desk: BulkContext, **kwargs: Any) -> None:
        """Ask what to do to rows of the motion that this desk is about."""
        self.desk = desk
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Ask for what the act needs."""
        cleaned = super().clean() or {}
        name, words = self.needs.get(cleaned.get("act", ""), ("", ""))
        if name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, words)
        return cleaned


class ThingsForm(_BulkForm):
    """What to do with several things that need attention."""

    act = forms.ChoiceField(
        label="What to do",
        choices=[
            ("", "Choose"),
            ("assign", "Assign to somebody"),
            ("snooze", "Snooze until a day"),
            ("finish", "Mark as done"),
            ("back", "Bring back what was put away"),
        ],
    )
    owner = OwnerChoice(label="To whom")
    until = forms.DateField(label="Back on", widget=DateInput, required=False)
    note = forms.CharField(label="Note, if you like", max_length=200, required=False)
    needs = {"snooze": ("until", "Give the day on which they are to come back.")}

    def clean_until(self) -> date | None:
        """Refuse a day that is not ahead, or far ahead."""
        until: date | None = self.cleaned_data["until"]
        today = timezone.localdate()
        if until and not today < until <= today + LONGEST_SNOOZE:
            raise forms.ValidationError("Give tomorrow or later, within a year.")
        return until


class CLPsForm(_BulkForm):
    """What to do with several CLPs."""

    act = forms.ChoiceField(
        label="What to do",
        choices=[
            ("", "Choose"),
            ("tag", "Put a tag on them"),
            ("untag", "Take a tag off them"),
            ("owner", "Say who looks after them"),
        ],
    )
    tag = forms.CharField(label="Tag", max_length=40, required=False, help_text="A word or two, such as “visited”.")
    owner = OwnerChoice(label="Who")
    needs = {"tag": ("tag", "Give the tag."), "untag": ("tag", "Give the tag.")}

    def clean_tag(self) -> str:
        """Take it without needless blanks."""
        return " ".join(str(self.cleaned_data["tag"]).split())


# The steps that need a day and nothing else, but for a ruling out, which has grounds. A composite has its words.
PLAIN_STEPS = {
    "ACKNOWLEDGE": "The acknowledgement came",
    "RULE_IN_ORDER": "Ruled in order",
    "RULE_OUT": "Ruled out",
    "PUT_IN_BALLOT": "In the priorities ballot",
    "CHOOSE": "Chosen in the ballot",
    "LEAVE_OUT": "Not chosen in the ballot",
}


class EntriesForm(_BulkForm):
    """What conference said of several motions."""

    act = forms.ChoiceField(label="What happened", choices=[("", "Choose"), *PLAIN_STEPS.items()])
    on = PastDay(label="On which day", initial=timezone.localdate, validators=[at_most_ago(timedelta(days=730))])
    grounds = forms.MultipleChoiceField(
        label="If they were ruled out: on which grounds?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The same for all of these. One with a reason or a letter of its own is recorded at its CLP.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the grounds as this conference's committee calls them; one in words of its own is no CLP's but one."""
        super().__init__(*args, **kwargs)
        self.called = dict(ground_choices(self.desk.motion.campaign.conference))
        del self.called[RulingGround.OTHER]
        cast(forms.MultipleChoiceField, self.fields["grounds"]).choices = list(self.called.items())

    def clean(self) -> dict[str, Any]:
        """Ask for the grounds of a ruling out, and take none with anything else."""
        cleaned = super().clean() or {}
        if cleaned.get("act") != EntryAct.RULE_OUT.name:
            cleaned["grounds"] = []
        elif "grounds" not in self.errors and (wrong := wrong_with_grounds(cleaned.get("grounds", []))):
            self.add_error("grounds", wrong)
        return {**cleaned, "grounds_in_words": "; ".join(self.called[one] for one in cleaned.get("grounds", []))}


def step_of(name: str) -> EntryAct:
    """Return the step that a form names."""
    return EntryAct[name]
