"""What each action does, and what it leaves alone."""

from datetime import date, time
from uuid import uuid4

import pytest

from campaign.accounts.models import Consent, User
from clps.models import Branch
from motions.actions.standings import move_stage
from motions.actions.submissions import (
    change_report,
    check_report,
    confirm_report,
    report_onward,
    report_submission,
    withdraw_report,
)
from motions.actions.votes import Result, record_vote
from motions.enums import Body, EventKind, LinkPurpose, MotionKind, Outcome, Purpose
from motions.models import Event, Motion, Standing, Submission, SubmissionLink, Vote
from motions.workflow import NotAllowed
from tests.factories import CLPFactory, MotionFactory, UserFactory, carried_on, make_report, make_submission
from tests.motions.helpers import NoEvent, event_kinds, let_events_fail, stage_of

pytestmark = pytest.mark.django_db
HELD = date(2027, 3, 20)
CARRIED = carried_on(HELD, votes_for=23, votes_against=4)


def test_report_submission_keeps_everything_and_counts_nowhere():
    motion, clp = MotionFactory(), CLPFactory()
    submission = report_submission(
        make_report(
            motion, clp, body=Body.BRANCH, branch_name="  Old   Town ", meeting_on=HELD, meeting_time=time(19)
        ),
        name="Alex Activist",
        email="Alex@Example.org",
        consent="I agree.",
    )
    assert (submission.state, submission.branch.name, submission.activist.email) == (
        "awaiting-confirmation",
        "Old Town",
        "alex@example.org",
    )
    assert not submission.activist.has_usable_password()
    assert [(row.user, row.submission, row.wording) for row in Consent.objects.all()] == [
        (submission.activist, submission, "I agree.")
    ]
    assert stage_of(clp) == "not_started"
    assert event_kinds() == [EventKind.SUBMISSION_REPORTED]


def test_report_submission_sent_twice_with_one_key_is_one_report():
    motion, clp, key = MotionFactory(), CLPFactory(), uuid4()
    first, second = (
        report_submission(make_report(motion, clp), name="A", email="a@example.org", consent="Yes.", form_key=key)
        for _ in range(2)
    )
    assert first == second
    assert (Submission.objects.count(), Consent.objects.count(), len(event_kinds())) == (1, 1, 1)


def test_report_submission_by_a_known_address_does_not_rename_its_owner():
    UserFactory(email="alex@example.org", name="Alex the First")
    report = make_report(MotionFactory(), CLPFactory())
    submission = report_submission(report, name="Somebody Else", email="ALEX@example.org", consent="Yes.")
    assert User.objects.get().name == "Alex the First"
    assert submission.reporter_name == "Somebody Else"


def test_report_submission_to_a_branch_in_other_capitals_finds_the_same_branch():
    motion, clp = MotionFactory(), CLPFactory()
    for name in ("Market", "MARKET", " market"):
        make_submission(motion, clp, body=Body.BRANCH, branch_name=name)
    assert [branch.name for branch in Branch.objects.all()] == ["Market"]


def test_confirm_report_counts_it_once():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_submission(motion, clp, confirmed=False)
    token = SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)
    assert confirm_report(token) == submission
    assert stage_of(clp) == "with_clp"
    assert User.objects.get().email_confirmed_at is not None
    assert confirm_report_again(token) is None
    assert event_kinds() == ["submission_reported", "stage_moved", "submission_confirmed"]


def confirm_report_again(token):
    try:
        return confirm_report(token)
    except NotAllowed:
        return None


@pytest.mark.parametrize("purpose", [LinkPurpose.MANAGE, LinkPurpose.OUTCOME])
def test_confirm_report_by_a_link_for_another_purpose_does_nothing(purpose):
    submission = make_submission(MotionFactory(), CLPFactory(), confirmed=False)
    assert confirm_report(SubmissionLink.objects.mint(submission, purpose)) is None
    submission.refresh_from_db()
    assert submission.state == "awaiting-confirmation"


def test_confirm_report_by_an_expired_link_does_nothing(time_machine):
    submission = make_submission(MotionFactory(), CLPFactory(), confirmed=False)
    token = SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)
    time_machine.move_to(submission.created_at.replace(year=submission.created_at.year + 1))
    assert confirm_report(token) is None


def test_link_stores_no_token():
    submission = make_submission(MotionFactory(), CLPFactory(), confirmed=False)
    token = SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)
    assert token not in str(list(SubmissionLink.objects.values()))


def test_record_vote_keeps_a_correction_beside_the_first_word():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_submission(motion, clp)
    first = record_vote(submission, Result(outcome=Outcome.LOST, held_on=HELD), by=None)
    second = record_vote(submission, CARRIED, by=submission.activist)
    assert [(vote.outcome, vote.corrects) for vote in Vote.objects.all()] == [("lost", None), ("carried", first)]
    assert (second.votes_for, second.votes_against, second.abstentions) == (23, 4, None)
    assert stage_of(clp) == "carried_for_conference"
    assert event_kinds()[-4:] == ["stage_moved", "vote_recorded", "stage_moved", "vote_corrected"]


def test_record_vote_said_twice_is_recorded_once():
    submission = make_submission(MotionFactory(), CLPFactory())
    assert record_vote(submission, CARRIED, by=None) == record_vote(submission, CARRIED, by=None)
    assert Vote.objects.count() == 1


def test_record_vote_that_defers_moves_the_meeting_and_a_later_vote_is_no_correction():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_submission(motion, clp, meeting_on=HELD)
    later = date(2027, 4, 17)
    record_vote(submission, Result(outcome=Outcome.DEFERRED, held_on=HELD, deferred_to=later), by=None)
    submission.refresh_from_db()
    assert (submission.state, submission.meeting_on, submission.calendar_sequence) == ("to-be-heard-again", later, 1)
    assert stage_of(clp) == "with_clp"
    vote = record_vote(submission, Result(outcome=Outcome.CARRIED, purpose=Purpose.POLICY, held_on=later), by=None)
    assert vote.corrects is None
    assert stage_of(clp) == "carried_as_policy"


def test_record_vote_of_a_branch_has_no_purpose():
    submission = make_submission(MotionFactory(), CLPFactory(), body=Body.BRANCH, branch_name="Market")
    assert record_vote(submission, CARRIED, by=None).purpose == ""


@pytest.mark.parametrize("outcome", Outcome)
def test_record_vote_on_an_unconfirmed_report_is_refused(outcome):
    submission = make_submission(MotionFactory(), CLPFactory(), confirmed=False)
    with pytest.raises(NotAllowed):
        record_vote(submission, Result(outcome=outcome, held_on=HELD, words="So."), by=None)
    assert not Vote.objects.exists()


def test_vote_version_and_event_cannot_be_saved_again():
    submission = make_submission(MotionFactory(), CLPFactory())
    vote = record_vote(submission, CARRIED, by=None)
    for row in (vote, submission.version, Event.objects.first()):
        with pytest.raises(TypeError):
            row.save()


def test_withdraw_report_takes_it_out_of_the_count():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_submission(motion, clp)
    withdraw_report(submission, by=submission.activist)
    assert stage_of(clp) == "not_started"
    with pytest.raises(NotAllowed):
        withdraw_report(submission, by=submission.activist)


def test_withdraw_report_after_the_vote_takes_the_vote_out_of_the_count():
    clp = CLPFactory()
    submission = make_submission(MotionFactory(), clp)
    record_vote(submission, CARRIED, by=None)
    withdraw_report(submission, by=submission.activist)
    assert stage_of(clp) == "not_started"
    assert Vote.objects.count() == 1


def test_change_report_moves_the_calendar_only_with_the_meeting():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_submission(motion, clp, meeting_on=HELD)
    change_report(submission, make_report(motion, clp, meeting_on=HELD, sent_on=date(2027, 2, 1)), by=None)
    submission.refresh_from_db()
    assert (submission.sent_on, submission.calendar_sequence) == (date(2027, 2, 1), 0)
    moved = make_report(motion, clp, meeting_on=date(2027, 3, 27), sent_on=date(2027, 2, 1))
    change_report(submission, moved, by=None)
    change_report(submission, moved, by=None)
    submission.refresh_from_db()
    assert submission.calendar_sequence == 1
    assert [event.details for event in Event.objects.filter(kind="submission_changed").order_by("pk")] == [
        {"fields": ["sent_on"]},
        {"fields": ["meeting_on"]},
    ]


def test_report_onward_follows_a_branch_that_carried_it():
    motion, clp = MotionFactory(), CLPFactory()
    branch = make_submission(motion, clp, body=Body.BRANCH, branch_name="Market")
    amended = Result(outcome=Outcome.CARRIED_AS_AMENDED, held_on=HELD, amended_text="Shorter words.")
    record_vote(branch, amended, by=None)
    onward = report_onward(branch, make_report(motion, clp), consent="I agree.")
    assert (onward.activist, onward.state, onward.follows, onward.text_sent) == (
        branch.activist,
        "awaiting-outcome",
        branch,
        "Shorter words.",
    )
    assert stage_of(clp) == "with_clp"
    assert report_onward(branch, make_report(motion, clp), consent="I agree.") == onward


@pytest.mark.parametrize("outcome", [None, Outcome.LOST, Outcome.DEFERRED])
def test_report_onward_before_the_branch_carried_it_is_refused(outcome):
    motion, clp = MotionFactory(), CLPFactory()
    branch = make_submission(motion, clp, body=Body.BRANCH, branch_name="Market")
    if outcome:
        record_vote(branch, Result(outcome=outcome, held_on=HELD), by=None)
    with pytest.raises(NotAllowed):
        report_onward(branch, make_report(motion, clp), consent="I agree.")
    assert Submission.objects.count() == 1


def test_report_onward_of_a_report_that_was_taken_back_is_refused():
    motion, clp = MotionFactory(), CLPFactory()
    branch = make_submission(motion, clp, body=Body.BRANCH, branch_name="Market")
    record_vote(branch, CARRIED, by=None)
    withdraw_report(branch, by=None)
    with pytest.raises(NotAllowed):
        report_onward(branch, make_report(motion, clp), consent="I agree.")
    assert Submission.objects.count() == 1


def test_report_stays_with_its_clp_its_motion_and_what_it_follows():
    motion, clp, other = MotionFactory(), CLPFactory(), CLPFactory()
    to_branch = {"body": Body.BRANCH, "branch_name": "Market"}
    branch = make_submission(motion, clp, **to_branch)
    local = MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL)
    for report in (make_report(motion, other), make_report(local, clp)):
        with pytest.raises(NotAllowed, match="is another report"):
            change_report(branch, report, by=None)
    record_vote(branch, CARRIED, by=None)
    for report in (make_report(motion, other), make_report(local, clp), make_report(motion, clp, **to_branch)):
        with pytest.raises(NotAllowed):
            report_onward(branch, report, consent="I agree.")
    onward = report_onward(branch, make_report(motion, clp), consent="I agree.")
    with pytest.raises(NotAllowed, match="A branch sent it on"):
        change_report(onward, make_report(motion, clp, **to_branch), by=None)
    assert stage_of(clp) == "with_clp"


def test_check_report_records_who_and_only_the_first_time():
    submission, organiser = make_submission(MotionFactory(), CLPFactory()), UserFactory()
    check_report(submission, by=organiser)
    check_report(submission, by=UserFactory())
    submission.refresh_from_db()
    assert submission.checked_by == organiser
    assert event_kinds().count("submission_checked") == 1


def test_progress_version_moves_with_the_stage_and_only_then():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_submission(motion, clp, confirmed=False)
    version = lambda: Motion.objects.get().progress_version  # noqa: E731
    before = version()
    confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM))
    assert version() == before + 1
    change_report(submission, make_report(motion, clp, meeting_on=HELD), by=None)
    assert version() == before + 1


def test_action_that_fails_half_way_leaves_nothing(monkeypatch):
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_submission(motion, clp)
    events = Event.objects.count()

    let_events_fail(monkeypatch)
    with pytest.raises(NoEvent):
        record_vote(submission, CARRIED, by=None)
    submission.refresh_from_db()
    assert (submission.state, Vote.objects.count(), Event.objects.count()) == ("awaiting-outcome", 0, events)
    assert stage_of(clp) == "with_clp"
    assert move_stage(Standing.objects.get(clp=clp)) is False
