"""The calendar file of a meeting (RFC 5545), as Apple's, Google's and Outlook's calendars take it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from motions.models import Submission

LONDON = ZoneInfo("Europe/London")
# Branch and CLP meetings are usually an evening's two hours; people can change it in their calendar.
USUAL_LENGTH = timedelta(hours=2)


def meeting_calendar(submission: Submission) -> bytes:
    """Return the calendar file of a submission's meeting; raise ValueError while its date is not known.

    The UID is the submission's own and never changes; SEQUENCE rises when the meeting moves, so that a second file
    replaces the first. Without a time it is an all-day entry.
    """
    if submission.meeting_on is None:
        raise ValueError("The date of the meeting is not known.")
    event = _event(submission, submission.meeting_on, submission.meeting_time)
    return _calendar(event, "PUBLISH", submission.meeting_on.year)


def cancelled_calendar(submission: Submission, *, was_on: date) -> bytes:
    """Return the calendar file that takes a submission's meeting out again; `was_on` is the day in the file before."""
    event = _event(submission, was_on, None)
    event.add("status", "CANCELLED")
    return _calendar(event, "CANCEL", was_on.year)


def _event(submission: Submission, day: date, at: time | None) -> Event:
    event = Event()
    event.add("uid", f"{submission.reference}@{settings.SITE_URL.split('//')[-1].split(':')[0]}")
    event.add("sequence", submission.calendar_sequence)
    event.add("dtstamp", datetime.now(UTC))
    event.add("summary", f"{submission.body_name}: vote on our motion")
    event.add("description", f"The motion “{submission.version.title}”. Go, and speak for it.")
    if at:
        starts = datetime.combine(day, at, tzinfo=LONDON)
        event.add("dtstart", starts)
        event.add("dtend", starts + USUAL_LENGTH)
    else:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    return event


def _calendar(event: Event, method: str, year: int) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Carried//Motion campaign//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(event)
    if isinstance(event.decoded("dtstart"), datetime):
        calendar.add_missing_timezones(first_date=date(year, 1, 1), last_date=date(year + 1, 1, 1))
    return bytes(calendar.to_ical())
