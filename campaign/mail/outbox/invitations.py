"""The calendar file that a mail brings: the meeting, the meeting moved, or the meeting taken out again."""

from dataclasses import dataclass
from datetime import date

from campaign.mail.enums import LIVE_MAIL_STATES, MailKind
from campaign.mail.models import Email
from motions.calendars import cancelled_calendar, meeting_calendar
from motions.enums import SubmissionState
from motions.models import Submission

# These bring the file while the meeting is still to come; what replaces an entry brings it for a day that is past too.
WITH_CALENDAR = frozenset({MailKind.RECEIPT, MailKind.MEETING_NEAR, MailKind.MEETING_MOVED})


@dataclass(frozen=True, slots=True)
class Invitation:
    """One calendar file, and what is kept of it with the mail: which it is, and the day that it names."""

    content: bytes
    method: str
    sequence: int
    day: date


def invitation_of(email: Email) -> Invitation | None:
    """Return the file that goes with a mail; None where there is none to bring."""
    submission, kind = email.submission, MailKind(email.kind)
    if submission is None or kind not in WITH_CALENDAR:
        return None
    if kind == MailKind.MEETING_MOVED and (was_on := day_it_was_off(submission)):
        content = cancelled_calendar(submission, was_on=was_on)
        return Invitation(content, "CANCEL", submission.calendar_sequence, was_on)
    if submission.meeting_on is None or (submission.has_met and kind != MailKind.MEETING_MOVED):
        return None
    content = meeting_calendar(submission)
    return Invitation(content, "PUBLISH", submission.calendar_sequence, submission.meeting_on)


def day_it_was_off(submission: Submission) -> date | None:
    """Return the day that they have in their calendar of a meeting that is off now; None while it is on."""
    if submission.meeting_on and submission.state != SubmissionState.WITHDRAWN:
        return None
    mails = Email.objects.filter(submission=submission, calendar_sequence__isnull=False, state__in=LIVE_MAIL_STATES)
    return mails.order_by("-calendar_sequence").values_list("calendar_day", flat=True).first()
