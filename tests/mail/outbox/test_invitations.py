"""The calendar files that mails bring: the meeting, the meeting moved, and the meeting taken out again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email, Stop
from campaign.mail.reminders.planner import plan
from clps.lib.clock import LONDON
from motions.actions.submissions import change_report, withdraw_report
from motions.actions.votes import Result, record_vote
from motions.enums import Outcome
from tests.factories import CLPFactory, make_report, make_submission
from tests.mail.helpers import ALEX, SENT, at, london, round_at

pytestmark = pytest.mark.django_db

LATER = london(2027, 3, 2, 12)
EVENING = {"meeting_on": date(2027, 3, 17), "meeting_time": time(19, 30)}
MOVED = "Moved: Little Mickering CLP meets on Wednesday 24 March"
OFF = "Off: Little Mickering CLP, Wednesday 17 March"


@pytest.fixture
def submission(motion, clp):
    """A report whose receipt brought the meeting of 17 March."""
    return reported(motion, clp, **EVENING)


def reported(motion, clp, **values):
    with at(SENT):
        made = make_submission(motion, clp, email=ALEX, **values)
    round_at(SENT)
    return made


def changed(submission, when=LATER, **values):
    with at(when):
        report = make_report(submission.version.motion, submission.clp, **values)
        return change_report(submission, report, by=submission.activist)


def files():
    """Each calendar file that went, as (method, sequence, status, start)."""
    found = []
    for message in mail.outbox:
        for file in message.attachments:
            calendar = Calendar.from_ical(file.content)
            [event] = calendar.walk("VEVENT")
            assert file.mimetype == "text/calendar"
            found.append((str(calendar["method"]), event["sequence"], event.get("status"), event.decoded("dtstart")))
    return found


def uids():
    return {
        str(Calendar.from_ical(file.content).walk("VEVENT")[0]["uid"]) for m in mail.outbox for file in m.attachments
    }


def test_meeting_that_moves_is_told_once_with_a_file_that_replaces_the_first(submission):
    changed(submission, meeting_on=date(2027, 3, 24), meeting_time=time(19))
    assert round_at(LATER) == [(MOVED, ALEX)]
    assert round_at(LATER + timedelta(minutes=1)) == []
    assert files() == [
        ("PUBLISH", 0, None, datetime(2027, 3, 17, 19, 30, tzinfo=LONDON)),
        ("PUBLISH", 1, None, datetime(2027, 3, 24, 19, tzinfo=LONDON)),
    ]
    assert len(uids()) == 1


def test_meeting_that_moves_twice_before_we_write_is_told_once_and_twice_when_between(submission):
    changed(submission, meeting_on=date(2027, 3, 22))
    changed(submission, LATER + timedelta(seconds=5), meeting_on=date(2027, 3, 24))
    assert round_at(LATER + timedelta(minutes=1)) == [(MOVED, ALEX)]
    changed(submission, LATER + timedelta(hours=1), meeting_on=date(2027, 3, 25))
    subject = "Moved: Little Mickering CLP meets on Thursday 25 March"
    assert round_at(LATER + timedelta(hours=1)) == [(subject, ALEX)]
    assert [sequence for _, sequence, *_ in files()] == [0, 2, 3]


def test_meeting_that_moves_between_writing_and_sending_goes_with_its_last_date_alone(submission):
    changed(submission, meeting_on=date(2027, 3, 22))
    with at(LATER):
        assert plan(LATER) == 1
    changed(submission, LATER + timedelta(seconds=5), meeting_on=date(2027, 3, 24))
    assert round_at(LATER + timedelta(minutes=1)) == [(MOVED, ALEX)]
    states = Email.objects.filter(kind=MailKind.MEETING_MOVED).order_by("pk").values_list("state", flat=True)
    assert list(states) == [EmailState.DROPPED, EmailState.SENT]


def test_hour_that_changes_moves_the_meeting_too(submission):
    changed(submission, meeting_on=date(2027, 3, 17), meeting_time=time(18))
    assert round_at(LATER) == [("Moved: Little Mickering CLP meets on Wednesday 17 March", ALEX)]
    assert "now meets on Wednesday 17 March 2027 at 18:00" in mail.outbox[-1].body


@pytest.mark.parametrize("how", ["date taken back", "cancelled"])
def test_meeting_that_is_off_leaves_the_calendar(submission, how):
    if how == "cancelled":
        with at(LATER):
            result = Result(outcome=Outcome.CANCELLED, held_on=date(2027, 3, 17))
            record_vote(submission, result, by=submission.activist)
    else:
        changed(submission)
    assert round_at(LATER) == [(OFF, ALEX)]
    assert files()[1:] == [("CANCEL", 1, "CANCELLED", date(2027, 3, 17))]
    assert len(uids()) == 1
    assert "waits for the next meeting" in mail.outbox[-1].body
    assert "Some calendars leave it to you: delete it by hand." in mail.outbox[-1].body
    assert round_at(LATER + timedelta(days=1)) == []


def test_report_taken_back_takes_its_meeting_out(submission):
    with at(LATER):
        withdraw_report(submission, by=submission.activist)
    assert round_at(LATER) == [(OFF, ALEX)]
    assert files()[1:] == [("CANCEL", 1, "CANCELLED", date(2027, 3, 17))]
    assert "You took back your report" in mail.outbox[-1].body
    assert round_at(london(2027, 3, 18, 10)) == []


BEFORE = date(2027, 3, 1)
HELD = "Corrected: Little Mickering CLP met on Monday 1 March"
BACK = [("PUBLISH", 0, None, datetime(2027, 3, 17, 19, 30, tzinfo=LONDON)), ("PUBLISH", 1, None, BEFORE)]


@pytest.mark.parametrize("is_decided", [False, True])
def test_meeting_that_was_held_before_moves_back_in_the_calendar(submission, is_decided):
    changed(submission, meeting_on=BEFORE)
    if is_decided:
        with at(LATER):
            record_vote(submission, Result(outcome=Outcome.LOST, held_on=BEFORE), by=submission.activist)
    assert (HELD, ALEX) in round_at(LATER)
    [moved] = [message for message in mail.outbox if message.subject == HELD]
    assert "met on Monday 1 March 2027" in moved.body
    assert "Ask the secretary" not in moved.body
    assert files() == BACK
    assert len(uids()) == 1
    # The evening that never was is neither announced nor asked about.
    said = [sent for days in range(1, 30) for sent in round_at(LATER + timedelta(days=days))]
    assert not [subject for subject, _ in said if "17 March" in subject or "Corrected" in subject]
    assert not Email.objects.filter(kind=MailKind.MEETING_NEAR).exists()
    assert files() == BACK


def test_correction_among_days_that_are_past_leaves_the_calendar_alone(submission):
    changed(submission, london(2027, 3, 18, 9), meeting_on=date(2027, 3, 16))
    round_at(london(2027, 3, 18, 9))
    assert not Email.objects.filter(kind=MailKind.MEETING_MOVED).exists()


def test_meeting_put_off_to_a_day_moves_there(submission):
    with at(evening := london(2027, 3, 17, 22)):
        result = Result(outcome=Outcome.DEFERRED, held_on=date(2027, 3, 17), deferred_to=date(2027, 4, 14))
        record_vote(submission, result, by=submission.activist)
    assert round_at(evening) == [("Moved: Little Mickering CLP meets on Wednesday 14 April", ALEX)]
    assert files()[1:] == [("PUBLISH", 1, None, date(2027, 4, 14))]


def test_meeting_that_is_over_is_not_taken_out_again(submission):
    with at(evening := london(2027, 3, 18, 9)):
        record_vote(submission, Result(outcome=Outcome.INQUORATE, held_on=date(2027, 3, 17)), by=submission.activist)
    assert round_at(evening) == []
    with at(evening):
        withdraw_report(submission, by=submission.activist)
    assert round_at(evening) == []


def test_change_of_a_meeting_that_is_in_no_calendar_is_not_told(motion, clp):
    undated = reported(motion, clp)
    changed(undated, meeting_on=date(2027, 3, 24))
    other = reported(motion, CLPFactory(), **EVENING)
    changed(other, sent_on=date(2027, 2, 28), **EVENING)
    with at(LATER):
        unconfirmed = make_submission(motion, CLPFactory(), confirmed=False, **EVENING)
        withdraw_report(unconfirmed, by=None)
        record_vote(other, Result(outcome=Outcome.LOST, held_on=date(2027, 3, 2)), by=other.activist)
    round_at(LATER)
    assert not Email.objects.filter(kind=MailKind.MEETING_MOVED).exists()


def test_reminder_of_the_meeting_brings_the_file_to_who_learnt_the_date_later(motion, clp):
    changed(reported(motion, clp), meeting_on=date(2027, 3, 17))
    round_at(london(2027, 3, 10, 10))
    assert files() == [("PUBLISH", 1, None, date(2027, 3, 17))]
    changed(Email.objects.latest("pk").submission, london(2027, 3, 11, 9), meeting_on=date(2027, 3, 24))
    assert round_at(london(2027, 3, 11, 9)) == [(MOVED, ALEX)]


def test_move_is_told_even_to_who_wants_no_reminders(submission):
    Stop.objects.create(person=submission.activist)
    changed(submission, meeting_on=date(2027, 3, 24))
    assert round_at(LATER) == [(MOVED, ALEX)]


@pytest.mark.parametrize("day", [date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30), date(2027, 10, 31)])
@pytest.mark.parametrize("hour", [time(0, 30), time(1, 30), time(19, 30)])
def test_file_says_the_same_instant_on_either_side_of_a_clock_change(motion, clp, day, hour):
    reported(motion, clp, meeting_on=day, meeting_time=hour)
    [(_, _, _, start)] = files()
    meant = datetime.combine(day, hour, tzinfo=LONDON)
    assert start.astimezone(UTC) == meant.astimezone(UTC)
    assert start.tzinfo is not None
