"""Calendar files of meetings (RFC 5545), as Apple's, Google's and Outlook's calendars take them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from clps.lib.clock import LONDON
from motions.models import Campaign, Submission

# icalendar is large, so it is loaded where the first calendar file is made.
if TYPE_CHECKING:
    from icalendar import Event, vCalAddress

# The UK's clock as a rule for ever (the Summer Time Order 2002): a file that lists the changes of a year or two is
# wrong for the meeting that moves to the year after, and some calendars refuse it.
LONDON_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19970330T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
# Branch and CLP meetings are usually an evening's two hours; people can change it in their calendar.
USUAL_LENGTH = timedelta(hours=2)


def meeting_calendar(submission: Submission) -> bytes:
    """Return the calendar file of a submission's meeting; raise ValueError while its date is not known.

    The UID is the submission's own and never changes; SEQUENCE rises when the meeting moves, so that a second file
    replaces the first. Without a time it is an all-day entry.
    """
    if submission.meeting_on is None:
        raise ValueError("The date of the meeting is not known.")
    event = _event_to_attend(submission, submission.meeting_on, submission.meeting_time)
    return calendar_of([event], method="PUBLISH")


def cancelled_calendar(submission: Submission, *, was_on: date) -> bytes:
    """Return the calendar file that takes a submission's meeting out again; `was_on` is the day in the file before."""
    event = _event_to_attend(submission, was_on, None)
    event.add("status", "CANCELLED")
    return calendar_of([event], method="CANCEL")


def _event_to_attend(submission: Submission, on: date, at: time | None) -> "Event":
    """Return the entry as the member who reported the meeting has it."""
    summary = f"{submission.body_name}: vote on our motion"
    event = meeting_event(submission, on=on, at=at, summary=summary, stamp=datetime.now(UTC))
    event.add("description", f"The motion “{submission.version.title}”. Go, and speak for it.")
    return event


def meeting_event(submission: Submission, *, on: date, at: time | None, summary: str, stamp: datetime) -> "Event":
    """Return the entry of a submission's meeting; `stamp` is when anything about it last moved."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{submission.reference}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", submission.calendar_sequence)
    event.add("dtstamp", stamp)
    event.add("summary", summary)
    event.add("organizer", organiser_of(submission.version.motion.campaign))
    event.add("url", f"{settings.SITE_URL}{submission.clp.get_absolute_url()}")
    if at:
        starts = datetime.combine(on, at, tzinfo=LONDON)
        event.add("dtstart", starts)
        event.add("dtend", starts + USUAL_LENGTH)
    else:
        event.add("dtstart", on)
        # RFC 5545: an all-day entry ends on the day after. While the hour is not known, nobody is busy all day.
        event.add("dtend", on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    return event


def organiser_of(campaign: Campaign) -> "vCalAddress":
    """Return the campaign as the one whose entry it is: an entry without an organiser may not be cancelled by mail."""
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{campaign.email}")
    address.params["cn"] = vText(campaign.name)
    return address


def calendar_of(events: Sequence["Event"], *, method: str, name: str = "") -> bytes:
    """Return a calendar file of these entries, with the zone that those with a time need."""
    from icalendar import Calendar, Timezone

    calendar = Calendar()
    calendar.add("prodid", "-//Carried//Motion campaign//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    # Before the entries that name it: some calendars read a file once, from the top.
    if any(isinstance(event.decoded("dtstart"), datetime) for event in events):
        calendar.add_component(Timezone.from_ical(LONDON_ZONE))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
