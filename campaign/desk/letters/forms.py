"""Writing a letter to a group, and sending it."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from campaign.accounts.models import User
from campaign.accounts.roles import regions_looked_after_by
from campaign.desk.letters.audience import MEETINGS, OUTCOMES, Audience, GroupRole, stage_choices
from campaign.mail.enums import MailKind
from campaign.mail.models import GroupLetter
from campaign.mail.wording.built_in import Field, built_in
from campaign.mail.wording.faults import faults_of
from campaign.mail.wording.filling import Draft, words_now
from campaign.mail.wording.markup import BUTTON, read_body
from motions.forms.fields import FURTHEST_MEETING, DateInput, LongText, OneLine, TimeInput
from motions.models import Motion

# When nobody says.
TEN = time(10)


def letter_fields() -> list[Field]:
    """Return what may be filled into a letter, in the order of the alphabet."""
    fields = built_in(MailKind.GROUP_LETTER).fields
    return [fields[name] for name in sorted(fields)]


def with_button(body: str) -> str:
    """Return the body of a letter with the button below it, where its writer put it nowhere."""
    return body if read_body(body).has_button else f"{body}\n\n{{{BUTTON}}}"


class GroupLetterForm(forms.Form):
    """Whom it is for, and what it says."""

    roles = forms.MultipleChoiceField(
        label="Who",
        choices=[(role.value, role.label) for role in GroupRole],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    regions = forms.MultipleChoiceField(label="Where", required=False, widget=forms.CheckboxSelectMultiple)
    stages = forms.MultipleChoiceField(
        label="How far their CLP is", choices=stage_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    versions = forms.MultipleChoiceField(label="Which text", required=False, widget=forms.CheckboxSelectMultiple)
    outcome = forms.ChoiceField(label="Their vote", choices=list(OUTCOMES.items()), required=False)
    meeting = forms.ChoiceField(label="Their meeting", choices=list(MEETINGS.items()), required=False)
    subject = OneLine(label="Subject", max_length=200, error_messages={"required": "Give it a subject."})
    body = LongText(
        label="What it says",
        rows=14,
        longest=10_000,
        help_text="Markdown: an empty line between paragraphs, **bold**, a list with hyphens, [words](address).",
        error_messages={"required": "Write what it is to say."},
    )

    def __init__(
        self, *args: Any, motion: Motion, user: User, letter: GroupLetter | None = None, **kwargs: Any
    ) -> None:
        """Offer the organiser's regions and the motion's texts; start from what a letter says."""
        if letter:
            known = Audience.of(letter.audience).plain()
            kwargs["initial"] = {**known, "subject": letter.subject, "body": letter.body}
        own = words_now(MailKind.GROUP_LETTER)
        begun = {"roles": ["reporter"], "subject": own.subject, "body": own.body}
        super().__init__(*args, **{"initial": begun, **kwargs})
        regions = list(regions_looked_after_by(user).values_list("slug", "name"))
        numbers = motion.versions.order_by("number").values_list("number", flat=True)
        versions = [(str(number), f"Version {number}") for number in numbers]
        for name, choices in (("regions", regions), ("versions", versions)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse what no mail could say, by the rules that the words of all our mail keep to."""
        given = super().clean() or {}
        draft = Draft(given.get("subject", ""), with_button(given.get("body", "")))
        for part, faults in faults_of(MailKind.GROUP_LETTER, draft).items():
            if part not in self.errors:
                self.add_error(part, faults[0])
        return given

    def letter(self) -> dict[str, Any]:
        """Return what a valid form says of the letter, as its row keeps it."""
        given = self.cleaned_data
        return {"subject": given["subject"], "body": given["body"], "audience": self.audience().plain()}

    def audience(self) -> Audience:
        """Return what a valid form says of whom it is for."""
        return Audience(**{name: self.cleaned_data[name] for name in Audience.__slots__})


class SendLetterForm(forms.Form):
    """The step that cannot be undone: the number of people is typed."""

    number = forms.IntegerField(
        label="To how many people does it go?",
        min_value=1,
        help_text="Type the number that stands above, so that nobody writes to more people than they mean to.",
        error_messages={"required": "Type the number of people that stands above."},
    )
    day = forms.DateField(label="On which day?", required=False, widget=DateInput, help_text="Empty: now.")
    at = forms.TimeField(label="At what time?", required=False, widget=TimeInput, help_text="Empty: at ten.")

    def __init__(self, *args: Any, expected: int, **kwargs: Any) -> None:
        """Take the number that is right now."""
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_number(self) -> int:
        """Refuse another number than the one that is right at this moment."""
        number: int = self.cleaned_data["number"]
        if number != self.expected:
            raise forms.ValidationError(f"It goes to {self.expected} now. Look at who they are, and type that number.")
        return number

    def clean(self) -> dict[str, Any]:
        """Refuse a time that is past, or so far ahead that it is a slip."""
        given = super().clean() or {}
        day = given.get("day")
        if day is None and given.get("at"):
            self.add_error("day", "Give the day, too.")
        if day and not timezone.localdate() <= day <= timezone.localdate() + FURTHEST_MEETING:
            self.add_error("day", "Choose today or a day to come, within the next year or so.")
        elif day and self.send_at(given) < timezone.now():
            self.add_error("at", "That time is past.")
        return given

    def send_at(self, given: dict[str, Any] | None = None) -> datetime:
        """Return when it is to go."""
        said = self.cleaned_data if given is None else given
        if said.get("day") is None:
            return timezone.now()
        at = said.get("at") or TEN
        # What is typed is meant by the UK's clock, which is the site's own, wherever the server stands.
        return timezone.make_aware(datetime.combine(said["day"], at))
