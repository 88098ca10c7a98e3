"""Attention to what people told us: reports, champions, questions, and silence."""

from datetime import UTC, date, datetime

import pytest

from motions.actions.advice import answer_advice
from motions.actions.champions import introduce_champions, withdraw_champion
from motions.actions.speakers import accept_asking, ask_speaker, withdraw_speaker
from motions.actions.submissions import check_report, record_speaker, withdraw_report
from motions.enums import AdviceStep, Outcome, Speaker
from tests.factories import (
    CLPFactory,
    RegionFactory,
    UserFactory,
    make_champion,
    make_question,
    make_speaker,
    make_submission,
    make_wish,
)
from tests.motions.attention.conftest import MEETING, REPORTED, carry, days_found, found, items_on, span, words

pytestmark = pytest.mark.django_db


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
    elsewhere = items_on(motion, REPORTED, regions={wales.pk})
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


def test_wish_for_a_speaker_is_found_while_nobody_is_asked_or_whoever_was_is_silent(motion, clp, clock):
    wish = make_wish(motion, clp, on=MEETING)
    assert found(motion, REPORTED, "speaker-wanted") == [("speaker-wanted", "Little Mickering", None)]
    assert words(motion, REPORTED, "speaker-wanted") == [
        "The CLP wants a visiting speaker on 20 March. No speaker is being asked."
    ]
    asking = ask_speaker(wish, make_speaker(motion, [clp.region]), by=UserFactory(is_staff=True))
    assert days_found(motion, "speaker-wanted", span(REPORTED, date(2027, 3, 22))) == span(date(2027, 3, 5), MEETING)
    assert words(motion, date(2027, 3, 5), "speaker-wanted") == [
        "The CLP wants a visiting speaker on 20 March. Whoever we asked on 1 March has not answered."
    ]
    accept_asking(asking)
    assert found(motion, date(2027, 3, 5), "speaker-wanted") == []


def test_wish_is_found_where_whoever_was_asked_took_their_offer_back(motion, clp):
    asking = ask_speaker(make_wish(motion, clp, on=MEETING), make_speaker(motion, [clp.region]), by=UserFactory())
    withdraw_speaker(asking.offer, by=None)
    assert words(motion, REPORTED, "speaker-wanted") == [
        "The CLP wants a visiting speaker on 20 March. No speaker is being asked."
    ]


def test_wish_that_is_not_confirmed_needs_nobody_yet(motion, clp):
    make_wish(motion, clp, on=MEETING, confirmed=False)
    assert found(motion, REPORTED, "speaker-wanted") == []
