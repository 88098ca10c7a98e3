"""The transition tables, and that nothing outside them gets through."""

import re

import pytest

from motions.affiliate_workflow import OFFER_FLOW, OfferAct
from motions.enums import (
    ADOPTED,
    FINAL,
    REFUSED,
    TO_BE_HEARD_AGAIN,
    UNCLEAR,
    AdviceState,
    ChampionState,
    Outcome,
    SubmissionState,
)
from motions.speaker_workflow import ASKING_FLOW, SPEAKER_FLOW, WISH_FLOW, AskingAct, SpeakerAct, WishAct
from motions.workflow import (
    ADVICE_FLOW,
    CHAMPION_FLOW,
    ENTRY_FLOW,
    SUBMISSION_FLOW,
    Act,
    AdviceAct,
    ChampionAct,
    EntryAct,
    NotAllowed,
    act_of,
    after_undoing_merge,
)

S = SubmissionState
C = ChampionState


def test_outcomes_fall_into_named_sets_that_do_not_overlap():
    assert set(Outcome) == FINAL | TO_BE_HEARD_AGAIN
    assert not FINAL & TO_BE_HEARD_AGAIN
    assert ADOPTED | REFUSED | UNCLEAR == FINAL
    assert len(ADOPTED) + len(REFUSED) + len(UNCLEAR) == len(FINAL)


def test_transitions_of_a_submission_are_these():
    allowed = {(act, state): to for act, changes in SUBMISSION_FLOW.table.items() for state, to in changes.items()}
    live = (S.AWAITING_OUTCOME, S.TO_BE_HEARD_AGAIN)
    assert allowed == {
        (Act.CONFIRM, S.AWAITING_CONFIRMATION): S.AWAITING_OUTCOME,
        **{(Act.CHANGE, state): state for state in (S.AWAITING_CONFIRMATION, *live)},
        **{(Act.CHECK, state): state for state in (*live, S.DECIDED)},
        **{(Act.DECIDE, state): S.DECIDED for state in (*live, S.DECIDED)},
        **{(Act.PUT_OFF, state): S.TO_BE_HEARD_AGAIN for state in (*live, S.DECIDED)},
        **{(Act.WITHDRAW, state): S.WITHDRAWN for state in (S.AWAITING_CONFIRMATION, *live, S.DECIDED, S.MERGED)},
        **{(Act.MERGE, state): S.MERGED for state in (*live, S.DECIDED)},
        (Act.UNDO_MERGE, S.MERGED): S.AWAITING_OUTCOME,
    }


@pytest.mark.parametrize(
    ("flow", "acts"),
    [
        (SUBMISSION_FLOW, Act),
        (CHAMPION_FLOW, ChampionAct),
        (ENTRY_FLOW, EntryAct),
        (ADVICE_FLOW, AdviceAct),
        (SPEAKER_FLOW, SpeakerAct),
        (WISH_FLOW, WishAct),
        (ASKING_FLOW, AskingAct),
        (OFFER_FLOW, OfferAct),
    ],
)
def test_after_refuses_what_the_table_does_not_have(flow, acts):
    assert list(flow.table) == list(acts)
    for state in flow.states:
        assert flow.steps(state) == [act for act in acts if state in flow.table[act]]
        for act in acts:
            if flow.may(state, act):
                assert flow.after(state.value, act) == flow.table[act][state]
            else:
                with pytest.raises(NotAllowed, match=f"You cannot {re.escape(act)} here: {state.label.lower()}."):
                    flow.after(state.value, act)


@pytest.mark.parametrize("before", [S.AWAITING_OUTCOME, S.TO_BE_HEARD_AGAIN, S.DECIDED])
def test_undoing_a_merge_gives_the_state_that_was_before(before):
    assert after_undoing_merge(S.MERGED, before) == before
    with pytest.raises(NotAllowed):
        after_undoing_merge(before, before)


def test_transitions_of_a_champion_are_these():
    allowed = {(act, state): to for act, changes in CHAMPION_FLOW.table.items() for state, to in changes.items()}
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


def test_transitions_of_a_question_are_these():
    allowed = {(act, state): to for act, changes in ADVICE_FLOW.table.items() for state, to in changes.items()}
    new, asked, answered, closed = AdviceState
    assert allowed == {
        **{(AdviceAct.TAKE, state): state for state in (new, asked, answered)},
        **{(AdviceAct.ANSWER, state): answered for state in (new, asked, answered)},
        **{(AdviceAct.CLOSE, state): closed for state in (new, asked, answered)},
        **{(AdviceAct.REOPEN, state): asked for state in (answered, closed)},
    }


@pytest.mark.parametrize("outcome", Outcome)
def test_act_of_an_outcome_puts_off_or_decides(outcome):
    assert act_of(outcome) == (Act.PUT_OFF if outcome in TO_BE_HEARD_AGAIN else Act.DECIDE)
