"""A CLP's stage from its facts."""

from datetime import date
from itertools import count, permutations

import pytest

from motions.enums import REFUSED, Body, EntryState, Outcome, Purpose, Stage, SubmissionState
from motions.stages import EntryFact, Standpoint, SubmissionFact, derive_stage

SENT, HELD, LATER = date(2027, 3, 1), date(2027, 3, 20), date(2027, 4, 20)
pks = count(1)


def fact(body=Body.CLP, outcome=None, purpose=None, *, by=1, checked=False, held_on=HELD, sent_on=SENT):
    state = SubmissionState.DECIDED if outcome else SubmissionState.AWAITING_OUTCOME
    return SubmissionFact(next(pks), by, body, state, sent_on, checked, outcome, purpose, held_on if outcome else None)


def carried(**kwargs):
    return fact(Body.CLP, Outcome.CARRIED, Purpose.CONFERENCE, **kwargs)


def test_stage_of_nothing_is_not_started():
    assert derive_stage([]) == Standpoint(Stage.NOT_STARTED)


def test_stage_of_a_champion_alone_begins_that_day():
    assert derive_stage([], championed_since=SENT) == Standpoint(Stage.CHAMPION_FOUND, SENT)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([fact(Body.BRANCH)], Standpoint(Stage.WITH_BRANCH, SENT)),
        ([fact(Body.BRANCH, Outcome.CARRIED)], Standpoint(Stage.BRANCH_CARRIED, HELD)),
        ([fact(Body.BRANCH, Outcome.LOST)], Standpoint(Stage.NOT_CARRIED, HELD)),
        ([fact(Body.BRANCH, Outcome.ANOTHER_CHOSEN)], Standpoint(Stage.NOT_CARRIED, HELD)),
        ([fact(Body.BRANCH, Outcome.OTHER)], Standpoint(Stage.WITH_BRANCH, SENT)),
        ([fact()], Standpoint(Stage.WITH_CLP, SENT)),
        ([fact(Body.CLP, Outcome.OTHER)], Standpoint(Stage.WITH_CLP, SENT)),
        ([fact(Body.CLP, Outcome.CARRIED, Purpose.POLICY)], Standpoint(Stage.CARRIED_AS_POLICY, HELD)),
        ([carried()], Standpoint(Stage.CARRIED_FOR_CONFERENCE, HELD)),
        ([fact(Body.CLP, Outcome.ANOTHER_CHOSEN)], Standpoint(Stage.ANOTHER_MOTION_CHOSEN, HELD)),
        ([fact(Body.BRANCH, Outcome.CARRIED), fact(Body.CLP, Outcome.LOST)], Standpoint(Stage.NOT_CARRIED, HELD)),
        ([fact(Body.BRANCH, Outcome.LOST), fact(Body.BRANCH)], Standpoint(Stage.WITH_BRANCH, SENT)),
        ([fact(Body.CLP, Outcome.LOST), fact(by=2)], Standpoint(Stage.WITH_CLP, SENT)),
    ],
)
def test_stage_of_submissions_is_the_furthest_they_support_in_any_order(facts, expected):
    for order in permutations(facts):
        assert derive_stage(order, championed_since=SENT) == expected


@pytest.mark.parametrize("outcome", sorted(REFUSED - {Outcome.ANOTHER_CHOSEN}))
def test_stage_of_a_refusal_is_not_carried(outcome):
    assert derive_stage([fact(Body.CLP, outcome)]).stage == Stage.NOT_CARRIED


def test_stage_begins_with_the_first_of_several_that_support_it():
    assert derive_stage([carried(held_on=LATER), carried(held_on=HELD)]).since == HELD


def test_stage_is_checked_when_two_people_say_the_same_and_not_when_one_says_it_twice():
    assert derive_stage([carried(by=1), carried(by=2)]).checked
    assert not derive_stage([carried(by=1), carried(by=1)]).checked


def test_stage_of_conflicting_reports_is_the_furthest_and_marked():
    point = derive_stage([carried(by=1), fact(Body.CLP, Outcome.LOST, by=2)])
    assert point == Standpoint(Stage.CARRIED_FOR_CONFERENCE, HELD, checked=False, conflicting=True)


def test_stage_follows_the_report_that_an_organiser_checked():
    point = derive_stage([carried(by=1), fact(Body.CLP, Outcome.LOST, by=2, checked=True)])
    assert point == Standpoint(Stage.NOT_CARRIED, HELD, checked=True, conflicting=False)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (EntryState.SENT, (Stage.SENT_TO_CONFERENCE, LATER)),
        (EntryState.ACKNOWLEDGED, (Stage.SENT_TO_CONFERENCE, LATER)),
        (EntryState.IN_ORDER, (Stage.ACCEPTED, date(2027, 9, 20))),
        (EntryState.RULED_OUT, (Stage.RULED_OUT, date(2027, 9, 20))),
        (EntryState.APPEALED, (Stage.RULED_OUT, date(2027, 9, 20))),
        (EntryState.APPEAL_LOST, (Stage.RULED_OUT, date(2027, 9, 20))),
        (EntryState.RETRACTED, (Stage.CARRIED_FOR_CONFERENCE, HELD)),
    ],
)
def test_stage_of_an_entry_stands_above_the_vote(state, expected):
    vote = carried()
    point = derive_stage([vote], entry=EntryFact(state, LATER, date(2027, 9, 20), vote.pk))
    assert (point.stage, point.since) == expected


def test_stage_of_an_entry_falls_with_the_vote_it_rests_on():
    lost = fact(Body.CLP, Outcome.LOST)
    assert derive_stage([lost], entry=EntryFact(EntryState.SENT, LATER, None, lost.pk)).stage == Stage.NOT_CARRIED
    assert derive_stage([lost], entry=EntryFact(EntryState.SENT, LATER)).stage == Stage.SENT_TO_CONFERENCE


def test_stage_of_an_entry_stays_when_a_checked_report_bears_its_vote_out_and_falls_when_one_overrules_it():
    vote = carried(by=1)
    entry = EntryFact(EntryState.SENT, LATER, None, vote.pk)
    borne_out = derive_stage([vote, carried(by=2, checked=True)], entry=entry)
    assert borne_out == Standpoint(Stage.SENT_TO_CONFERENCE, LATER)
    as_policy = fact(Body.CLP, Outcome.CARRIED, Purpose.POLICY, by=2, checked=True)
    assert derive_stage([vote, as_policy], entry=entry).stage == Stage.CARRIED_AS_POLICY
