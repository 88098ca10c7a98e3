"""What may follow what on an affiliate's way, and for an offer to help in one, as data. The actions ask here first."""

from collections.abc import Mapping
from enum import StrEnum

from motions.enums import AffiliateRoute, AffiliateStage, OfferState
from motions.workflow import NotAllowed, Workflow


class AffiliateAct(StrEnum):
    """What can happen with an affiliate."""

    APPROACH = "record that it was approached"
    REACH_BRANCH = "record that a branch has it"
    REACH_REGION = "record that a region has it"
    REACH_EXECUTIVE = "record that the executive has it"
    SAY_YES = "record that it said yes"
    SAY_NO = "record that it said no"
    OPEN_AGAIN = "open it again"


class OfferAct(StrEnum):
    """What can be done to an offer of help."""

    CONFIRM = "confirm the address"
    ANSWER = "record that it was answered"
    WITHDRAW = "withdraw the offer"


_S = AffiliateStage
_NO_ROUTE: Mapping[AffiliateStage, AffiliateStage] = {}
_OPEN_AGAIN = {_S.SAID_YES: _S.APPROACHED, _S.SAID_NO: _S.APPROACHED}
_AFFILIATES: Mapping[AffiliateRoute, Mapping[AffiliateAct, Mapping[AffiliateStage, AffiliateStage]]] = {
    # A member can take it straight to a branch, and a body on the way can be left out.
    AffiliateRoute.BY_STEPS: {
        AffiliateAct.APPROACH: {_S.NOT_APPROACHED: _S.APPROACHED},
        AffiliateAct.REACH_BRANCH: dict.fromkeys((_S.NOT_APPROACHED, _S.APPROACHED), _S.WITH_BRANCH),
        AffiliateAct.REACH_REGION: dict.fromkeys((_S.APPROACHED, _S.WITH_BRANCH), _S.WITH_REGION),
        AffiliateAct.REACH_EXECUTIVE: dict.fromkeys(
            (_S.APPROACHED, _S.WITH_BRANCH, _S.WITH_REGION), _S.WITH_EXECUTIVE
        ),
        AffiliateAct.SAY_YES: {_S.WITH_EXECUTIVE: _S.SAID_YES},
        AffiliateAct.SAY_NO: dict.fromkeys(
            (_S.APPROACHED, _S.WITH_BRANCH, _S.WITH_REGION, _S.WITH_EXECUTIVE), _S.SAID_NO
        ),
        AffiliateAct.OPEN_AGAIN: _OPEN_AGAIN,
    },
    AffiliateRoute.ONE_DECISION: {
        AffiliateAct.APPROACH: {_S.NOT_APPROACHED: _S.APPROACHED},
        AffiliateAct.REACH_BRANCH: _NO_ROUTE,
        AffiliateAct.REACH_REGION: _NO_ROUTE,
        AffiliateAct.REACH_EXECUTIVE: _NO_ROUTE,
        AffiliateAct.SAY_YES: {_S.APPROACHED: _S.SAID_YES},
        AffiliateAct.SAY_NO: {_S.APPROACHED: _S.SAID_NO},
        AffiliateAct.OPEN_AGAIN: _OPEN_AGAIN,
    },
}
# Stages that only one of the routes has.
ONLY_BY_STEPS = frozenset({_S.WITH_BRANCH, _S.WITH_REGION, _S.WITH_EXECUTIVE})

_O = OfferState
_OFFERS: Mapping[OfferAct, Mapping[OfferState, OfferState]] = {
    OfferAct.CONFIRM: {_O.AWAITING_CONFIRMATION: _O.OPEN},
    # Nobody writes to an offer that is not confirmed: anybody may have typed its address.
    OfferAct.ANSWER: {_O.OPEN: _O.ANSWERED},
    OfferAct.WITHDRAW: dict.fromkeys((_O.AWAITING_CONFIRMATION, _O.OPEN, _O.ANSWERED), _O.WITHDRAWN),
}
AFFILIATE_FLOWS: Mapping[AffiliateRoute, Workflow[AffiliateStage, AffiliateAct]] = {
    route: Workflow(AffiliateStage, table, because=f", and it decides by {route.label.lower()}")
    for route, table in _AFFILIATES.items()
}
OFFER_FLOW = Workflow(OfferState, _OFFERS)


def refuse_route(route: str, stage: str) -> None:
    """Raise NotAllowed where an affiliate at this stage cannot be on the route."""
    if route == AffiliateRoute.ONE_DECISION and stage in ONLY_BY_STEPS:
        raise NotAllowed(f"It is on its way by steps: {AffiliateStage(stage).label.lower()}.")
