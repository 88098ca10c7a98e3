"""The words of this package: an item that needs attention, its kind, and how soon."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum, auto
from typing import NamedTuple

from motions.attention.facts import Scope
from motions.progress.clps import CLPStanding


class Urgency(IntEnum):
    """How soon somebody has to act; the smallest comes first."""

    TODAY = 1
    THIS_WEEK = 2
    SOMETIME = 3

    @property
    def label(self) -> str:
        """The urgency as a heading says it."""
        return {1: "Today", 2: "This week", 3: "When there is time"}[self]


class Target(Enum):
    """Where the one next action is done. Which page that is, the desk knows."""

    CLP = auto()
    REPORT = auto()
    OUTCOME = auto()
    SPEAKER = auto()
    SENT = auto()
    APPEAL = auto()
    COMMITTEE_LIST = auto()
    CHAMPIONS = auto()
    MAIL = auto()
    RESTING = auto()
    ADVICE = auto()
    WEBHOOKS = auto()
    SPEAKERS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionKind:
    """One kind of attention: its name, how soon, the one next action, how it is found and how it is told."""

    key: str
    label: str
    urgency: Urgency
    next_action: str
    target: Target
    find: Callable[[Scope], Iterable["Finding"]]
    say: Callable[["Attention"], str]
    # Whether it is to be seen to although the conference is called off.
    outlives_conference: bool = False
    # Whether it is about none of the campaign's motions, and so is found with the first alone.
    is_of_campaign: bool = False


class Finding(NamedTuple):
    """A fact that needs attention. What identifies it, and what it hangs on, in values that stay from day to day.

    A tuple, as the item below: a late summer has thousands.
    """

    clp: CLPStanding | None
    # The first to act on is the one that is due first.
    due: date
    submission_pk: int | None = None
    # Of what it is about, where that is no report: the page of it is found by this.
    reference: str = ""
    body: str = ""
    number: int = 0
    reason: str = ""
    # When the mail asks next, where it still does: set by the campaign, so no part of the fact.
    asked_on: date | None = None
    # Where it is more urgent than its kind.
    urgency: Urgency | None = None


class Attention(NamedTuple):
    """One item of the list: a fact of some kind, seen on one day."""

    kind: AttentionKind
    motion_slug: str
    day: date
    fact: Finding
    motion_pk: int = 0
    # The motion's title where the list is about several; "" where there is one alone.
    motion_name: str = ""
    # Whether it is about another motion, not the one that the site shows first.
    is_of_other: bool = False

    @property
    def label(self) -> str:
        """What kind of thing it is, and with which motion where there are several."""
        return f"{self.kind.label}, “{self.motion_name}”" if self.motion_name else self.kind.label

    @property
    def clp(self) -> CLPStanding | None:
        """The CLP that it is about, where it is about one."""
        return self.fact.clp

    @property
    def key(self) -> str:
        """What this item is called for as long as it lasts: unique, and to be read by people."""
        place = self.fact.clp.slug if self.fact.clp else "everywhere"
        about = self.fact.submission_pk or self.fact.reference
        return f"{self.kind.key}:{self.motion_slug}:{place}" + (f":{about}" if about else "")

    @property
    def fingerprint(self) -> str:
        """A digest of the fact: another fingerprint means that something has happened since."""
        fact = self.fact
        values = f"{fact.due.isoformat()}|{fact.body}|{fact.number}|{fact.reason}"
        return hashlib.sha256(values.encode()).hexdigest()[:24]

    @property
    def days(self) -> int:
        """Days from its date to the day that it is seen on; below nought where the date is still to come."""
        return (self.day - self.fact.due).days

    @property
    def words(self) -> str:
        """What is the matter, in a sentence or two, without anybody's name."""
        return self.kind.say(self)

    @property
    def urgency(self) -> Urgency:
        """How soon somebody has to act."""
        return self.fact.urgency or self.kind.urgency

    @property
    def order(self) -> tuple[int, date, str]:
        """What puts the most urgent first: how soon, then what is due first, then the CLP's name."""
        return self.urgency, self.fact.due, self.fact.clp.name if self.fact.clp else ""
