"""Attention to meetings: outcomes, speakers, and what the meeting made of the text."""

from datetime import date, time, timedelta

import pytest

from motions.actions.champions import record_champion
from motions.actions.entries import record_sent
from motions.actions.submissions import record_speaker
from motions.enums import Body, Outcome, Purpose, Speaker
from tests.factories import UserFactory, make_submission
from tests.motions.attention.conftest import MEETING, REPORTED, carry, days_found, found, span, words

pytestmark = pytest.mark.django_db


def test_outcome_is_the_mails_for_eight_days_and_then_an_organisers(motion, clp):
    make_submission(motion, clp, meeting_on=MEETING)
    days = span(MEETING - timedelta(days=1), MEETING + timedelta(days=40))
    assert days_found(motion, "outcome-awaited", days) == span(date(2027, 3, 21), date(2027, 3, 28))
    assert days_found(motion, "outcome-overdue", days) == span(date(2027, 3, 29), days[-1])
    assert words(motion, date(2027, 3, 21), "outcome-awaited") == [
        "The CLP met yesterday, on 20 March. The mail asks again on 24 March."
    ]
    assert words(motion, date(2027, 3, 28), "outcome-awaited") == [
        "The CLP met 8 days ago, on 20 March. The mail has asked for the last time. Tomorrow it is yours."
    ]
    assert words(motion, date(2027, 3, 29), "outcome-overdue") == [
        "The CLP met 9 days ago, on 20 March. The mail has asked 3 times: it is yours now."
    ]


def test_outcome_that_is_known_is_not_asked_for(motion, clp):
    submission = make_submission(motion, clp, meeting_on=MEETING)
    make_submission(motion, clp, meeting_on=MEETING)
    carry(submission)
    assert found(motion, date(2027, 4, 10), "outcome-overdue", "outcome-awaited", "no-speaker") == []


def test_outcome_of_a_second_vote_is_asked_for_where_the_first_was_for_policy(motion, clp):
    carry(make_submission(motion, clp, meeting_on=MEETING), purpose=Purpose.POLICY)
    second = make_submission(motion, clp, meeting_on=date(2027, 4, 20))
    assert found(motion, date(2027, 4, 29), "outcome-overdue") == [("outcome-overdue", "Little Mickering", second.pk)]


def test_meeting_that_two_people_reported_is_one_item(motion, clp):
    first = make_submission(motion, clp, meeting_on=MEETING)
    make_submission(motion, clp, meeting_on=MEETING)
    branch = make_submission(motion, clp, body=Body.BRANCH, branch_name="Old Town", meeting_on=MEETING)
    assert [pk for *_, pk in found(motion, date(2027, 4, 1), "outcome-overdue")] == [first.pk, branch.pk]
    assert words(motion, date(2027, 4, 1), "outcome-overdue")[1].startswith("Old Town branch met 12 days ago")


def test_meeting_within_seven_days_needs_a_speaker(motion, clp):
    make_submission(motion, clp, meeting_on=MEETING)
    days = span(date(2027, 3, 10), date(2027, 3, 22))
    assert days_found(motion, "no-speaker", days) == span(date(2027, 3, 13), MEETING)
    assert words(motion, date(2027, 3, 19), "no-speaker") == [
        "The CLP meets tomorrow. Nobody has said that they speak for it."
    ]


@pytest.mark.parametrize(
    ("speaker", "needs_one"), [(Speaker.REPORTER, False), (Speaker.SOMEBODY, False), (Speaker.NOBODY, True)]
)
def test_meeting_with_an_answer_about_its_speaker(motion, clp, speaker, needs_one):
    submission = make_submission(motion, clp, meeting_on=MEETING)
    record_speaker(submission, speaker, by=submission.activist)
    assert bool(found(motion, MEETING, "no-speaker")) is needs_one


def test_champion_speaks_unless_we_are_told_that_nobody_does(motion, clp):
    submission = make_submission(motion, clp, meeting_on=MEETING)
    record_champion(motion=motion, clp=clp, activist=UserFactory(), since=REPORTED, by=None)
    assert found(motion, MEETING, "no-speaker") == []
    record_speaker(submission, Speaker.NOBODY, by=None)
    assert words(motion, MEETING, "no-speaker") == ["The CLP meets today. We are told that nobody speaks for it."]


@pytest.mark.parametrize(("count", "is_long"), [(250, False), (251, True)])
def test_amended_text_over_the_limit_is_found_by_the_word(motion, clp, count, is_long):
    submission = make_submission(motion, clp, meeting_on=MEETING)
    carry(submission, outcome=Outcome.CARRIED_AS_AMENDED, amended_text="word " * count)
    assert bool(found(motion, MEETING, "text-too-long")) is is_long


def test_amended_text_is_found_no_more_once_it_is_corrected_or_sent(motion, clp):
    submission = make_submission(motion, clp, meeting_on=MEETING)
    carry(submission, outcome=Outcome.CARRIED_AS_AMENDED, amended_text="word " * 300)
    assert words(motion, MEETING, "text-too-long") == [
        "The text as amended has 300 words; the limit is 250. One over is ruled out."
    ]
    carry(submission, outcome=Outcome.CARRIED_AS_AMENDED, amended_text="word " * 240)
    assert found(motion, MEETING, "text-too-long") == []
    carry(submission, outcome=Outcome.CARRIED_AS_AMENDED, amended_text="word " * 260)
    assert len(found(motion, MEETING, "text-too-long")) == 1
    record_sent(motion=motion, clp=clp, sent_on=MEETING, by=None, submission=submission)
    assert found(motion, MEETING, "text-too-long") == []


def test_speaker_is_asked_again_when_the_meeting_moves(motion, clp):
    submission = make_submission(motion, clp, meeting_on=MEETING, meeting_time=time(19))
    record_speaker(submission, Speaker.REPORTER, by=None)
    carry(submission, outcome=Outcome.DEFERRED, purpose=None, deferred_to=date(2027, 4, 20))
    assert words(motion, date(2027, 4, 14), "no-speaker") == [
        "The CLP meets on 20 April. Nobody has said that they speak for it."
    ]
