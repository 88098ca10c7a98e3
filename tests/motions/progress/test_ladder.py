"""The ladder, the groups and the history: from standings and moves alone."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from clps.enums import MeetingStructure
from motions.actions.entries import move_entry, record_sent
from motions.actions.votes import Result, record_vote
from motions.enums import Outcome, Stage
from motions.models import Event, Standing
from motions.progress.clps import read_clps
from motions.progress.history import History, read_moves, trace
from motions.progress.ladder import Group, Rung, by_region, by_structure, read_rungs
from motions.workflow import EntryAct
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    MotionFactory,
    RegionFactory,
    carried_on,
    make_carried,
)

pytestmark = pytest.mark.django_db
HELD = date(2027, 3, 20)
CARRIED = carried_on(HELD)


@pytest.fixture
def motion():
    """A CLP at every stage and one that has no row: 13."""
    motion = MotionFactory()
    for number, stage in enumerate(Stage):
        region = RegionFactory(name="Scotland" if number % 2 else "Wales")
        structure = MeetingStructure.ALL_MEMBER if number < 4 else MeetingStructure.UNKNOWN
        clp = CLPFactory(name=f"{stage.label} CLP", slug=stage.value, region=region, structure=structure)
        Standing.objects.create(motion=motion, clp=clp, stage=stage, since=HELD)
    CLPFactory(region=RegionFactory(name="Wales"), structure=MeetingStructure.UNKNOWN)
    return motion


def test_ladder_counts_each_rung_and_where_the_others_stopped(motion):
    assert read_rungs(read_clps(motion)) == [
        Rung("All CLPs", 13, 13, ()),
        Rung("Taken up there", 11, 13, ((Stage.NOT_STARTED, 2),)),
        Rung("Sent to a branch or the CLP", 10, 11, ((Stage.CHAMPION_FOUND, 1),)),
        Rung(
            "Carried by the CLP",
            5,
            10,
            (
                (Stage.WITH_BRANCH, 1),
                (Stage.BRANCH_CARRIED, 1),
                (Stage.WITH_CLP, 1),
                (Stage.NOT_CARRIED, 1),
                (Stage.ANOTHER_MOTION_CHOSEN, 1),
            ),
        ),
        Rung("Carried for conference", 4, 5, ((Stage.CARRIED_AS_POLICY, 1),)),
        Rung("Sent to conference", 3, 4, ((Stage.CARRIED_FOR_CONFERENCE, 1),)),
        Rung("Accepted by conference", 1, 3, ((Stage.SENT_TO_CONFERENCE, 1), (Stage.RULED_OUT, 1))),
    ]


def test_rung_says_in_words_where_the_others_stand():
    rung = Rung("Carried by the CLP", 5, 10, ((Stage.WITH_BRANCH, 2), (Stage.WITH_CLP, 3)))
    assert (rung.loss, rung.percent, rung.lost_in_words) == (5, 50, "2 with a branch, 3 with the CLP")


def test_ladder_without_clps_is_all_noughts():
    assert {(rung.number, rung.of, rung.loss, rung.percent) for rung in read_rungs([])} == {(0, 0, 0, 0)}


def test_groups_are_counted_from_north_to_south_and_by_structure(motion):
    clps = read_clps(motion)
    assert by_region(clps) == [
        Group("Scotland", "scotland", 6, 6, 2, 2),
        Group("Wales", "wales", 7, 5, 2, 1),
    ]
    assert [(group.slug, group.clps) for group in by_structure(clps)] == [("all-member", 4), ("unknown", 9)]


def test_clps_are_read_in_one_query_for_the_regions_asked_for(motion, django_assert_num_queries):
    wales = RegionFactory(name="Wales")
    with django_assert_num_queries(1):
        assert len(read_clps(motion, {wales.pk})) == 7
    assert read_clps(motion, frozenset()) == []


def test_clps_are_read_with_the_stage_of_this_motion_alone(motion):
    other = MotionFactory(campaign=CampaignFactory(is_current=False))
    assert {clp.stage for clp in read_clps(other)} == {Stage.NOT_STARTED}


def test_history_counts_from_the_meeting_and_the_sending_not_from_the_report():
    motion, clp = MotionFactory(), CLPFactory()
    with time_machine.travel(datetime(2027, 5, 1, 12, tzinfo=UTC)):
        submission = make_carried(motion, clp, meeting_on=HELD, on=HELD)
        entry = record_sent(motion=motion, clp=clp, sent_on=date(2027, 3, 25), by=None, submission=submission)
        move_entry(entry, EntryAct.RULE_IN_ORDER, on=date(2027, 4, 30), by=None)
    history = trace(read_moves(motion), read_clps(motion))
    assert history == History((HELD,), (date(2027, 3, 25),))
    days = [date(2027, 3, 19), HELD, date(2027, 3, 24), date(2027, 3, 25)]
    assert [(history.carried_by(day), history.sent_by(day)) for day in days] == [(0, 0), (1, 0), (1, 0), (1, 1)]


def test_history_forgets_what_was_corrected_and_begins_anew():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_carried(motion, clp, meeting_on=HELD, on=HELD)
    record_vote(submission, Result(outcome=Outcome.LOST, held_on=HELD), by=None)
    assert trace(read_moves(motion), read_clps(motion)) == History()
    later = carried_on(date(2027, 4, 20))
    record_vote(submission, later, by=None)
    assert trace(read_moves(motion), read_clps(motion)).carried == (date(2027, 4, 20),)


def test_history_of_a_motion_ruled_out_keeps_the_days_it_was_carried_and_sent_on_appeal_or_not():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_carried(motion, clp, meeting_on=HELD, on=HELD)
    entry = record_sent(motion=motion, clp=clp, sent_on=date(2027, 3, 25), by=None, submission=submission)
    entry = move_entry(entry, EntryAct.RULE_OUT, on=date(2027, 4, 1), by=None)
    assert trace(read_moves(motion), read_clps(motion)) == History((HELD,), (date(2027, 3, 25),))
    entry = move_entry(entry, EntryAct.APPEAL, on=date(2027, 4, 2), by=None)
    move_entry(entry, EntryAct.WIN_APPEAL, on=date(2027, 4, 3), by=None)
    assert trace(read_moves(motion), read_clps(motion)) == History((HELD,), (date(2027, 3, 25),))


def test_history_of_events_that_do_not_say_since_when_takes_their_own_day():
    motion, clp = MotionFactory(), CLPFactory()
    Standing.objects.create(motion=motion, clp=clp, stage=Stage.SENT_TO_CONFERENCE, since=date(2027, 4, 1))
    at = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
    for stage in (Stage.CARRIED_FOR_CONFERENCE, Stage.SENT_TO_CONFERENCE):
        Event.objects.create(kind="stage_moved", motion=motion, clp=clp, at=at, details={"to": stage.value})
    assert trace(read_moves(motion), read_clps(motion)) == History((date(2027, 3, 1),), (date(2027, 3, 1),))


def test_history_of_a_standing_without_events_has_its_own_day(motion):
    assert trace([], read_clps(motion)) == History((HELD,) * 4, (HELD,) * 3)
