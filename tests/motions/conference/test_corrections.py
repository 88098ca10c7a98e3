"""Taking back what was recorded wrongly of an entry: every step, once, with its reason, and nothing else."""

from datetime import date, time

import pytest

from motions.actions.composites import record_composite
from motions.actions.delegates import DelegateContact, record_delegate, remove_delegate
from motions.actions.entries import Hearing, move_entry
from motions.actions.entry_corrections import state_before, take_back_step
from motions.enums import EntryState, RulingGround
from motions.models import ConferenceEntry, Event, RulingGroundGiven, Standing
from motions.workflow import NotAllowed
from tests.motions.conference.conftest import ACT, CARD, RULED, VOTED, WORDS, E, accepted, entry_of

pytestmark = pytest.mark.django_db
HEARING = Hearing(on=date(2027, 9, 24), at=time(10), place="Room 4")
GROUNDS = [RulingGround.SEVERAL_SUBJECTS, RulingGround.NOT_NEW]
GIVEN = {
    ACT.RULE_OUT: {"grounds": GROUNDS, "letter": "Dear Secretary", "reason": "Two subjects."},
    ACT.ARRANGE_HEARING: {"hearing": HEARING},
    ACT.GIVE_HEADING: {"heading": "Libraries"},
    ACT.CARRY: {"card": CARD},
}
APPEALED = (ACT.RULE_OUT, ACT.APPEAL)
# What was recorded, and the last step of it, which goes.
PATHS = [
    ((), ACT.ACKNOWLEDGE),
    ((), ACT.RULE_IN_ORDER),
    ((ACT.ACKNOWLEDGE,), ACT.RULE_IN_ORDER),
    ((), ACT.RULE_OUT),
    ((ACT.ACKNOWLEDGE,), ACT.RULE_OUT),
    ((ACT.RULE_OUT,), ACT.APPEAL),
    (APPEALED, ACT.WIN_APPEAL),
    (APPEALED, ACT.LOSE_APPEAL),
    ((ACT.RULE_OUT,), ACT.MOVE_REFERENCE_BACK),
    ((*APPEALED, ACT.LOSE_APPEAL), ACT.MOVE_REFERENCE_BACK),
    ((*APPEALED, ACT.LOSE_APPEAL, ACT.MOVE_REFERENCE_BACK), ACT.WIN_REFERENCE_BACK),
    ((ACT.RULE_OUT, ACT.MOVE_REFERENCE_BACK), ACT.LOSE_REFERENCE_BACK),
    ((ACT.RULE_IN_ORDER, ACT.GIVE_HEADING), ACT.PUT_IN_BALLOT),
    ((ACT.RULE_IN_ORDER, ACT.PUT_IN_BALLOT), ACT.CHOOSE),
    ((ACT.RULE_IN_ORDER, ACT.PUT_IN_BALLOT), ACT.LEAVE_OUT),
    ((ACT.RULE_IN_ORDER,), ACT.CARRY),
    ((ACT.RULE_IN_ORDER, ACT.PUT_IN_BALLOT, ACT.CHOOSE), ACT.LOSE),
    ((ACT.RULE_IN_ORDER,), ACT.REMIT),
    ((ACT.RULE_IN_ORDER,), ACT.NOT_TAKE),
]


def facts():
    """The entry, its grounds and how far its CLP has come."""
    grounds = set(RulingGroundGiven.objects.values_list("entry", "ground"))
    stages = [(one.stage, one.since) for one in Standing.objects.order_by("pk")]
    return ConferenceEntry.objects.order_by("pk").values().first(), grounds, stages


@pytest.mark.parametrize(("before", "act"), PATHS, ids=[f"{len(before)}-{act.name}" for before, act in PATHS])
def test_step_that_is_taken_back_leaves_everything_as_it_was(motion, before, act):
    entry = entry_of(motion)
    for number, one in enumerate(before):
        entry = move_entry(entry, one, on=date(2027, 9, 10 + number), by=None, **GIVEN.get(one, {}))
    kept = facts()
    entry = move_entry(entry, act, on=date(2027, 9, 20), by=None, **GIVEN.get(act, {}))
    assert facts() != kept
    wrong = entry.state
    entry = take_back_step(entry, reason="Of another CLP.", by=None)
    assert facts() == kept
    details = Event.objects.filter(kind="entry_changed").first().details
    assert details == {"state": entry.state, "act": "TAKE_BACK", "was": wrong, "reason": "Of another CLP."}


@pytest.mark.parametrize("state", [E.SENT, E.RETRACTED, E.COMPOSITED])
def test_step_that_has_another_way_back_is_not_taken_back(motion, state):
    entry = entry_of(motion)
    ConferenceEntry.objects.update(state=state)
    entry.refresh_from_db()
    assert state_before(entry) is None
    kept = (facts(), Event.objects.count())
    with pytest.raises(NotAllowed, match="There is no step to take back"):
        take_back_step(entry, reason="Wrong.", by=None)
    with pytest.raises(NotAllowed, match="Say why"):
        take_back_step(entry, reason="  ", by=None)
    assert (facts(), Event.objects.count()) == kept


def test_every_state_says_what_comes_before_it(motion):
    entry = entry_of(motion)
    for state in EntryState:
        entry.state = state
        assert (state_before(entry) is None) == (state in (E.SENT, E.RETRACTED, E.COMPOSITED))


def test_vote_on_a_composite_is_taken_back_for_all_that_are_in_it(motion):
    first, second, alone = accepted(motion, 3)
    record_composite(motion, WORDS, [first, second], by=None)
    first = move_entry(first, ACT.CARRY, on=VOTED, by=None, card=CARD)
    take_back_step(first, reason="It was Composite 5.", by=None)
    states = dict(ConferenceEntry.objects.values_list("pk", "state"))
    assert states == {first.pk: "composited", second.pk: "composited", alone.pk: "in-order"}
    assert set(ConferenceEntry.objects.values_list("card_for", "floor_on")) == {(None, None)}


def test_step_that_somebody_else_has_taken_back_meanwhile_is_refused(motion):
    entry = move_entry(entry_of(motion), ACT.RULE_OUT, on=RULED, by=None)
    take_back_step(entry, reason="Wrong.", by=None)
    with pytest.raises(NotAllowed, match="meanwhile"):
        take_back_step(entry, reason="Wrong.", by=None)


def test_delegate_at_a_hearing_is_one_of_the_clp_and_goes_with_their_details(motion):
    entry, other = (move_entry(one, ACT.RULE_OUT, on=RULED, by=None) for one in (entry_of(motion), entry_of(motion)))
    entry = move_entry(entry, ACT.APPEAL, on=RULED, by=None)
    theirs = record_delegate(other, DelegateContact(name="Kim Elsewhere", how_known="Rang."), by=None)
    with pytest.raises(NotAllowed, match="has to be a delegate of this CLP"):
        move_entry(entry, ACT.ARRANGE_HEARING, on=RULED, by=None, hearing=Hearing(on=VOTED, delegate=theirs))
    with pytest.raises(NotAllowed, match="Say on which day"):
        move_entry(entry, ACT.ARRANGE_HEARING, on=RULED, by=None)
    goes = record_delegate(entry, DelegateContact(name="Jo Quill", how_known="Wrote to us."), by=None)
    entry = move_entry(entry, ACT.ARRANGE_HEARING, on=RULED, by=None, hearing=Hearing(on=VOTED, delegate=goes))
    assert entry.hearing_delegate.name == "Jo Quill"
    remove_delegate(goes, on=VOTED, by=None)
    assert ConferenceEntry.objects.get(pk=entry.pk).hearing_delegate is None
