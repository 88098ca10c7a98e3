"""What needs attention as a list: its kinds, its order, its names, and what it costs."""

from datetime import date, timedelta

import pytest

from motions.attention import KINDS
from motions.enums import Outcome
from tests.factories import CLPFactory, MotionFactory, RegionFactory, make_champion, make_submission
from tests.motions.attention.conftest import MEETING, carry, found, items_on

pytestmark = pytest.mark.django_db


def test_kinds_are_named_once_and_each_has_one_next_action():
    assert len({kind.key for kind in KINDS}) == len(KINDS)
    assert all(kind.label and kind.next_action for kind in KINDS)


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
    first, later = (items_on(motion, MEETING + timedelta(days=days))[0] for days in (9, 30))
    assert first.key == later.key == f"outcome-overdue:libraries:little-mickering:{submission.pk}"
    assert first.fingerprint == later.fingerprint
    asked_later = items_on(motion, MEETING + timedelta(days=9), asks_after=(1, 2))[0]
    assert asked_later.fingerprint == first.fingerprint
    carry(submission, outcome=Outcome.DEFERRED, purpose=None, deferred_to=date(2027, 4, 20))
    moved = items_on(motion, date(2027, 5, 1))[0]
    assert moved.key == first.key
    assert moved.fingerprint != first.fingerprint


def test_words_and_names_hold_no_person(motion, clp):
    make_submission(motion, clp, email="very.private@example.org", meeting_on=MEETING)
    told = [(item.key, item.words) for item in items_on(motion, MEETING)]
    assert "Alex" not in str(told)
    assert "private" not in str(told)


@pytest.mark.parametrize("many", [1, 12])
def test_attention_costs_twelve_queries_however_many_there_are(motion, django_assert_num_queries, many):
    for number in range(many):
        clp = CLPFactory()
        make_submission(motion, clp, meeting_on=MEETING + timedelta(days=number))
        make_submission(motion, CLPFactory(), confirmed=False)
        keen = CLPFactory()
        for _ in range(2):
            make_champion(motion, keen, may_introduce=True)
    motion = type(motion).objects.select_related("campaign__conference").get(pk=motion.pk)
    with django_assert_num_queries(12):
        assert len(items_on(motion, date(2027, 3, 19))) >= many
