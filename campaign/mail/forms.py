"""What an organiser types about mail: why it is paused, and which reminders are sent on which days."""

from typing import Any

from django import forms

from campaign.mail.models import MailPause, ReminderSetting
from campaign.mail.reminders.overview import OverviewLine
from campaign.mail.reminders.settings import MOST_DAYS, MOST_TIMES


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
