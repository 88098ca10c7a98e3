"""The forms on a CLP's page: a note, an owner, a merge, a reason, what was heard by phone."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone

from campaign.accounts.models import User
from campaign.accounts.roles import organisers_of
from campaign.desk.story.timeline import display_name_of
from clps.models import CLP
from motions.actions.reports import Report
from motions.actions.votes import Result
from motions.enums import ADOPTED, TO_BE_HEARD_AGAIN, Body, Outcome, Purpose
from motions.forms.fields import LongText
from motions.forms.outcomes import MAY_BE_AHEAD, OUTCOME_WORDS
from motions.forms.reports import BodyFields, MeetingFields, offer_texts, report_of
from motions.models import MotionVersion, Submission


class NoteForm(forms.Form):
    """What an organiser writes down about a CLP, for other organisers alone."""

    words = LongText(
        label="Note",
        rows=4,
        longest=4_000,
        help_text="Only organisers read it. It stays as it is: a correction is another note.",
        error_messages={"required": "Write a few words."},
    )


class NoTextForm(forms.Form):
    """In the place of a form about the motion while it has no text: says so, and takes nothing."""

    is_over = True
    over_words = (
        "The motion has no text yet, so no branch or CLP can have it. Publish the text first: the front page of the "
        "desk leads there. What you heard you can keep as a note meanwhile."
    )

    def clean(self) -> dict[str, Any]:
        """Refuse."""
        raise forms.ValidationError(self.over_words)


class ReasonForm(forms.Form):
    """Why."""

    reason = LongText(
        label="How do you know?",
        rows=3,
        longest=1_000,
        help_text="For example: the secretary read me the minutes.",
        error_messages={"required": "Say how you know: the next organiser will ask."},
    )


class OwnerChoice(forms.ModelChoiceField):
    """An organiser, or nobody."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer every organiser, called as other organisers call them."""
        super().__init__(User.objects.organisers(), required=False, empty_label="Nobody", **kwargs)

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 - a person
        """Return what organisers call them."""
        return display_name_of(obj)


class OwnerForm(forms.Form):
    """Who looks after it?"""

    owner = OwnerChoice(label="Who looks after it?")

    def __init__(self, *args: Any, region: int, **kwargs: Any) -> None:
        """Offer the organisers of the region."""
        super().__init__(*args, **kwargs)
        cast(OwnerChoice, self.fields["owner"]).queryset = organisers_of(region)


class MergeForm(ReasonForm):
    """Which report is it the same as?"""

    keep = forms.ModelChoiceField(
        Submission.objects.none(),
        label="Which report tells of the same and stays?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the report that stays."},
    )
    field_order = ["keep", "reason"]

    def __init__(self, *args: Any, duplicate: Submission, **kwargs: Any) -> None:
        """Offer the reports that count and are about the same body."""
        super().__init__(*args, **kwargs)
        same = Submission.objects.counted().filter(
            version__motion=duplicate.version.motion,
            clp=duplicate.clp,
            body=duplicate.body,
            branch=duplicate.branch,
        )
        field = self.fields["keep"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = same.exclude(pk=duplicate.pk).select_related("clp", "branch", "activist")
        field.label_from_instance = _told  # type: ignore[method-assign, assignment]
        self.fields["reason"].help_text = "For example: both were at the meeting of 3 May."


def _told(submission: Submission) -> str:
    who = submission.reporter_name or display_name_of(submission.activist)
    return f"{who}, sent on {submission.sent_on:%-d %B %Y} ({submission.get_state_display().lower()})"


class PhoneForm(BodyFields, MeetingFields):
    """What an organiser heard by phone."""

    outcome = forms.ChoiceField(
        label="How did the vote go?",
        choices=[("", "Not known yet"), *((value, words[0]) for value, words in OUTCOME_WORDS.items())],
        required=False,
    )
    purpose = forms.ChoiceField(
        label="If the CLP carried it: for what?",
        choices=[(Purpose.CONFERENCE, "As its conference motion"), (Purpose.POLICY, "As policy only, or not known")],
        widget=forms.RadioSelect,
        required=False,
    )
    votes_for = forms.IntegerField(label="For", min_value=0, max_value=100_000, required=False)
    votes_against = forms.IntegerField(label="Against", min_value=0, max_value=100_000, required=False)
    words = LongText(label="Who told you, and in what words?", rows=3, longest=2_000, required=False)

    field_order = ["body", "branch", "sent_on", "meeting_known", "meeting_on", "meeting_time"]

    def __init__(self, *args: Any, clp: CLP, version: MotionVersion, **kwargs: Any) -> None:
        """Ask in an organiser's words."""
        self.clp, self.version = clp, version
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "Who has it?"
        self.fields["body"].widget.choices = [(Body.CLP, "The CLP"), (Body.BRANCH, "A branch")]
        self.fields["branch"].help_text = "Only if a branch has it."
        self.fields["sent_on"].label = "Since when, as far as they know?"
        self.fields["meeting_known"].label = "When is, or was, the meeting?"
        offer_texts(self, version)

    def clean(self) -> dict[str, Any]:
        """Ask for what each outcome needs."""
        cleaned = super().clean() or {}
        if not cleaned.get("outcome"):
            return cleaned
        outcome, held_on = Outcome(cleaned["outcome"]), cleaned.get("meeting_on")
        if not held_on and "meeting_on" not in self.errors:
            self.add_error("meeting_on", "Give the day that it met.")
        if held_on and held_on > timezone.localdate() and outcome not in MAY_BE_AHEAD:
            self.add_error("meeting_on", "That day is still to come. Record the outcome once the meeting has been.")
        if outcome in ADOPTED and cleaned.get("body") == Body.CLP and not cleaned.get("purpose"):
            self.add_error("purpose", "Say what it was carried for: it decides what has to happen next.")
        if outcome == Outcome.OTHER and not cleaned.get("words"):
            self.add_error("words", "Say in a few words what happened.")
        return cleaned

    def report(self) -> Report:
        """Return what a valid form says of the sending."""
        version = self.cleaned_data.get("version") or self.version
        return report_of(self.cleaned_data, clp=self.clp, version=version)

    def result(self) -> Result | None:
        """Return what a valid form says of the vote; None where it is not known."""
        given = self.cleaned_data
        if not given.get("outcome"):
            return None
        held_on: date = given["meeting_on"]
        outcome = Outcome(given["outcome"])
        # Where it is to be heard again nobody has voted: figures that were typed before the outcome was changed go.
        counted = outcome not in TO_BE_HEARD_AGAIN
        return Result(
            outcome=outcome,
            held_on=held_on,
            purpose=Purpose(given["purpose"]) if given.get("purpose") else None,
            votes_for=given["votes_for"] if counted else None,
            votes_against=given["votes_against"] if counted else None,
            words=given["words"],
        )
