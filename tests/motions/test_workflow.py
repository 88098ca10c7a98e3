"""The transition tables, and that nothing outside them gets through."""

import pytest

from motions.enums import (
    ADOPTED,
    FINAL,
    REFUSED,
    TO_BE_HEARD_AGAIN,
    UNCLEAR,
    ChampionState,
    EntryState,
    Outcome,
    SubmissionState,
)
from motions.workflow import (
    CHAMPION_TRANSITIONS,
    ENTRY_TRANSITIONS,
    SUBMISSION_TRANSITIONS,
    Act,
    ChampionAct,
    EntryAct,
    NotAllowed,
    act_of,
    after,
    champion_after,
    champion_may,
    entry_after,
    entry_may,
    may,
)

S = SubmissionState
C = ChampionState


def test_outcomes_fall_into_named_sets_that_do_not_overlap():
    assert set(Outcome) == FINAL | TO_BE_HEARD_AGAIN
    assert not FINAL & TO_BE_HEARD_AGAIN
    assert ADOPTED | REFUSED | UNCLEAR == FINAL
    assert len(ADOPTED) + len(REFUSED) + len(UNCLEAR) == len(FINAL)


def test_transitions_of_a_submission_are_these():
    allowed = {(act, state): to for act, changes in SUBMISSION_TRANSITIONS.items() for state, to in changes.items()}
    live = (S.AWAITING_OUTCOME, S.TO_BE_HEARD_AGAIN)
    assert allowed == {
        (Act.CONFIRM, S.AWAITING_CONFIRMATION): S.AWAITING_OUTCOME,
        **{(Act.CHANGE, state): state for state in (S.AWAITING_CONFIRMATION, *live)},
        **{(Act.CHECK, state): state for state in (*live, S.DECIDED)},
        **{(Act.DECIDE, state): S.DECIDED for state in (*live, S.DECIDED)},
        **{(Act.PUT_OFF, state): S.TO_BE_HEARD_AGAIN for state in (*live, S.DECIDED)},
        **{(Act.WITHDRAW, state): S.WITHDRAWN for state in (S.AWAITING_CONFIRMATION, *live, S.DECIDED)},
    }


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", SubmissionState)
def test_after_refuses_what_the_table_does_not_have(act, state):
    if may(state, act):
        assert after(state, act) == SUBMISSION_TRANSITIONS[act][state]
    else:
        with pytest.raises(NotAllowed, match=act):
            after(state, act)


def test_transitions_of_a_champion_are_these():
    allowed = {(act, state): to for act, changes in CHAMPION_TRANSITIONS.items() for state, to in changes.items()}
    assert allowed == {
        (ChampionAct.OFFER, C.AWAITING_CONFIRMATION): C.AWAITING_CONFIRMATION,
        (ChampionAct.OFFER, C.ACTIVE): C.ACTIVE,
        (ChampionAct.OFFER, C.WITHDRAWN): C.AWAITING_CONFIRMATION,
        (ChampionAct.CONFIRM, C.AWAITING_CONFIRMATION): C.ACTIVE,
        **{(ChampionAct.RECORD, state): C.ACTIVE for state in C},
        (ChampionAct.CHANGE, C.ACTIVE): C.ACTIVE,
        (ChampionAct.REPORT, C.ACTIVE): C.ACTIVE,
        (ChampionAct.INTRODUCE, C.ACTIVE): C.ACTIVE,
        (ChampionAct.WITHDRAW, C.AWAITING_CONFIRMATION): C.WITHDRAWN,
        (ChampionAct.WITHDRAW, C.ACTIVE): C.WITHDRAWN,
    }


@pytest.mark.parametrize("act", ChampionAct)
@pytest.mark.parametrize("state", ChampionState)
def test_champion_after_refuses_what_the_table_does_not_have(act, state):
    if champion_may(state, act):
        assert champion_after(state, act) == CHAMPION_TRANSITIONS[act][state]
    else:
        with pytest.raises(NotAllowed, match=act):
            champion_after(state, act)


@pytest.mark.parametrize("act", EntryAct)
@pytest.mark.parametrize("state", EntryState)
def test_entry_after_refuses_what_the_table_does_not_have(act, state):
    if entry_may(state, act):
        assert entry_after(state, act) == ENTRY_TRANSITIONS[act][state]
    else:
        with pytest.raises(NotAllowed, match=act):
            entry_after(state, act)


@pytest.mark.parametrize("outcome", Outcome)
def test_act_of_an_outcome_puts_off_or_decides(outcome):
    assert act_of(outcome) == (Act.PUT_OFF if outcome in TO_BE_HEARD_AGAIN else Act.DECIDE)
