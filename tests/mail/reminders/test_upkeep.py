"""The plan that is kept up each minute is the one that would be made anew."""

from datetime import date, timedelta

import pytest

from campaign.mail.enums import MailKind
from campaign.mail.models import Planning, Reminder, ReminderSetting
from campaign.mail.reminders.planner import refresh
from campaign.mail.reminders.upkeep import keep_up
from motions.actions.entries import record_sent
from motions.actions.submissions import change_report, report_submission, withdraw_report
from motions.actions.texts import publish_version
from motions.actions.votes import Result, record_vote
from motions.enums import Body, Outcome, Purpose
from motions.models import Conference, Submission
from tests.factories import CLPFactory, make_champion, make_report, make_submission
from tests.mail.helpers import at, london

pytestmark = pytest.mark.django_db
NOW = london(2027, 3, 1, 12)
MEETING = date(2027, 3, 20)


def plan():
    """Return what is planned, with its times."""
    return set(Reminder.objects.values_list("key", "due_at", "until"))


def kept_up(when, *, whole=False):
    """Keep the plan up at a time; return it, and make sure that it is the one that would be made anew."""
    with at(when):
        assert keep_up(when) is whole
        kept = plan()
        refresh(when)
        assert plan() == kept
    return {key.split(":")[0] for key, _, _ in kept}


def carried(**values):
    return Result(outcome=Outcome.CARRIED, held_on=date(2027, 3, 1), **values)


def test_plan_kept_up_each_minute_is_the_one_made_anew(motion, clp):
    minutes = (NOW + timedelta(minutes=number) for number in range(1, 50))
    with at(NOW):
        first = make_submission(motion, clp, meeting_on=MEETING)
        other = make_submission(motion, CLPFactory(), meeting_on=MEETING)
    assert kept_up(NOW, whole=True) == {"receipt", "meeting-near", "outcome-due", "chase"}
    when = next(minutes)
    assert kept_up(when) == {"receipt", "meeting-near", "outcome-due", "chase"}
    with at(when):
        make_champion(motion, clp)
    when = next(minutes)
    assert "nudge" in kept_up(when)
    with at(when):
        change_report(first, make_report(motion, clp, meeting_on=None), by=None)
    when = next(minutes)
    assert "meeting-unknown" in kept_up(when)
    with at(when):
        record_vote(first, carried(purpose=Purpose.CONFERENCE), by=None)
    when = next(minutes)
    assert "entry-due" in kept_up(when)
    # Somebody else tells of the same CLP, and that ends the first one's mail too.
    with at(when):
        record_sent(motion=motion, clp=clp, sent_on=date(2027, 3, 1), by=None)
    when = next(minutes)
    assert "entry-due" not in kept_up(when)
    with at(when):
        withdraw_report(other, by=None)
    assert "outcome-due" not in kept_up(next(minutes))


def test_branch_that_carried_it_is_asked_until_another_report_says_that_it_went_on(motion, clp):
    with at(NOW):
        branch = make_submission(motion, clp, body=Body.BRANCH, branch_name="Old Town", meeting_on=MEETING)
    kept_up(NOW, whole=True)
    with at(NOW):
        record_vote(branch, carried(), by=None)
    assert "branch-carried" in kept_up(NOW + timedelta(minutes=1))
    with at(NOW + timedelta(minutes=1)):
        make_submission(motion, clp, meeting_on=MEETING)
    assert "branch-carried" not in kept_up(NOW + timedelta(minutes=2))


def move_deadline(motion):
    Conference.objects.update(deadline=london(2027, 3, 2, 17))


def switch_off(motion):
    ReminderSetting.objects.create(campaign=motion.campaign, kind=MailKind.CHASE, is_on=False)


def publish(motion):
    publish_version(motion=motion, title="A title", text="Another text.", note="", by=None)


@pytest.mark.parametrize("change", [move_deadline, switch_off, publish])
def test_change_that_all_mail_depends_on_plans_everything_anew(motion, clp, change):
    with at(NOW):
        make_submission(motion, clp, meeting_on=MEETING)
    kept_up(NOW, whole=True)
    change(motion)
    kept_up(NOW + timedelta(minutes=1), whole=True)
    kept_up(NOW + timedelta(minutes=2))


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=3), timedelta(minutes=-5)])
def test_everything_is_planned_anew_each_hour_and_where_the_clock_went_back(motion, clp, later):
    kept_up(NOW, whole=True)
    # No event tells of this.
    with at(NOW):
        submission = make_submission(motion, clp, meeting_on=MEETING)
    Submission.objects.filter(pk=submission.pk).update(meeting_on=date(2027, 3, 25))
    kept_up(NOW + later, whole=True)
    assert Reminder.objects.filter(meeting_on=date(2027, 3, 25)).exists()


def test_round_looks_only_where_something_happened(motion, clp, django_assert_num_queries):
    with at(NOW):
        for _ in range(5):
            make_submission(motion, CLPFactory(), meeting_on=MEETING)
        keep_up(NOW)
        report_submission(make_report(motion, clp), name="Alex", email="alex@example.org", consent="I agree.")
    later = NOW + timedelta(minutes=10)
    with at(later):
        keep_up(later)
        # The row, four for what everything is planned by, what happened; events, answers, offers, askings, speakers,
        # the settings of mail; and the row again. The CLP's own are not looked at a second time.
        with django_assert_num_queries(15):
            keep_up(later + timedelta(minutes=1))
    assert Planning.objects.get().whole_at == NOW
