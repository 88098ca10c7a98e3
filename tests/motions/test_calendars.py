"""The calendar file, byte by byte as RFC 5545 wants it: the calendars of phones and offices are strict."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.conf import settings
from icalendar import Calendar, Timezone

from clps.lib.clock import LONDON
from motions.actions.submissions import change_report
from motions.calendars import LONDON_ZONE, cancelled_calendar, meeting_calendar
from motions.enums import Body
from tests.factories import CLPFactory, MotionFactory, make_report, make_submission

pytestmark = pytest.mark.django_db
EVENING = {"meeting_on": date(2027, 7, 1), "meeting_time": time(19, 30)}


@pytest.fixture
def motion():
    return MotionFactory(version__title="A library, a reading room; and “a warm chair” for every child in Ynys Môn")


@pytest.fixture
def clp():
    return CLPFactory(name="Ynys Môn", slug="ynys-mon")


def event_of(content):
    return Calendar.from_ical(content).walk("VEVENT")[0]


def test_calendar_file_keeps_to_the_letter_of_the_standard(motion, clp, time_machine):
    time_machine.move_to("2027-03-25T20:00:00+00:00", tick=False)
    submission = make_submission(motion, clp, body=Body.BRANCH, branch_name="Old Town", **EVENING)
    content = meeting_calendar(submission)
    lines = content.decode().split("\r\n")
    assert "\n" not in "".join(lines)
    assert lines[-1] == ""
    assert max(len(line.encode()) for line in lines) <= 75
    for line in (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "TZID:Europe/London",
        "SUMMARY:Old Town branch: vote on our motion",
        "DTSTART;TZID=Europe/London:20270701T193000",
        "DTEND;TZID=Europe/London:20270701T213000",
        "DTSTAMP:20270325T200000Z",
        "SEQUENCE:0",
        'ORGANIZER;CN="A library in reach":mailto:motions@example.org',
        f"URL:{settings.SITE_URL}/clps/ynys-mon/",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    ):
        assert lines.count(line) == 1, line
    assert [line for line in lines if line.startswith("TZOFFSETTO")] == [
        "TZOFFSETTO:+0100",
        "TZOFFSETTO:+0000",
    ]
    # Commas and semicolons are escaped, and a fold never cuts a letter in two.
    unfolded = content.decode().replace("\r\n ", "")
    assert r"“A library\, a reading room\; and “a warm chair” for every child in Ynys Môn”" in unfolded
    assert "alex" not in content.decode().lower()


def test_calendar_file_without_a_time_is_a_whole_day_that_keeps_nobody_busy(motion, clp):
    event = event_of(meeting_calendar(make_submission(motion, clp, meeting_on=date(2027, 7, 1))))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 7, 1), date(2027, 7, 2))
    assert str(event["transp"]) == "TRANSPARENT"


def test_moved_meeting_replaces_its_entry(motion, clp):
    submission = make_submission(motion, clp, **EVENING)
    first = event_of(meeting_calendar(submission))
    moved = change_report(submission, make_report(motion, clp, meeting_on=date(2027, 7, 8)), by=None)
    second = event_of(meeting_calendar(moved))
    assert second["uid"] == first["uid"]
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert second.decoded("dtstart") == date(2027, 7, 8)


def test_calendar_file_of_an_unknown_date_is_refused(motion, clp):
    with pytest.raises(ValueError, match="not known"):
        meeting_calendar(make_submission(motion, clp))


def test_zone_of_a_calendar_file_says_the_hour_that_the_clock_does(motion, clp):
    """The rule for ever, held against the time zone database for the years that a meeting can be in."""
    zone = Timezone.from_ical(LONDON_ZONE).to_tz()
    for day in range(365 * 4):
        noon = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        assert noon.replace(tzinfo=zone).utcoffset() == noon.replace(tzinfo=LONDON).utcoffset(), noon


def test_file_that_takes_a_meeting_out_names_whose_it_was(motion, clp):
    """RFC 5546 wants an ORGANIZER in what is published and in what is cancelled."""
    submission = make_submission(motion, clp, **EVENING)
    event = event_of(cancelled_calendar(submission, was_on=date(2027, 7, 1)))
    assert str(event["organizer"]) == "mailto:motions@example.org"
    assert (str(event["status"]), str(event["url"]).endswith(clp.get_absolute_url())) == ("CANCELLED", True)
