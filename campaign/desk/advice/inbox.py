"""The advice inbox: which questions an organiser sees, narrowed as the address says, and the figures above them."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q

from campaign.accounts.models import User
from motions.enums import WAITING_STATES, AdviceState, AdviceStep
from motions.models.advice import AdviceQuerySet
from motions.response_times import ResponseTimes, response_times

WAITING, EVERYTHING = "waiting", "all"
MINE, NOBODYS = "me", "nobody"
# What the state filter offers, besides each state itself.
STATES = (
    (WAITING, "Waiting for us"),
    (AdviceState.ANSWERED.value, AdviceState.ANSWERED.label),
    (AdviceState.CLOSED.value, AdviceState.CLOSED.label),
    (EVERYTHING, "All of them"),
)
OWNERS = (("", "Anybody"), (MINE, "Me"), (NOBODYS, "Nobody yet"))


@dataclass(frozen=True, slots=True)
class InboxFilters:
    """The filters as the address has them. Without any, the inbox shows what waits."""

    state: str = WAITING
    step: str = ""
    region: str = ""
    owner: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], *, regions: Collection[str]) -> "InboxFilters":
        """Read an address; what nobody could have chosen there narrows nothing."""
        allowed: dict[str, Collection[str]] = {
            "state": [value for value, _ in STATES],
            "step": AdviceStep.values,
            "region": regions,
            "owner": (MINE, NOBODYS),
        }
        return cls(**{name: query[name] for name, values in allowed.items() if query.get(name) in values})

    @property
    def narrows(self) -> bool:
        """Whether anything is chosen besides the state."""
        return bool(self.step or self.region or self.owner)

    def query(self, **changes: str) -> str:
        """Return the part of the address after the question mark, with some filters changed."""
        return urlencode({name: value for name, value in asdict(replace(self, **changes)).items() if value})

    def narrow(self, requests: AdviceQuerySet, user: User) -> AdviceQuerySet:
        """Return what is chosen: those who have waited longest first, then the newest."""
        rows = requests.select_related("clp__region", "owner")
        if self.state != EVERYTHING:
            rows = rows.filter(state__in=WAITING_STATES if self.state == WAITING else [self.state])
        if self.step:
            rows = rows.filter(step=self.step)
        if self.region:
            rows = rows.filter(clp__region__slug=self.region)
        if self.owner:
            rows = rows.filter(owner=user) if self.owner == MINE else rows.filter(owner__isnull=True)
        return rows.order_by(F("waiting_since").asc(nulls_last=True), "-asked_at", "-pk")


@dataclass(frozen=True, slots=True)
class InboxFigures:
    """How the inbox stands, in the regions that the organiser looks after."""

    waiting: int
    # Besides those: nobody has shown that they read the address, and no organiser has taken it on.
    unconfirmed: int
    nobodys: int
    mine: int
    longest: datetime | None
    times: ResponseTimes


def inbox_figures(requests: AdviceQuerySet, user: User, now: datetime) -> InboxFigures:
    """Return the figures, in two queries."""
    strangers = Q(state=AdviceState.AWAITING_CONFIRMATION, owner__isnull=True)
    waits = Q(state__in=WAITING_STATES) & ~strangers
    counts = requests.order_by().aggregate(
        waiting=Count("pk", filter=waits),
        unconfirmed=Count("pk", filter=strangers),
        nobodys=Count("pk", filter=waits & Q(owner__isnull=True)),
        mine=Count("pk", filter=waits & Q(owner=user)),
        longest=Min("waiting_since", filter=waits),
    )
    return InboxFigures(**counts, times=response_times(requests, now))
