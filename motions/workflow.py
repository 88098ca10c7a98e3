"""Which state may follow which, as data. `motions.actions` asks here before it writes; nothing else writes a state."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from django.db.models import TextChoices

from motions.enums import (
    FLOOR_STATES,
    TO_BE_HEARD_AGAIN,
    AdviceState,
    ChampionState,
    EntryState,
    Outcome,
    SubmissionState,
)

State = TypeVar("State", bound=TextChoices)
Step = TypeVar("Step", bound=StrEnum)


class NotAllowed(Exception):
    """The state does not allow it. The message can be shown to the person who asked."""


@dataclass(frozen=True)
class Workflow(Generic[State, Step]):
    """One table of acts, each with the states that allow it and the state that follows each.

    Args:
        states: the enum of the states; a row's state may be given as its plain value.
        table: every act of the enum of acts, by the state before, the state after.
        because: what the refusal says after the name of the state, where the state alone does not explain it.
    """

    states: type[State]
    table: Mapping[Step, Mapping[State, State]]
    because: str = ""

    def may(self, state: str, act: Step) -> bool:
        """Say whether this state allows the act."""
        return self.states(state) in self.table[act]

    def steps(self, state: str) -> list[Step]:
        """Return what can be done next in this state, in the order of the acts."""
        return [act for act in self.table if self.may(state, act)]

    def after(self, state: str, act: Step) -> State:
        """Return the state after the act; raise NotAllowed where the table has none."""
        here = self.states(state)
        if here not in self.table[act]:
            raise NotAllowed(f"You cannot {act} here: {here.label.lower()}{self.because}.")
        return self.table[act][here]


class Act(StrEnum):
    """What can be done to a submission."""

    CONFIRM = "confirm the address"
    CHANGE = "change the details"
    CHECK = "check the report"
    DECIDE = "record a final outcome"
    PUT_OFF = "record that it is to be heard again"
    WITHDRAW = "withdraw the report"
    MERGE = "put it together with another report"
    UNDO_MERGE = "take the reports apart again"


class ChampionAct(StrEnum):
    """What can be done to a champion."""

    OFFER = "offer to take it"
    CONFIRM = "confirm the address"
    RECORD = "note a champion"
    CHANGE = "change this"
    REPORT = "report it as sent"
    INTRODUCE = "introduce a champion"
    WITHDRAW = "withdraw"


class EntryAct(StrEnum):
    """What can be done to a conference entry."""

    SEND_AGAIN = "send it to conference"
    RETRACT = "say that it was not sent after all"
    ACKNOWLEDGE = "record the acknowledgement"
    RULE_IN_ORDER = "record that it was ruled in order"
    RULE_OUT = "record that it was ruled out"
    APPEAL = "record an appeal"
    WIN_APPEAL = "record that the appeal was won"
    ARRANGE_HEARING = "record when the appeal is heard, and who goes"
    LOSE_APPEAL = "record that the appeal was lost"
    MOVE_REFERENCE_BACK = "record that conference is asked to refer the ruling back"
    WIN_REFERENCE_BACK = "record that conference referred the ruling back: it is in order"
    LOSE_REFERENCE_BACK = "record that conference did not refer the ruling back"
    GIVE_HEADING = "record the subject heading it was given"
    PUT_IN_BALLOT = "record that it is in the priorities ballot"
    CHOOSE = "record that the ballot chose it"
    LEAVE_OUT = "record that the ballot did not choose it"
    COMPOSITE = "put it in a composite"
    TAKE_OUT = "take it out of its composite"
    CARRY = "record that conference carried it"
    LOSE = "record that it was lost at conference"
    REMIT = "record that conference remitted it"
    NOT_TAKE = "record that conference did not take it"


# What happens to a composite happens to every entry in it.
FLOOR_ACTS = frozenset({EntryAct.CARRY, EntryAct.LOSE, EntryAct.REMIT, EntryAct.NOT_TAKE})
# These name a composite, so they are done from it.
COMPOSITE_ACTS = frozenset({EntryAct.COMPOSITE, EntryAct.TAKE_OUT})
# A card vote counts figures; what was remitted or not taken has none.
COUNTED_ACTS = frozenset({EntryAct.CARRY, EntryAct.LOSE})


class AdviceAct(StrEnum):
    """What can be done to a question that somebody asked."""

    TAKE = "take the question"
    ANSWER = "answer the question"
    CLOSE = "close the question"
    REOPEN = "reopen the question"


_S = SubmissionState
_SUBMISSIONS: Mapping[Act, Mapping[SubmissionState, SubmissionState]] = {
    Act.CONFIRM: {_S.AWAITING_CONFIRMATION: _S.AWAITING_OUTCOME},
    Act.CHANGE: {
        _S.AWAITING_CONFIRMATION: _S.AWAITING_CONFIRMATION,
        _S.AWAITING_OUTCOME: _S.AWAITING_OUTCOME,
        _S.TO_BE_HEARD_AGAIN: _S.TO_BE_HEARD_AGAIN,
    },
    Act.CHECK: {
        _S.AWAITING_OUTCOME: _S.AWAITING_OUTCOME,
        _S.TO_BE_HEARD_AGAIN: _S.TO_BE_HEARD_AGAIN,
        _S.DECIDED: _S.DECIDED,
    },
    # From DECIDED these two are corrections.
    Act.DECIDE: {
        _S.AWAITING_OUTCOME: _S.DECIDED,
        _S.TO_BE_HEARD_AGAIN: _S.DECIDED,
        _S.DECIDED: _S.DECIDED,
    },
    Act.PUT_OFF: {
        _S.AWAITING_OUTCOME: _S.TO_BE_HEARD_AGAIN,
        _S.TO_BE_HEARD_AGAIN: _S.TO_BE_HEARD_AGAIN,
        _S.DECIDED: _S.TO_BE_HEARD_AGAIN,
    },
    Act.WITHDRAW: {
        _S.AWAITING_CONFIRMATION: _S.WITHDRAWN,
        _S.AWAITING_OUTCOME: _S.WITHDRAWN,
        _S.TO_BE_HEARD_AGAIN: _S.WITHDRAWN,
        # It is their report: they were promised that they may take it back whenever they like.
        _S.DECIDED: _S.WITHDRAWN,
        _S.MERGED: _S.WITHDRAWN,
    },
    Act.MERGE: {_S.AWAITING_OUTCOME: _S.MERGED, _S.TO_BE_HEARD_AGAIN: _S.MERGED, _S.DECIDED: _S.MERGED},
    # Only for a row that remembers no state; `after_undoing_merge` gives the one it had.
    Act.UNDO_MERGE: {_S.MERGED: _S.AWAITING_OUTCOME},
}

_C = ChampionState
_CHAMPIONS: Mapping[ChampionAct, Mapping[ChampionState, ChampionState]] = {
    # Whoever offers again asks for our mail again; until it is answered, nothing that stood is touched.
    ChampionAct.OFFER: {
        _C.AWAITING_CONFIRMATION: _C.AWAITING_CONFIRMATION,
        _C.ACTIVE: _C.ACTIVE,
        _C.WITHDRAWN: _C.AWAITING_CONFIRMATION,
    },
    ChampionAct.CONFIRM: {_C.AWAITING_CONFIRMATION: _C.ACTIVE},
    ChampionAct.RECORD: {_C.AWAITING_CONFIRMATION: _C.ACTIVE, _C.ACTIVE: _C.ACTIVE, _C.WITHDRAWN: _C.ACTIVE},
    ChampionAct.CHANGE: {_C.ACTIVE: _C.ACTIVE},
    ChampionAct.REPORT: {_C.ACTIVE: _C.ACTIVE},
    ChampionAct.INTRODUCE: {_C.ACTIVE: _C.ACTIVE},
    ChampionAct.WITHDRAW: {_C.AWAITING_CONFIRMATION: _C.WITHDRAWN, _C.ACTIVE: _C.WITHDRAWN},
}

_E = EntryState
_FLOOR_RESULTS: Mapping[EntryAct, EntryState] = {
    EntryAct.CARRY: _E.FLOOR_CARRIED,
    EntryAct.LOSE: _E.FLOOR_LOST,
    EntryAct.REMIT: _E.FLOOR_REMITTED,
    EntryAct.NOT_TAKE: _E.FLOOR_NOT_TAKEN,
}
# A motion that is the only one on its subject is debated by itself. From a result these are corrections.
_UP_FOR_A_VOTE = (_E.IN_ORDER, _E.CHOSEN, _E.COMPOSITED, *sorted(FLOOR_STATES))
_ENTRIES: Mapping[EntryAct, Mapping[EntryState, EntryState]] = {
    EntryAct.SEND_AGAIN: {_E.RETRACTED: _E.SENT},
    EntryAct.RETRACT: {_E.SENT: _E.RETRACTED, _E.ACKNOWLEDGED: _E.RETRACTED},
    EntryAct.ACKNOWLEDGE: {_E.SENT: _E.ACKNOWLEDGED},
    EntryAct.RULE_IN_ORDER: {_E.SENT: _E.IN_ORDER, _E.ACKNOWLEDGED: _E.IN_ORDER},
    # Once it is ruled out, this adds what was not known of it: the letter often comes after the call.
    EntryAct.RULE_OUT: {
        _E.SENT: _E.RULED_OUT,
        _E.ACKNOWLEDGED: _E.RULED_OUT,
        _E.RULED_OUT: _E.RULED_OUT,
        _E.APPEALED: _E.APPEALED,
    },
    EntryAct.APPEAL: {_E.RULED_OUT: _E.APPEALED},
    EntryAct.WIN_APPEAL: {_E.APPEALED: _E.IN_ORDER},
    EntryAct.ARRANGE_HEARING: {_E.APPEALED: _E.APPEALED},
    EntryAct.LOSE_APPEAL: {_E.APPEALED: _E.APPEAL_LOST},
    # A delegate moves on the floor that the committee's report be referred back; some do so without an appeal.
    EntryAct.MOVE_REFERENCE_BACK: {_E.RULED_OUT: _E.REFERENCE_BACK, _E.APPEAL_LOST: _E.REFERENCE_BACK},
    EntryAct.WIN_REFERENCE_BACK: {_E.REFERENCE_BACK: _E.IN_ORDER},
    EntryAct.LOSE_REFERENCE_BACK: {_E.REFERENCE_BACK: _E.REFERENCE_LOST},
    EntryAct.GIVE_HEADING: {state: state for state in (_E.IN_ORDER, _E.IN_BALLOT, _E.CHOSEN, _E.NOT_CHOSEN)},
    EntryAct.PUT_IN_BALLOT: {_E.IN_ORDER: _E.IN_BALLOT},
    # From the other result these two are corrections.
    EntryAct.CHOOSE: {_E.IN_BALLOT: _E.CHOSEN, _E.NOT_CHOSEN: _E.CHOSEN},
    EntryAct.LEAVE_OUT: {_E.IN_BALLOT: _E.NOT_CHOSEN, _E.CHOSEN: _E.NOT_CHOSEN},
    # Some conferences hold no ballot.
    EntryAct.COMPOSITE: {_E.IN_ORDER: _E.COMPOSITED, _E.CHOSEN: _E.COMPOSITED},
    EntryAct.TAKE_OUT: {_E.COMPOSITED: _E.IN_ORDER},
    **{act: dict.fromkeys(_UP_FOR_A_VOTE, result) for act, result in _FLOOR_RESULTS.items()},
}

# What is forgotten where the step that led to a state is taken back, by the columns of an entry.
_OF_RULING = (
    "ruled_on",
    "ruled_out_on",
    "ruled_out_noted_at",
    "ruling_reason",
    "ruling_letter",
    "appeal_by",
    "appeal_choice",
    "appeal_chosen_on",
    "subject_heading",
    "headed_on",
)
_OF_FLOOR = ("floor_on", "card_for", "card_against", "clps_for", "affiliates_for")
FORGOTTEN_FIELDS: Mapping[EntryState, tuple[str, ...]] = {
    _E.ACKNOWLEDGED: ("acknowledged_on",),
    _E.IN_ORDER: _OF_RULING,
    _E.RULED_OUT: _OF_RULING,
    _E.APPEALED: ("appealed_on", "appeal_words", "hearing_on", "hearing_time", "hearing_place", "hearing_delegate"),
    _E.APPEAL_LOST: ("appeal_decided_on",),
    _E.REFERENCE_BACK: ("reference_back_on", "reference_back_words"),
    _E.REFERENCE_LOST: ("reference_decided_on",),
    _E.IN_BALLOT: ("in_ballot_on",),
    _E.CHOSEN: ("ballot_on",),
    _E.NOT_CHOSEN: ("ballot_on",),
    **dict.fromkeys(FLOOR_STATES, _OF_FLOOR),
}

# Which act leads to a result of conference.
FLOOR_ACT_OF: Mapping[EntryState, EntryAct] = {result: act for act, result in _FLOOR_RESULTS.items()}

_A = AdviceState
_ADVICE: Mapping[AdviceAct, Mapping[AdviceState, AdviceState]] = {
    AdviceAct.TAKE: {
        _A.AWAITING_CONFIRMATION: _A.AWAITING_CONFIRMATION,
        _A.OPEN: _A.OPEN,
        _A.ANSWERED: _A.ANSWERED,
    },
    AdviceAct.ANSWER: {_A.AWAITING_CONFIRMATION: _A.ANSWERED, _A.OPEN: _A.ANSWERED, _A.ANSWERED: _A.ANSWERED},
    AdviceAct.CLOSE: {_A.AWAITING_CONFIRMATION: _A.CLOSED, _A.OPEN: _A.CLOSED, _A.ANSWERED: _A.CLOSED},
    # Whoever reopens it has heard from the person again.
    AdviceAct.REOPEN: {_A.ANSWERED: _A.OPEN, _A.CLOSED: _A.OPEN},
}


# `motions.affiliate_workflow` has those of affiliates and of offers to help.
SUBMISSION_FLOW = Workflow(SubmissionState, _SUBMISSIONS)
CHAMPION_FLOW = Workflow(ChampionState, _CHAMPIONS)
ENTRY_FLOW = Workflow(EntryState, _ENTRIES)
ADVICE_FLOW = Workflow(AdviceState, _ADVICE)


def act_of(outcome: Outcome) -> Act:
    """Return what an outcome does to a submission: it is decided, or it is to be heard again."""
    return Act.PUT_OFF if outcome in TO_BE_HEARD_AGAIN else Act.DECIDE


def after_undoing_merge(state: str, before: str) -> SubmissionState:
    """Return the state that a merged submission had before; raise NotAllowed unless it is merged."""
    fallback = SUBMISSION_FLOW.after(state, Act.UNDO_MERGE)
    return SubmissionState(before) if before and SUBMISSION_FLOW.may(before, Act.MERGE) else fallback
