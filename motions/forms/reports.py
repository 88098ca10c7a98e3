"""The forms of the activist's journey."""

import uuid
from typing import Any, TypedDict, cast

from django import forms
from django.utils import timezone

from clps.enums import MeetingStructure
from clps.models import CLP
from motions.actions.reports import Confirmation, Report
from motions.consent import consent_wording
from motions.enums import Body, Speaker
from motions.forms.fields import (
    EARLIEST_SENDING,
    FURTHEST_MEETING,
    BranchName,
    DateInput,
    PastDay,
    TakenOnce,
    TimeInput,
    YourAddress,
    YourName,
    at_most_ago,
)
from motions.forms.mistyped_addresses import AsksAboutAddress
from motions.forms.telephones import TelephoneFields
from motions.models import Campaign, MotionVersion, Submission
from motions.variants import name_of, offered_texts


class ConfirmForm(forms.Form):
    """What a report that came by mail still lacks: the consent, and whatever the mail did not say."""

    name = YourName()
    branch = BranchName(
        label="Which branch did you send it to?",
        max_length=80,
        help_text="Often the ward.",
        error_messages={"required": "Name the branch that you sent it to."},
    )
    consent = forms.BooleanField(error_messages={"required": "Tick this, or we cannot keep your report."})

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        """Ask for what is missing, and for nothing else."""
        super().__init__(*args, **kwargs)
        self.wording = consent_wording(submission.version.motion.campaign)
        self.fields["consent"].label = self.wording
        if submission.reporter_name:
            del self.fields["name"]
        if not submission.lacks_branch:
            del self.fields["branch"]

    def confirmation(self) -> Confirmation:
        """Return what a valid form adds to the report."""
        given = self.cleaned_data
        return Confirmation(consent=self.wording, name=given.get("name", ""), branch_name=given.get("branch", ""))


class MeetingFields(forms.Form):
    """When it was sent and when the meeting is: shared by reporting, changing and sending on."""

    sent_on = PastDay(
        label="When did you send it?",
        validators=[at_most_ago(EARLIEST_SENDING)],
        error_messages={
            "required": "Give the day that you sent it.",
            "max_value": "That day is still to come. Report it once you have sent it.",
        },
    )
    meeting_known = forms.ChoiceField(
        label="When is the meeting that will hear it?",
        choices=[("yes", "On this date"), ("no", "Not known yet")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one. You can give the date later."},
    )
    meeting_on = forms.DateField(label="Date of the meeting", widget=DateInput, required=False)
    meeting_time = forms.TimeField(label="Time, if you know it", widget=TimeInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Make the answer and the date agree."""
        cleaned = super().clean() or {}
        known, meeting_on = cleaned.get("meeting_known"), cleaned.get("meeting_on")
        if known == "yes" and not meeting_on and "meeting_on" not in self.errors:
            self.add_error("meeting_on", "Give the date, or choose “Not known yet”.")
        if known == "no":
            cleaned["meeting_on"] = cleaned["meeting_time"] = None
        elif meeting_on and meeting_on > timezone.localdate() + FURTHEST_MEETING:
            self.add_error("meeting_on", "That is far ahead. Check the year.")
        elif meeting_on and (sent_on := cleaned.get("sent_on")) and meeting_on < sent_on:
            self.add_error("meeting_on", "That is before you sent it. Check both dates.")
        return cleaned


class BodyFields(forms.Form):
    """Whose vote it was sent for."""

    body = forms.ChoiceField(
        label="Who did you send it to?",
        choices=[(Body.CLP, "The CLP secretary"), (Body.BRANCH, "My branch secretary")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who got the email."},
    )
    branch = BranchName(
        label="Branch", max_length=80, required=False, help_text="Only if you sent it to a branch. Often the ward."
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the branch's name where it went to a branch."""
        cleaned = super().clean() or {}
        if cleaned.get("body") == Body.BRANCH and not (cleaned.get("branch") or "").strip():
            self.add_error("branch", "Name the branch that you sent it to.")
        return cleaned


class Given(TypedDict):
    """Who tells us, what they agreed to, and the key of the form that they filled in."""

    name: str
    email: str
    consent: str
    form_key: uuid.UUID


class PersonFields(TakenOnce, AsksAboutAddress):
    """Who tells us, and that they agree to our keeping it."""

    name = YourName()
    email = YourAddress(
        required_words="We need it to send you your receipt.",
        help_text="A mail from us there asks whether it is yours.",
    )
    consent = forms.BooleanField(error_messages={"required": "Tick this, or we cannot keep your report."})

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Ask in the words of this campaign; `wording` is what is recorded."""
        super().__init__(*args, **kwargs)
        self.wording = consent_wording(campaign)
        self.fields["consent"].label = self.wording

    def ask_in(self, wording: str, *, kept: str) -> None:
        """Ask for consent in other words than a report's, for what is kept then: `kept` names it, as “your offer”."""
        self.wording = wording
        self.fields["consent"].label = wording
        self.fields["consent"].error_messages["required"] = f"Tick this, or we cannot keep {kept}."
        self.fields["email"].error_messages["required"] = "We need it to write to you."

    def given(self) -> Given:
        """Return who a valid form says they are, as the actions ask for it."""
        said = self.cleaned_data
        return Given(name=said["name"], email=said["email"], consent=self.wording, form_key=said["form_key"])


class SecondForm(TelephoneFields, PersonFields):
    """I can say so too: a second person tells us of what somebody has reported."""

    field_order = ["name", "email", "phone", "phone_consent"]

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Ask in the words of this campaign."""
        super().__init__(*args, campaign=campaign, **kwargs)
        self.ask_in_words_of(campaign)


class VotedForm(BodyFields, TelephoneFields, PersonFields):
    """It has been voted on, by somebody who has no link of ours. Once the address is confirmed we ask how it went."""

    held_on = PastDay(
        label="When did it meet?",
        validators=[at_most_ago(EARLIEST_SENDING)],
        error_messages={
            "required": "Give the day that it met.",
            "max_value": "That day is still to come. Tell us once the meeting has been.",
        },
    )

    field_order = ["body", "branch", "held_on", "name", "email", "phone", "phone_consent"]

    def __init__(self, *args: Any, clp: CLP, version: MotionVersion, **kwargs: Any) -> None:
        """Ask about a meeting of this CLP or one of its branches."""
        super().__init__(*args, campaign=version.motion.campaign, **kwargs)
        self.ask_in_words_of(version.motion.campaign)
        self.clp, self.version = clp, version
        body = cast(forms.ChoiceField, self.fields["body"])
        body.label = "Who voted on it?"
        body.choices = [(Body.CLP, "The CLP"), (Body.BRANCH, "A branch")]
        body.error_messages["required"] = "Choose who voted on it."
        self.fields["branch"].label = "Which branch?"
        self.fields["branch"].help_text = "Often the name of a ward."
        self.fields["version"] = forms.ModelChoiceField(
            MotionVersion.objects.filter(pk=version.pk), widget=forms.HiddenInput, required=False
        )
        offer_texts(self, version)

    def report(self) -> Report:
        """Return what a valid form says; that it was sent by the day of the meeting is all we know of that."""
        held_on = self.cleaned_data["held_on"]
        given = {**self.cleaned_data, "sent_on": held_on, "meeting_on": held_on}
        return report_of(given, clp=self.clp, version=self.cleaned_data["version"] or self.version)


# What a reporter may know of how the CLP meets.
KNOWN_STRUCTURES = [choice for choice in MeetingStructure.choices if choice[0] != MeetingStructure.UNKNOWN]


class ReportForm(BodyFields, MeetingFields, TelephoneFields, PersonFields):
    """I have sent it: the report, made without an account. How the CLP meets comes along from the question before."""

    meets = forms.ChoiceField(choices=KNOWN_STRUCTURES, required=False, widget=forms.HiddenInput)

    field_order = [
        *("body", "branch", "sent_on", "meeting_known", "meeting_on", "meeting_time"),
        *("name", "email", "phone", "phone_consent"),
    ]

    def __init__(self, *args: Any, clp: CLP, version: MotionVersion, **kwargs: Any) -> None:
        """Offer the versions of this motion; the newest unless the person's letter was older."""
        first = {"version": version.pk, "sent_on": timezone.localdate()}
        kwargs["initial"] = {**first, **kwargs.get("initial", {})}
        super().__init__(*args, campaign=version.motion.campaign, **kwargs)
        self.ask_in_words_of(version.motion.campaign)
        self.clp = clp
        versions = MotionVersion.objects.filter(motion=version.motion).select_related("motion")
        self.fields["version"] = forms.ModelChoiceField(versions, widget=forms.HiddenInput)
        # Whoever comes from the letter has chosen; everybody else says which text it was.
        if str(kwargs["initial"]["version"]) == str(version.pk):
            offer_texts(self, version)

    def report(self) -> Report:
        """Return what a valid form says."""
        return report_of(self.cleaned_data, clp=self.clp, version=self.cleaned_data["version"])


class ChangeForm(BodyFields, MeetingFields):
    """Change what was reported. The CLP and the motion stay: another CLP is another report."""

    field_order = ["body", "branch", "sent_on", "meeting_known", "meeting_on", "meeting_time"]

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        """Start from what was reported."""
        self.submission = submission
        kwargs["initial"] = {
            "body": submission.body,
            "branch": submission.branch.name if submission.branch else "",
            "sent_on": submission.sent_on,
            "meeting_known": "yes" if submission.meeting_on else "no",
            "meeting_on": submission.meeting_on,
            "meeting_time": submission.meeting_time,
        }
        super().__init__(*args, **kwargs)
        # What followed a vote went to the CLP: the action takes no other body for it.
        if submission.follows_id:
            del self.fields["body"], self.fields["branch"]

    def report(self) -> Report:
        """Return what a valid form says."""
        given = {"body": self.submission.body, **self.cleaned_data}
        return report_of(given, clp=self.submission.clp, version=self.submission.version)


class SpeakerForm(forms.Form):
    """Who speaks for it at the meeting, as an organiser heard it."""

    said = forms.ChoiceField(label="Who speaks for it?", choices=Speaker.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        """Start from what is known."""
        kwargs["initial"] = {"said": submission.speaker}
        super().__init__(*args, **kwargs)

    def speaker(self) -> Speaker:
        """Return what a valid form says."""
        return Speaker(self.cleaned_data["said"])


def offer_texts(form: forms.Form, version: MotionVersion) -> None:
    """Have a form ask which text it was, where the motion has several."""
    texts = offered_texts(version.motion) if version.motion.for_conference else []
    if len(texts) < 2:
        return
    rows = MotionVersion.objects.filter(pk__in=[text.pk for text in texts]).select_related("motion", "variant")
    field = forms.ModelChoiceField(
        rows.order_by("number"),
        label="Which text?",
        initial=version.pk,
        empty_label=None,
        error_messages={"required": "Choose the text that it was."},
    )
    field.label_from_instance = _variant_and_title  # type: ignore[method-assign, assignment]
    form.fields["version"] = field


def _variant_and_title(text: MotionVersion) -> str:
    return f"{name_of(text)}: {text.title}"


def report_of(given: dict[str, Any], *, clp: CLP, version: MotionVersion) -> Report:
    """Return a report from cleaned values."""
    return Report(
        clp=clp,
        version=version,
        body=Body(given["body"]),
        branch_name=given.get("branch") or "",
        sent_on=given["sent_on"],
        meeting_on=given.get("meeting_on"),
        meeting_time=given.get("meeting_time"),
        meets=MeetingStructure(given["meets"]) if given.get("meets") else None,
    )
