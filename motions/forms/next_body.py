"""The forms that tell of the next body: a branch that votes first, or the CLP after it."""

from typing import Any

from django import forms
from django.utils import timezone

from clps.enums import MeetingStructure
from motions.actions.reports import Report
from motions.consent import consent_wording
from motions.enums import Body
from motions.forms.fields import BranchName
from motions.forms.reports import MeetingFields, report_of
from motions.models import Submission


class BranchFirstForm(MeetingFields):
    """The secretary says that a branch has to vote first, and it has gone there."""

    branch = BranchName(max_length=80, widget=forms.HiddenInput)

    field_order = ["sent_on", "meeting_known", "meeting_on", "meeting_time"]

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        """Start with today."""
        self.submission = submission
        kwargs["initial"] = {"sent_on": timezone.localdate(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def report(self) -> Report:
        """Return what a valid form says: with the branch, in a CLP whose branches vote first."""
        given = {"body": Body.BRANCH, "meets": MeetingStructure.GENERAL_COMMITTEE, **self.cleaned_data}
        return report_of(given, clp=self.submission.clp, version=self.submission.version)


class OnwardForm(MeetingFields):
    """The branch carried it and it has gone to the CLP."""

    consent = forms.BooleanField(error_messages={"required": "Tick this, or we cannot keep your report."})

    field_order = ["sent_on", "meeting_known", "meeting_on", "meeting_time"]

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        """Start with today."""
        self.submission = submission
        kwargs["initial"] = {"sent_on": timezone.localdate()}
        super().__init__(*args, **kwargs)
        self.wording = consent_wording(submission.version.motion.campaign)
        self.fields["consent"].label = self.wording

    def report(self) -> Report:
        """Return what a valid form says: to the CLP, in the version that the branch carried."""
        given = {"body": Body.CLP, **self.cleaned_data}
        return report_of(given, clp=self.submission.clp, version=self.submission.version)
