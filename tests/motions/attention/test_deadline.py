"""Attention as the deadline nears: carried and not sent, and too late by the normal route."""

from datetime import date, time, timedelta

import pytest

from clps.enums import MeetingStructure
from motions.actions.champions import record_champion
from motions.actions.entries import record_sent
from motions.attention import Urgency
from motions.enums import Body, Purpose
from tests.factories import CampaignFactory, CLPFactory, MotionFactory, UserFactory, make_submission
from tests.motions.attention.conftest import (
    DEADLINE,
    MEETING,
    REPORTED,
    carry,
    days_found,
    found,
    items_on,
    span,
    words,
)

pytestmark = pytest.mark.django_db


def test_carried_motion_must_be_sent_from_three_weeks_before_the_deadline(motion, clp):
    submission = make_submission(motion, clp, meeting_on=MEETING)
    carry(submission)
    days = span(date(2027, 8, 15), date(2027, 9, 18))
    assert days_found(motion, "not-sent", days) == span(date(2027, 8, 26), DEADLINE)
    assert words(motion, date(2027, 9, 15), "not-sent") == ["Carried on 20 March. Motions close tomorrow."]
    record_sent(motion=motion, clp=clp, sent_on=MEETING, by=None, submission=submission)
    assert found(motion, DEADLINE, "not-sent") == []


def test_carried_motion_cannot_wait_in_the_last_week(motion, clp):
    carry(make_submission(motion, clp, meeting_on=MEETING))
    urgencies = [
        item.urgency
        for day in (date(2027, 9, 8), date(2027, 9, 9))
        for item in items_on(motion, day)
        if item.kind.key == "not-sent"
    ]
    assert urgencies == [Urgency.THIS_WEEK, Urgency.TODAY]


def test_motion_carried_as_policy_only_is_not_one_to_send(motion, clp):
    carry(make_submission(motion, clp, meeting_on=MEETING), purpose=Purpose.POLICY)
    assert found(motion, DEADLINE, "not-sent") == []


def test_clp_that_meets_after_the_deadline_is_too_late(motion, clp):
    make_submission(motion, clp, meeting_on=DEADLINE)
    assert found(motion, REPORTED, "too-late") == []
    other = CLPFactory(name="Great Mickering")
    make_submission(motion, other, meeting_on=DEADLINE + timedelta(days=1))
    assert found(motion, REPORTED, "too-late") == [("too-late", "Great Mickering", None)]
    assert words(motion, DEADLINE, "too-late") == ["The CLP meets after the deadline. Motions close today."]
    assert found(motion, DEADLINE + timedelta(days=1), "too-late") == []


@pytest.mark.parametrize(
    ("hours", "is_late"),
    [
        ([time(16, 59)], False),
        ([time(17)], True),
        ([time(19)], True),
        ([time(19), None], True),
        ([time(19), time(10)], False),
    ],
)
def test_clp_that_meets_on_the_day_motions_close_is_too_late_by_the_hour(motion, clp, hours, is_late):
    for hour in hours:
        make_submission(motion, clp, meeting_on=DEADLINE, meeting_time=hour)
    assert bool(found(motion, REPORTED, "too-late")) is is_late
    assert found(motion, DEADLINE + timedelta(days=1), "too-late") == []


def test_clp_with_another_meeting_in_time_is_not_too_late(motion, clp):
    make_submission(motion, clp, meeting_on=DEADLINE + timedelta(days=1))
    make_submission(motion, clp, meeting_on=DEADLINE - timedelta(days=1))
    assert found(motion, REPORTED, "too-late") == []


@pytest.mark.parametrize(("meeting_on", "is_late"), [(date(2027, 9, 2), False), (date(2027, 9, 3), True)])
def test_branch_must_meet_before_the_clps_notice_begins(motion, clp, meeting_on, is_late):
    make_submission(motion, clp, body=Body.BRANCH, branch_name="Old Town", meeting_on=meeting_on)
    assert bool(found(motion, REPORTED, "too-late")) is is_late


def test_branch_whose_day_is_not_known_is_too_late_after_the_last_safe_day(motion, clp):
    make_submission(motion, clp, body=Body.BRANCH, branch_name="Old Town")
    assert days_found(motion, "too-late", [date(2027, 9, 2), date(2027, 9, 3)]) == [date(2027, 9, 3)]


@pytest.mark.parametrize(
    ("structure", "last_day"),
    [
        (MeetingStructure.ALL_MEMBER, date(2027, 9, 2)),
        (MeetingStructure.UNKNOWN, date(2027, 9, 2)),
        (MeetingStructure.GENERAL_COMMITTEE, date(2027, 8, 5)),
    ],
)
def test_champion_is_too_late_after_the_last_safe_day_of_the_route(motion, structure, last_day):
    clp = CLPFactory(structure=structure)
    record_champion(motion=motion, clp=clp, activist=UserFactory(), since=REPORTED, by=None)
    days = [last_day, last_day + timedelta(days=1)]
    assert days_found(motion, "too-late", days) == days[1:]


def test_clp_that_carried_it_as_policy_is_too_late_without_notice_for_another_vote(motion, clp):
    carry(make_submission(motion, clp, meeting_on=MEETING), purpose=Purpose.POLICY)
    assert days_found(motion, "too-late", [date(2027, 9, 2), date(2027, 9, 3)]) == [date(2027, 9, 3)]


def test_clp_that_has_not_begun_is_never_too_late(motion, clp):
    assert found(motion, DEADLINE) == []


def test_campaign_with_more_time_for_branches_is_late_earlier():
    campaign = CampaignFactory(branch_days=60)
    motion = MotionFactory(campaign=campaign)
    clp = CLPFactory(structure=MeetingStructure.GENERAL_COMMITTEE)
    record_champion(motion=motion, clp=clp, activist=UserFactory(), since=REPORTED, by=None)
    days = [date(2027, 7, 4), date(2027, 7, 5)]
    assert days_found(motion, "too-late", days) == days[1:]
