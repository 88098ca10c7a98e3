"""The same thing reported twice, heard by phone, or told differently."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.forms.models import model_to_dict
from django.utils import timezone

from campaign.mail.models import Email, Reminder
from campaign.mail.reminders.planner import plan
from motions.actions.entries import record_sent
from motions.actions.merging import merge_submissions, undo_merge
from motions.actions.reports import settle_conflict
from motions.actions.submissions import check_report, report_by_organiser, withdraw_report
from motions.actions.votes import Result, record_vote
from motions.enums import Body, Outcome
from motions.models import Event, Standing, Submission
from motions.workflow import NotAllowed
from tests.factories import CLPFactory, MotionFactory, UserFactory, carried_on, make_report, make_submission

pytestmark = pytest.mark.django_db
HELD = date(2027, 3, 20)
CARRIED = carried_on(HELD)
LOST = Result(outcome=Outcome.LOST, held_on=HELD)


@pytest.fixture(autouse=True)
def _evening(time_machine):
    time_machine.move_to("2027-03-25T20:00:00+00:00", tick=False)


def told(motion, clp, result=None, **values):
    submission = make_submission(motion, clp, **values)
    if result:
        record_vote(submission, result, by=None)
        submission.refresh_from_db()
    return submission


def standing(clp):
    return Standing.objects.values_list("stage", "is_checked", "is_conflicting").get(clp=clp)


def test_merge_leaves_one_report_that_two_people_made(motion, clp, organiser):
    keep, double = told(motion, clp, CARRIED), told(motion, clp, CARRIED)
    merge_submissions(keep, double, by=organiser, reason="One meeting, told twice.")
    double.refresh_from_db()
    assert (double.state, double.merged_into, double.state_before_merge) == ("merged", keep, "decided")
    assert list(Submission.objects.counted()) == [keep]
    assert standing(clp) == ("carried_for_conference", True, False)
    event = Event.objects.get(kind="submission_merged")
    assert (event.by, event.submission, event.details) == (
        organiser,
        double,
        {"into": keep.pk, "reason": "One meeting, told twice."},
    )


def test_merge_of_two_reports_by_one_person_is_still_one_person(motion, clp, organiser):
    keep, double = (told(motion, clp, CARRIED, email="same@example.org") for _ in range(2))
    merge_submissions(keep, double, by=organiser, reason="Pressed twice.")
    assert standing(clp) == ("carried_for_conference", False, False)


def test_merged_report_vouches_only_for_what_it_said(motion, clp, organiser):
    keep, double = told(motion, clp), told(motion, clp)
    merge_submissions(keep, double, by=organiser, reason="The same.")
    assert standing(clp) == ("with_clp", True, False)
    record_vote(keep, CARRIED, by=None)
    assert standing(clp) == ("carried_for_conference", False, False)


def test_merge_keeps_the_check_of_the_report_that_goes_behind(motion, clp, organiser):
    keep, double = (told(motion, clp, CARRIED, email="same@example.org") for _ in range(2))
    check_report(double, by=organiser)
    merge_submissions(keep, double, by=organiser, reason="The same.")
    assert standing(clp) == ("carried_for_conference", True, False)


@pytest.mark.parametrize("result", [None, Result(outcome=Outcome.INQUORATE, held_on=HELD), CARRIED])
def test_undo_brings_back_everything_as_it_was(motion, clp, organiser, result):
    keep, double = told(motion, clp, result), told(motion, clp, result)
    before = [model_to_dict(Submission.objects.get(pk=one.pk)) for one in (keep, double)], standing(clp)
    merge_submissions(keep, double, by=organiser, reason="The same.")
    undo_merge(double, by=organiser)
    assert ([model_to_dict(Submission.objects.get(pk=one.pk)) for one in (keep, double)], standing(clp)) == before
    assert Event.objects.filter(kind="merge_undone", submission=double, by=organiser).count() == 1
    with pytest.raises(NotAllowed):
        undo_merge(double, by=organiser)


def test_merge_refuses_what_is_not_the_same(motion, clp, organiser):
    keep = told(motion, clp, CARRIED)
    others = [
        keep,
        told(motion, CLPFactory(), CARRIED),
        told(MotionFactory(campaign=motion.campaign, kind="local"), clp, CARRIED),
        told(motion, clp, CARRIED, body=Body.BRANCH, branch_name="Market"),
        told(motion, clp, LOST),
        told(motion, clp, confirmed=False),
    ]
    moved = Event.objects.count()
    for other in others:
        with pytest.raises(NotAllowed):
            merge_submissions(keep, other, by=organiser, reason="No.")
    assert Event.objects.count() == moved
    assert not Submission.objects.exclude(merged_into=None).exists()


def test_merge_refuses_a_report_that_others_or_the_entry_rest_on(motion, clp, organiser):
    first, second, third = (told(motion, clp, CARRIED) for _ in range(3))
    merge_submissions(second, third, by=organiser, reason="The same.")
    with pytest.raises(NotAllowed, match="stands behind"):
        merge_submissions(first, second, by=organiser, reason="The same.")
    record_sent(motion=motion, clp=clp, sent_on=HELD, by=organiser, submission=first)
    with pytest.raises(NotAllowed, match="went to conference"):
        merge_submissions(second, first, by=organiser, reason="The same.")
    merge_submissions(first, Submission.objects.get(pk=undo_merge(third, by=organiser).pk), by=organiser, reason="So.")


def test_withdrawing_the_report_that_was_kept_lets_the_other_count(motion, clp, organiser):
    keep, double = told(motion, clp, CARRIED), told(motion, clp, CARRIED)
    merge_submissions(keep, double, by=organiser, reason="The same.")
    withdraw_report(keep, by=keep.activist)
    double.refresh_from_db()
    assert (double.state, double.merged_into) == ("decided", None)
    assert standing(clp) == ("carried_for_conference", False, False)


def test_withdrawing_a_merged_report_takes_its_voice_away(motion, clp, organiser):
    keep, double = told(motion, clp, CARRIED), told(motion, clp, CARRIED)
    merge_submissions(keep, double, by=organiser, reason="The same.")
    withdraw_report(double, by=double.activist)
    assert standing(clp) == ("carried_for_conference", False, False)


def test_merged_report_asks_nobody_anything(motion, clp, organiser):
    keep = told(motion, clp, meeting_on=date(2027, 4, 20), sent_on=HELD)
    double = told(motion, clp, meeting_on=date(2027, 4, 20), sent_on=HELD)
    plan(timezone.now())
    assert Reminder.objects.filter(submission=double).exists()
    merge_submissions(keep, double, by=organiser, reason="The same.")
    plan(timezone.now())
    assert not Reminder.objects.filter(submission=double).exists()
    assert Reminder.objects.filter(submission=keep).exists()


def test_report_heard_by_phone_counts_at_once_and_sends_nothing(motion, clp, organiser):
    report = make_report(motion, clp, meeting_on=HELD)
    submission = report_by_organiser(report, by=organiser, result=CARRIED)
    assert (submission.activist, submission.reporter_name, submission.heard_by_phone, submission.state) == (
        organiser,
        "Olive Organiser",
        True,
        "decided",
    )
    assert standing(clp) == ("carried_for_conference", False, False)
    report_by_organiser(make_report(motion, CLPFactory(), meeting_on=date(2027, 4, 20)), by=organiser)
    plan(timezone.now())
    assert (Email.objects.count(), Reminder.objects.count()) == (0, 0)


def test_report_heard_by_phone_is_refused_to_an_outsider(motion, clp):
    with pytest.raises(NotAllowed):
        report_by_organiser(make_report(motion, clp), by=UserFactory())
    assert not Submission.objects.exists()


def test_report_heard_by_phone_stays_nowhere_when_its_vote_fails(motion, clp, organiser):
    impossible = Result(outcome=Outcome.CARRIED, held_on=HELD, votes_for=-1)
    with pytest.raises(IntegrityError):
        report_by_organiser(make_report(motion, clp), by=organiser, result=impossible)
    assert not Submission.objects.exists()
    assert not Event.objects.exists()


def test_conflict_is_settled_for_the_one_that_is_right(motion, clp, organiser):
    yes, no = told(motion, clp, CARRIED), told(motion, clp, LOST)
    check_report(no, by=organiser)
    check_report(yes, by=organiser)
    assert standing(clp) == ("carried_for_conference", True, True)
    settle_conflict(no, by=organiser, reason="The minutes say lost.")
    assert standing(clp) == ("not_carried", True, False)
    yes.refresh_from_db()
    assert (yes.state, yes.checked_at, yes.current_vote.outcome) == ("decided", None, "carried")
    event = Event.objects.get(kind="conflict_settled")
    assert (event.by, event.submission, event.details) == (
        organiser,
        no,
        {"reason": "The minutes say lost.", "against": [yes.pk]},
    )
    with pytest.raises(NotAllowed, match="any more"):
        settle_conflict(yes, by=organiser, reason="Again.")


def test_conflict_is_not_settled_by_a_report_that_is_no_part_of_it(motion, clp, organiser):
    told(motion, clp, CARRIED), told(motion, clp, LOST)
    with pytest.raises(NotAllowed, match="no part"):
        settle_conflict(told(motion, clp), by=organiser, reason="So.")
    assert standing(clp)[2]
