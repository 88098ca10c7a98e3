"""What may follow what for an offer to speak, a wish for a speaker and an asking, as data. The actions ask here."""

from collections.abc import Mapping
from enum import StrEnum

from motions.enums import AskingState, SpeakerOfferState, SpeakerWishState
from motions.workflow import NotAllowed


class SpeakerAct(StrEnum):
    """What can be done to an offer to speak."""

    CONFIRM = "confirm the address"
    ASK = "ask this speaker"
    WITHDRAW = "withdraw the offer"


class WishAct(StrEnum):
    """What can be done to a wish for a speaker."""

    CONFIRM = "confirm the address"
    ASK = "ask a speaker for it"
    FIND = "say that a speaker is found"
    LOSE = "say that the speaker cannot come after all"
    CLOSE = "close it without a speaker"
    WITHDRAW = "take it back"


class AskingAct(StrEnum):
    """What can be done to an asking."""

    ACCEPT = "say yes"
    DECLINE = "say no"
    LAPSE = "let it be"


_O = SpeakerOfferState
OFFER_TRANSITIONS: Mapping[SpeakerAct, Mapping[SpeakerOfferState, SpeakerOfferState]] = {
    SpeakerAct.CONFIRM: {_O.AWAITING_CONFIRMATION: _O.OPEN},
    SpeakerAct.ASK: {_O.OPEN: _O.OPEN},
    SpeakerAct.WITHDRAW: dict.fromkeys((_O.AWAITING_CONFIRMATION, _O.OPEN), _O.WITHDRAWN),
}
_W = SpeakerWishState
WISH_TRANSITIONS: Mapping[WishAct, Mapping[SpeakerWishState, SpeakerWishState]] = {
    WishAct.CONFIRM: {_W.AWAITING_CONFIRMATION: _W.OPEN},
    # Only who has agreed is introduced, so nobody is asked before.
    WishAct.ASK: {_W.OPEN: _W.OPEN},
    WishAct.FIND: {_W.OPEN: _W.FOUND},
    WishAct.LOSE: {_W.FOUND: _W.OPEN},
    WishAct.CLOSE: dict.fromkeys((_W.AWAITING_CONFIRMATION, _W.OPEN), _W.CLOSED),
    WishAct.WITHDRAW: dict.fromkeys((_W.AWAITING_CONFIRMATION, _W.OPEN, _W.FOUND), _W.WITHDRAWN),
}
_A = AskingState
ASKING_TRANSITIONS: Mapping[AskingAct, Mapping[AskingState, AskingState]] = {
    # Whoever said no may think better of it, while nobody else is found.
    AskingAct.ACCEPT: {_A.ASKED: _A.YES, _A.NO: _A.YES},
    AskingAct.DECLINE: {_A.ASKED: _A.NO, _A.YES: _A.NO},
    AskingAct.LAPSE: {_A.ASKED: _A.LAPSED, _A.YES: _A.LAPSED},
}


def speaker_may(state: str, act: SpeakerAct) -> bool:
    """Say whether an offer to speak in this state allows the act."""
    return SpeakerOfferState(state) in OFFER_TRANSITIONS[act]


def speaker_after(state: str, act: SpeakerAct) -> SpeakerOfferState:
    """Return the state of an offer to speak after the act; raise NotAllowed where the table has none."""
    if not speaker_may(state, act):
        raise NotAllowed(f"You cannot {act} here: {SpeakerOfferState(state).label.lower()}.")
    return OFFER_TRANSITIONS[act][SpeakerOfferState(state)]


def wish_may(state: str, act: WishAct) -> bool:
    """Say whether a wish for a speaker in this state allows the act."""
    return SpeakerWishState(state) in WISH_TRANSITIONS[act]


def wish_after(state: str, act: WishAct) -> SpeakerWishState:
    """Return the state of a wish after the act; raise NotAllowed where the table has none."""
    if not wish_may(state, act):
        raise NotAllowed(f"You cannot {act} here: {SpeakerWishState(state).label.lower()}.")
    return WISH_TRANSITIONS[act][SpeakerWishState(state)]


def asking_may(state: str, act: AskingAct) -> bool:
    """Say whether an asking in this state allows the act."""
    return AskingState(state) in ASKING_TRANSITIONS[act]


def asking_after(state: str, act: AskingAct) -> AskingState:
    """Return the state of an asking after the act; raise NotAllowed where the table has none."""
    if not asking_may(state, act):
        raise NotAllowed(f"You cannot {act} here: {AskingState(state).label.lower()}.")
    return ASKING_TRANSITIONS[act][AskingState(state)]
