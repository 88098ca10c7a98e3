"""What an organiser types about mail: why it is paused, which reminders are sent on which days, and in which words."""

from typing import Any

from django import forms

from campaign.mail.enums import MailKind
from campaign.mail.models import MailPause, ReminderSetting
from campaign.mail.reminders.overview import OverviewLine
from campaign.mail.reminders.settings import MOST_DAYS, MOST_TIMES
from campaign.mail.wording.faults import faults_of
from campaign.mail.wording.filling import Draft


class PauseForm(forms.ModelForm):
    """Why all mail is to stop: others will read it on every page."""

    class Meta:
        model = MailPause
        fields = ["why"]
        labels = {"why": "Why?"}
        help_texts = {"why": "Every organiser reads this at the top of every page here, until mail goes again."}


NUMBERS = ReminderSetting._meta.get_field("days").validators


class ReminderForm(forms.Form):
    """What a campaign sets about one kind of reminder."""

    is_on = forms.BooleanField(label="Sent", required=False)
    days = forms.CharField(label="Days", required=False, max_length=40, validators=NUMBERS)

    def __init__(self, data: Any = None, *, line: OverviewLine) -> None:  # noqa: ANN401 - as Django's forms take it
        """Show what is set now; empty days are as usual."""
        set_now = {"is_on": line.is_on, "days": ", ".join(map(str, line.days))}
        super().__init__(data, prefix=line.kind.value, initial=set_now)
        self.line = line
        self.fields["is_on"].widget.attrs["aria-label"] = f"Send: {line.kind.label}"
        if line.takes_days:
            usual = ", ".join(map(str, line.usual_days))
            label = f"Days for: {line.kind.label}. Empty for as usual: {usual}"
            self.fields["days"].widget.attrs |= {"aria-label": label, "placeholder": usual, "size": 8}
        else:
            del self.fields["days"]

    def clean_days(self) -> tuple[int, ...]:
        """Return the days as numbers, the way they were written."""
        words = self.cleaned_data["days"]
        numbers = tuple(dict.fromkeys(int(word) for word in words.split(","))) if words.strip() else ()
        if len(numbers) > MOST_TIMES:
            raise forms.ValidationError(f"At most {MOST_TIMES} times: more is a nuisance.")
        if any(number > MOST_DAYS for number in numbers):
            raise forms.ValidationError(f"At most {MOST_DAYS} days.")
        return numbers


REAL, MADE_UP = "real", "made-up"


class WordingForm(forms.Form):
    """The words of one kind of mail. What is wrong with them stands beside the part that it is in."""

    subject = forms.CharField(required=False, widget=forms.TextInput(attrs={"class": "vTextField"}))
    body = forms.CharField(label="Words", required=False, widget=forms.Textarea(attrs={"rows": 22}))
    button = forms.CharField(label="On the button", required=False)
    on = forms.ChoiceField(
        label="Fill the preview in with",
        choices=[(REAL, "the newest real case that you may see, if there is one"), (MADE_UP, "made-up data")],
        initial=REAL,
        required=False,
        widget=forms.RadioSelect,
    )
    # The number of the wording that stood there when the page was drawn.
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: MailKind, **kwargs: Any) -> None:
        """Take the words of this kind."""
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        self.kind = kind

    def clean_body(self) -> str:
        """Return the words with the line ends that all our texts have."""
        return str(self.cleaned_data["body"]).replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with each part."""
        cleaned = super().clean() or {}
        if not self.errors:
            for part, faults in faults_of(self.kind, self.draft).items():
                for fault in faults:
                    self.add_error(part, fault)
        return cleaned

    @property
    def draft(self) -> Draft:
        """What was typed."""
        return Draft(*(self.cleaned_data[part] for part in ("subject", "body", "button")))
