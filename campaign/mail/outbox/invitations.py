"""The calendar file that a mail brings: the meeting, the meeting moved, or the meeting taken out again."""

from dataclasses import dataclass
from datetime import date

from campaign.mail.enums import LIVE_MAIL_STATES, MailKind
from campaign.mail.models import Email
from motions.calendars import cancelled_calendar, meeting_calendar
from motions.enums import SubmissionState
from motions.models import Submission
from motions.suspensions import barring_meeting

# These bring the file while the meeting is still to come; what replaces an entry brings it for a day that is past too.
WITH_CALENDAR = frozenset({MailKind.RECEIPT, MailKind.MEETING_NEAR, MailKind.MEETING_MOVED, MailKind.SUSPENDED})


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
    if kind == MailKind.SUSPENDED:
        return _of_a_suspension(submission)
    if kind == MailKind.MEETING_MOVED and (was_on := day_it_was_off(submission)):
        content = cancelled_calendar(submission, was_on=was_on)
        return Invitation(content, "CANCEL", submission.calendar_sequence, was_on)
    if submission.meeting_on is None or (submission.has_met and kind != MailKind.MEETING_MOVED):
        return None
    if barring_meeting(submission):
        return None
    content = meeting_calendar(submission)
    return Invitation(content, "PUBLISH", submission.calendar_sequence, submission.meeting_on)


def _of_a_suspension(submission: Submission) -> Invitation | None:
    """Return what takes a meeting that cannot be out of their calendar, or puts one back that can be held again."""
    mails = Email.objects.filter(submission=submission, calendar_sequence__isnull=False, state__in=LIVE_MAIL_STATES)
    last = mails.order_by("-calendar_sequence").first()
    if last is None or last.calendar_day is None or submission.has_met or submission.meeting_on is None:
        return None
    # A calendar passes over a file that is numbered no higher than the one it has.
    if (last.calendar_sequence or 0) >= submission.calendar_sequence:
        return None
    on, sequence = submission.meeting_on, submission.calendar_sequence
    if barring_meeting(submission):
        content = cancelled_calendar(submission, was_on=last.calendar_day)
        return Invitation(content, "CANCEL", sequence, last.calendar_day)
    return Invitation(meeting_calendar(submission), "PUBLISH", sequence, on)


def day_it_was_off(submission: Submission) -> date | None:
    """Return the day that they have in their calendar of a meeting that is off now; None while it is on."""
    if submission.meeting_on and submission.state != SubmissionState.WITHDRAWN:
        return None
    mails = Email.objects.filter(submission=submission, calendar_sequence__isnull=False, state__in=LIVE_MAIL_STATES)
    return mails.order_by("-calendar_sequence").values_list("calendar_day", flat=True).first()
