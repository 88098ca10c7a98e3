"""What may follow what for an offer to speak, a wish for a speaker and an asking, as data. The actions ask here."""

from collections.abc import Mapping
from enum import StrEnum

from motions.enums import AskingState, SpeakerOfferState, SpeakerWishState
from motions.workflow import Workflow


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


_O = SpeakerOfferState
_OFFERS: Mapping[SpeakerAct, Mapping[SpeakerOfferState, SpeakerOfferState]] = {
    SpeakerAct.CONFIRM: {_O.AWAITING_CONFIRMATION: _O.OPEN},
    SpeakerAct.ASK: {_O.OPEN: _O.OPEN},
    SpeakerAct.WITHDRAW: dict.fromkeys((_O.AWAITING_CONFIRMATION, _O.OPEN), _O.WITHDRAWN),
}
_W = SpeakerWishState
_WISHES: Mapping[WishAct, Mapping[SpeakerWishState, SpeakerWishState]] = {
    WishAct.CONFIRM: {_W.AWAITING_CONFIRMATION: _W.OPEN},
    # Only who has agreed is introduced, so nobody is asked before.
    WishAct.ASK: {_W.OPEN: _W.OPEN},
    WishAct.FIND: {_W.OPEN: _W.FOUND},
    WishAct.LOSE: {_W.FOUND: _W.OPEN},
    WishAct.CLOSE: dict.fromkeys((_W.AWAITING_CONFIRMATION, _W.OPEN), _W.CLOSED),
    WishAct.WITHDRAW: dict.fromkeys((_W.AWAITING_CONFIRMATION, _W.OPEN, _W.FOUND), _W.WITHDRAWN),
}
_A = AskingState
_ASKINGS: Mapping[AskingAct, Mapping[AskingState, AskingState]] = {
    # Whoever said no may think better of it, while nobody else is found.
    AskingAct.ACCEPT: {_A.ASKED: _A.YES, _A.NO: _A.YES},
    AskingAct.DECLINE: {_A.ASKED: _A.NO, _A.YES: _A.NO},
}

SPEAKER_FLOW = Workflow(SpeakerOfferState, _OFFERS)
WISH_FLOW = Workflow(SpeakerWishState, _WISHES)
ASKING_FLOW = Workflow(AskingState, _ASKINGS)
