"""What needs attention: each kind on its first day and the day before, its last and the day after."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from clps.enums import MeetingStructure
from motions.actions.advice import answer_advice
from motions.actions.champions import introduce_champions, record_champion, withdraw_champion
from motions.actions.entries import record_sent
from motions.actions.submissions import check_report, record_speaker, withdraw_report
from motions.actions.votes import Result, record_vote
from motions.attention import KINDS, Urgency, find_attention
from motions.enums import AdviceStep, Body, Outcome, Purpose, Speaker
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    make_champion,
    make_question,
    make_submission,
)

pytestmark = pytest.mark.django_db
# The factories' deadline is 16 September 2027, 17:00 in London; a CLP's notice is 14 days, a branch's time 28.
DEADLINE = date(2027, 9, 16)
REPORTED = date(2027, 3, 1)
MEETING = date(2027, 3, 20)


@pytest.fixture
def clock():
    """Everything is reported at noon on 1 March 2027."""
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def motion(clock):
    return MotionFactory(slug="libraries")


@pytest.fixture
def clp(motion):
    return CLPFactory(name="Little Mickering", slug="little-mickering", structure=MeetingStructure.ALL_MEMBER)


def found(motion, day, *kinds, **values):
    """What is found on a day: kind, CLP and report; of these kinds, or of all."""
    items = find_attention(motion, day=day, **values)
    shown = [(item.kind.key, item.clp.name, item.fact.submission_pk) for item in items]
    return [one for one in shown if not kinds or one[0] in kinds]


def words(motion, day, kind):
    return [item.words for item in find_attention(motion, day=day) if item.kind.key == kind]


def carry(submission, *, held_on=MEETING, purpose=Purpose.CONFERENCE, outcome=Outcome.CARRIED, **values):
    return record_vote(submission, Result(outcome=outcome, purpose=purpose, held_on=held_on, **values), by=None)


def days_found(motion, kind, days):
    return [day for day in days if found(motion, day, kind)]


def span(first, last):
    return [first + timedelta(days=days) for days in range((last - first).days + 1)]


def test_kinds_are_named_once_and_each_has_one_next_action():
    assert len({kind.key for kind in KINDS}) == len(KINDS)
    assert all(kind.label and kind.next_action for kind in KINDS)


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
        for item in find_attention(motion, day=day)
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


def test_conflicting_reports_are_found_until_one_is_checked(motion, clp):
    carried = make_submission(motion, clp, meeting_on=MEETING)
    carry(carried)
    lost = make_submission(motion, clp, meeting_on=MEETING)
    carry(lost, outcome=Outcome.LOST, purpose=None)
    assert found(motion, MEETING, "conflict", "unchecked") == [("conflict", "Little Mickering", None)]
    check_report(carried, by=UserFactory(is_staff=True))
    assert found(motion, MEETING, "conflict", "unchecked") == []


def test_unconfirmed_report_is_found_from_the_next_day_for_a_month(motion, clp):
    submission = make_submission(motion, clp, confirmed=False)
    days = span(REPORTED, date(2027, 4, 2))
    assert days_found(motion, "unconfirmed", days) == span(date(2027, 3, 2), date(2027, 3, 31))
    assert words(motion, date(2027, 3, 2), "unconfirmed") == [
        "Reported yesterday. It counts nowhere until they press the button in our mail."
    ]
    withdraw_report(submission, by=None)
    assert found(motion, date(2027, 3, 2)) == []


def test_carried_motion_is_unchecked_until_a_second_person_reports_it(motion, clp):
    carry(make_submission(motion, clp, meeting_on=MEETING))
    assert found(motion, MEETING, "unchecked") == [("unchecked", "Little Mickering", None)]
    carry(make_submission(motion, clp, meeting_on=MEETING))
    assert found(motion, MEETING, "unchecked") == []


def test_champions_who_agreed_are_to_be_introduced_until_every_pair_is(motion, clp):
    one, other = (make_champion(motion, clp, may_introduce=True) for _ in range(2))
    make_champion(motion, clp)
    assert words(motion, REPORTED, "introduce") == [
        "Two people want to take it here and agreed to be introduced to each other."
    ]
    introduce_champions(one, other, by=None)
    assert found(motion, REPORTED, "introduce") == []
    third = make_champion(motion, clp, may_introduce=True)
    assert words(motion, REPORTED, "introduce")[0].startswith("3 people")
    withdraw_champion(third, by=None)
    assert found(motion, REPORTED, "introduce") == []


def test_one_champion_alone_or_in_another_clp_is_not_to_be_introduced(motion, clp):
    make_champion(motion, clp, may_introduce=True)
    make_champion(motion, CLPFactory(), may_introduce=True)
    make_champion(motion, clp, may_introduce=True, confirmed=False)
    assert found(motion, REPORTED, "introduce") == []


def test_question_is_unanswered_until_somebody_answers(motion, clp, clock):
    asked = make_question(clp=clp, step=AdviceStep.AMENDMENTS)
    make_question()
    assert words(motion, REPORTED, "advice") == [
        "Somebody asked today: finding the secretary’s address.",
        "Somebody asked today: if they want to amend it.",
    ]
    wales = RegionFactory(name="Wales")
    elsewhere = find_attention(motion, day=REPORTED, regions={wales.pk})
    assert [(item.kind.key, item.clp) for item in elsewhere] == [("advice", None)]
    answer_advice(asked, "Ask for the text first.", by=UserFactory(is_staff=True))
    assert len(words(motion, REPORTED, "advice")) == 1


def test_clp_is_stale_after_fourteen_days_without_a_word_or_a_meeting(motion, clp, clock):
    submission = make_submission(motion, clp)
    days = span(REPORTED, date(2027, 3, 20))
    assert days_found(motion, "stale", days) == span(date(2027, 3, 15), date(2027, 3, 20))
    assert words(motion, date(2027, 3, 15), "stale") == [
        "With the CLP, and nothing heard for 14 days. No meeting is known."
    ]
    clock.move_to(datetime(2027, 3, 10, 23, 30, tzinfo=UTC))
    record_speaker(submission, Speaker.REPORTER, by=submission.activist)
    assert days_found(motion, "stale", days) == []
    assert days_found(motion, "stale", [date(2027, 3, 23), date(2027, 3, 24)]) == [date(2027, 3, 24)]


def test_clp_whose_meeting_is_known_is_not_stale(motion, clp):
    make_submission(motion, clp, meeting_on=MEETING)
    assert found(motion, date(2027, 5, 1), "stale") == []


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


def test_most_urgent_comes_first_and_then_what_is_due_first(motion, clp):
    make_submission(motion, clp, meeting_on=MEETING)
    early, stale = CLPFactory(name="Great Mickering"), CLPFactory(name="Stale Mickering")
    make_submission(motion, early, meeting_on=date(2027, 3, 3))
    make_submission(motion, stale)
    assert [(kind, name) for kind, name, _ in found(motion, date(2027, 3, 16))] == [
        ("outcome-overdue", "Great Mickering"),
        ("no-speaker", "Little Mickering"),
        ("stale", "Stale Mickering"),
    ]


def test_attention_is_of_the_regions_asked_for_and_of_one_motion(motion, clp):
    make_submission(motion, clp, meeting_on=MEETING)
    wales = RegionFactory(name="Wales")
    in_wales = make_submission(motion, CLPFactory(name="Ynys Môn", region=wales), meeting_on=MEETING)
    other = MotionFactory(kind="local", campaign=motion.campaign)
    make_submission(other, clp, meeting_on=MEETING)
    day = MEETING + timedelta(days=9)
    assert len(found(motion, day)) == 2
    assert found(motion, day, regions={wales.pk}) == [("outcome-overdue", "Ynys Môn", in_wales.pk)]
    assert found(motion, day, regions=frozenset()) == []


def test_item_keeps_its_name_and_its_fact_from_day_to_day(motion, clp):
    submission = make_submission(motion, clp, meeting_on=MEETING)
    first, later = (find_attention(motion, day=MEETING + timedelta(days=days))[0] for days in (9, 30))
    assert first.key == later.key == f"outcome-overdue:libraries:little-mickering:{submission.pk}"
    assert first.fingerprint == later.fingerprint
    carry(submission, outcome=Outcome.DEFERRED, purpose=None, deferred_to=date(2027, 4, 20))
    moved = find_attention(motion, day=date(2027, 5, 1))[0]
    assert moved.key == first.key
    assert moved.fingerprint != first.fingerprint


def test_words_and_names_hold_no_person(motion, clp):
    make_submission(motion, clp, email="very.private@example.org", meeting_on=MEETING)
    told = [(item.key, item.words) for item in find_attention(motion, day=MEETING)]
    assert "Alex" not in str(told)
    assert "private" not in str(told)


@pytest.mark.parametrize("many", [1, 12])
def test_attention_costs_eight_queries_however_many_there_are(motion, django_assert_num_queries, many):
    for number in range(many):
        clp = CLPFactory()
        make_submission(motion, clp, meeting_on=MEETING + timedelta(days=number))
        make_submission(motion, CLPFactory(), confirmed=False)
        keen = CLPFactory()
        for _ in range(2):
            make_champion(motion, keen, may_introduce=True)
    motion = type(motion).objects.select_related("campaign__conference").get(pk=motion.pk)
    with django_assert_num_queries(8):
        assert len(find_attention(motion, day=date(2027, 3, 19))) >= many


def test_speaker_is_asked_again_when_the_meeting_moves(motion, clp):
    submission = make_submission(motion, clp, meeting_on=MEETING, meeting_time=time(19))
    record_speaker(submission, Speaker.REPORTER, by=None)
    carry(submission, outcome=Outcome.DEFERRED, purpose=None, deferred_to=date(2027, 4, 20))
    assert words(motion, date(2027, 4, 14), "no-speaker") == [
        "The CLP meets on 20 April. Nobody has said that they speak for it."
    ]


def test_campaign_with_more_time_for_branches_is_late_earlier():
    campaign = CampaignFactory(branch_days=60)
    motion = MotionFactory(campaign=campaign)
    clp = CLPFactory(structure=MeetingStructure.GENERAL_COMMITTEE)
    record_champion(motion=motion, clp=clp, activist=UserFactory(), since=REPORTED, by=None)
    days = [date(2027, 7, 4), date(2027, 7, 5)]
    assert days_found(motion, "too-late", days) == days[1:]
