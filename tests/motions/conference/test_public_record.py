"""A CLP's motion after it is sent: heading, ballot, composite and the vote on the floor."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from motions.actions.composites import CompositeWords, change_composite, record_composite, show_composite
from motions.actions.entries import Hearing, move_entry
from motions.enums import EntryState, EventKind, RulingGround
from motions.models import Composite, ConferenceEntry, Event, Motion, Standing
from motions.workflow import COMPOSITE_ACTS, ENTRY_FLOW, EntryAct, NotAllowed
from tests.factories import MotionFactory, undone
from tests.motions.conference.conftest import ACT, CARD, MET, RULED, VOTED, WORDS, E, accepted, entry_of

pytestmark = pytest.mark.django_db
HEARING = Hearing(on=date(2027, 9, 24))


def states(motion):
    return list(ConferenceEntry.objects.filter(motion=motion).order_by("pk").values_list("state", flat=True))


def test_steps_after_acceptance_are_these():
    floor = {
        ACT.CARRY: E.FLOOR_CARRIED,
        ACT.LOSE: E.FLOOR_LOST,
        ACT.REMIT: E.FLOOR_REMITTED,
        ACT.NOT_TAKE: E.FLOOR_NOT_TAKEN,
    }
    early = {ACT.SEND_AGAIN, ACT.RETRACT, ACT.ACKNOWLEDGE, ACT.RULE_IN_ORDER, ACT.RULE_OUT, ACT.APPEAL}
    early |= {ACT.WIN_APPEAL, ACT.LOSE_APPEAL, ACT.ARRANGE_HEARING}
    early |= {ACT.MOVE_REFERENCE_BACK, ACT.WIN_REFERENCE_BACK, ACT.LOSE_REFERENCE_BACK}
    steps = {
        (act, state): to
        for act, changes in ENTRY_FLOW.table.items()
        if act not in early
        for state, to in changes.items()
    }
    voted_on = (E.IN_ORDER, E.CHOSEN, E.COMPOSITED, *floor.values())
    assert steps == {
        **{(ACT.GIVE_HEADING, state): state for state in (E.IN_ORDER, E.IN_BALLOT, E.CHOSEN, E.NOT_CHOSEN)},
        (ACT.PUT_IN_BALLOT, E.IN_ORDER): E.IN_BALLOT,
        **{(ACT.CHOOSE, state): E.CHOSEN for state in (E.IN_BALLOT, E.NOT_CHOSEN)},
        **{(ACT.LEAVE_OUT, state): E.NOT_CHOSEN for state in (E.IN_BALLOT, E.CHOSEN)},
        **{(ACT.COMPOSITE, state): E.COMPOSITED for state in (E.IN_ORDER, E.CHOSEN)},
        (ACT.TAKE_OUT, E.COMPOSITED): E.IN_ORDER,
        **{(act, state): to for act, to in floor.items() for state in voted_on},
    }


def test_move_entry_refuses_what_the_table_does_not_have(motion):
    entry = entry_of(motion)
    before = Event.objects.count()
    for state, act in product(EntryState, EntryAct):
        with undone():
            ConferenceEntry.objects.update(state=state)
            try:
                moved = move_entry(entry, act, on=RULED, by=None, heading="Libraries", hearing=HEARING).state
            except NotAllowed:
                moved = None
                assert (states(motion), Event.objects.count()) == ([state], before), (state, act)
            table = {} if act in COMPOSITE_ACTS else ENTRY_FLOW.table[act]
            assert moved == table.get(state), (state, act)


def test_each_step_keeps_its_own_day_and_moves_no_stage(motion):
    entry = entry_of(motion)
    days = [date(2027, 9, day) for day in range(2, 7)]
    for act, on in zip(
        (ACT.ACKNOWLEDGE, ACT.RULE_IN_ORDER, ACT.GIVE_HEADING, ACT.PUT_IN_BALLOT, ACT.CHOOSE), days, strict=True
    ):
        entry = move_entry(entry, act, on=on, by=None, heading="Libraries")
    record_composite(motion, WORDS, [entry], by=None)
    entry = move_entry(entry, ACT.CARRY, on=VOTED, by=None, card=CARD)
    names = ("acknowledged_on", "ruled_on", "headed_on", "in_ballot_on", "ballot_on", "composited_on", "floor_on")
    assert [getattr(entry, name) for name in names] == [*days, MET, VOTED]
    assert (entry.subject_heading, entry.composite.name, entry.card_for) == (
        "Libraries",
        "Composite 4",
        CARD.votes_for,
    )
    standing = Standing.objects.get()
    assert (standing.stage, standing.since) == ("accepted", date(2027, 9, 3))


def test_ruling_keeps_the_committees_ground_apart_from_the_words_of_the_appeal(motion):
    entry = entry_of(motion)
    move_entry(
        entry, ACT.RULE_OUT, on=RULED, by=None, grounds=[RulingGround.LATE, RulingGround.TOO_LONG], reason="At 5.01pm."
    )
    entry = move_entry(entry, ACT.APPEAL, on=MET, by=None, reason="It left at 4.59pm.")
    assert (entry.ground_labels, entry.ruling_reason, entry.appeal_words) == (
        ["Late", "Over length"],
        "At 5.01pm.",
        "It left at 4.59pm.",
    )


def test_heading_without_words_is_refused(motion):
    with pytest.raises(NotAllowed, match="Say which subject heading"):
        move_entry(accepted(motion)[0], ACT.GIVE_HEADING, on=RULED, by=None)


def test_card_vote_belongs_to_a_vote_that_was_counted(motion):
    entry = move_entry(accepted(motion)[0], ACT.LOSE, on=VOTED, by=None, card=CARD)
    assert (entry.card_for, entry.card_against) == (CARD.votes_for, CARD.votes_against)
    corrected = move_entry(entry, ACT.REMIT, on=VOTED, by=None, card=CARD)
    assert (corrected.state, corrected.card_for, corrected.card_against) == ("floor-remitted", None, None)


def test_vote_on_a_composite_is_every_entrys_vote_and_the_others_stay(motion):
    first, second, _ = accepted(motion, 3)
    record_composite(motion, WORDS, [first, second], by=None)
    returned = move_entry(second, ACT.CARRY, on=VOTED, by=None, card=CARD)
    assert (returned.pk, returned.state) == (second.pk, "floor-carried")
    assert states(motion) == ["floor-carried", "floor-carried", "in-order"]
    assert list(ConferenceEntry.objects.order_by("pk").values_list("floor_on", "card_for")) == [
        (VOTED, CARD.votes_for),
        (VOTED, CARD.votes_for),
        (None, None),
    ]


def test_record_composite_that_an_entry_cannot_be_in_leaves_nothing_behind(motion):
    good, late = *accepted(motion), entry_of(motion, ACT.RULE_OUT)
    with pytest.raises(NotAllowed, match="ruled out"):
        record_composite(motion, WORDS, [good, late], by=None)
    assert (states(motion), Composite.objects.count()) == (["in-order", "ruled-out"], 0)
    assert not Event.objects.filter(kind=EventKind.COMPOSITE_RECORDED).exists()


def test_record_composite_refuses_no_entries_a_name_taken_and_another_motions_entry(motion):
    entry, spare = accepted(motion, 2)
    with pytest.raises(NotAllowed, match="which CLPs"):
        record_composite(motion, WORDS, [], by=None)
    record_composite(motion, WORDS, [entry], by=None)
    with pytest.raises(NotAllowed, match="Composite 4 is recorded already"):
        record_composite(motion, WORDS, [spare], by=None)
    foreign = accepted(MotionFactory(campaign__is_current=False))[0]
    with pytest.raises(NotAllowed, match="another motion"):
        record_composite(
            motion, CompositeWords(name="5", subject_heading="S", text="T", agreed_on=MET), [foreign], by=None
        )
    assert Composite.objects.count() == 1


def test_change_composite_moves_entries_in_and_out_and_twice_does_nothing(motion):
    first, second = accepted(motion, 2)
    composite = record_composite(motion, WORDS, [first], by=None)
    better = CompositeWords(name="Composite 4", subject_heading="Libraries", text="Conference acts.", agreed_on=MET)
    change_composite(composite, better, [second], by=None)
    assert states(motion) == ["in-order", "composited"]
    assert (Composite.objects.get().text, first.composite_id) == ("Conference acts.", None)
    before = Event.objects.count()
    change_composite(composite, better, [second], by=None)
    assert Event.objects.count() == before
    assert Event.objects.filter(kind=EventKind.COMPOSITE_CHANGED).get().details == {
        "composite": "Composite 4",
        "fields": ["text"],
        "entries": 2,
    }


def test_change_composite_after_the_vote_cannot_take_an_entry_out(motion):
    first, second = accepted(motion, 2)
    composite = record_composite(motion, WORDS, [first, second], by=None)
    move_entry(first, ACT.CARRY, on=VOTED, by=None)
    with pytest.raises(NotAllowed, match="take it out of its composite"):
        change_composite(composite, WORDS, [first], by=None)
    assert states(motion) == ["floor-carried", "floor-carried"]


def test_change_composite_after_the_vote_lets_a_late_entry_share_it(motion):
    first, late = accepted(motion, 2)
    composite = record_composite(motion, WORDS, [first], by=None)
    card = replace(CARD, clps_for=Decimal("71"), affiliates_for=Decimal("53.2"))
    move_entry(first, ACT.CARRY, on=VOTED, by=None, card=card)
    change_composite(composite, WORDS, [first, late], by=None)
    late.refresh_from_db()
    assert (late.state, late.composited_on, late.floor_on) == ("floor-carried", MET, VOTED)
    figures = (late.card_for, late.card_against, late.clps_for, late.affiliates_for)
    assert figures == (Decimal("62.10"), Decimal("37.90"), Decimal("71"), Decimal("53.2"))


def test_show_composite_twice_writes_once(motion):
    composite = record_composite(motion, WORDS, accepted(motion), by=None)
    version = Motion.objects.get().progress_version
    for shown in (True, True, False):
        composite = show_composite(composite, shown=shown, by=None)
    assert Motion.objects.get().progress_version == version + 2
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True))[-2:] == [
        "composite_shown",
        "composite_hidden",
    ]
