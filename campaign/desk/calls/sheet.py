"""The call sheet: which people to ask about what, those first whom a call is most likely to move.

Found from the same facts as what needs attention. Nothing is written here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Max
from django.utils import timezone

from campaign.accounts.models import User
from campaign.accounts.roles import regions_of
from campaign.desk.calls.actions import Hold, held_now
from campaign.desk.calls.people import Somebody, people_in
from campaign.desk.chosen import motion_named
from campaign.desk.enums import CallResult
from campaign.desk.models import Call
from campaign.mail.reminders.settings import days_asked
from motions.attention import Scope
from motions.attention.facts import Meeting
from motions.enums import Stage
from motions.models import Motion
from motions.progress.clps import CLPStanding

SOON = 7  # days before a meeting, from which a call may still move it
NEXT_DAYS = 3
FRESH = 14  # days after a meeting, in which people remember it
DEADLINE_NEARS = 21
# Whom we spoke to is left alone for so long, unless they said when to call.
REST = timedelta(days=3)
# Whoever did not answer so often is asked after those who may.
TRIED_IN_VAIN = 3


class Why(StrEnum):
    """Why somebody is on the sheet."""

    CALL_BACK = "call-back"
    MEETING_SOON = "meeting-soon"
    OVERDUE = "overdue"
    NOT_SENT = "not-sent"
    AWAITED = "awaited"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The reason in a few words."""
        return WHY_WORDS[self]


WHY_WORDS: Mapping[Why, str] = {
    Why.CALL_BACK: "To be called back",
    Why.MEETING_SOON: "Meets within days",
    Why.OVERDUE: "Outcome overdue",
    Why.NOT_SENT: "Carried, not sent",
    Why.AWAITED: "Met, the mail still asks",
    Why.OTHER: "Took part there",
}


class Chance(IntEnum):
    """How likely a call is to move something; the smallest comes first."""

    BEST = 1
    GOOD = 2
    SOME = 3

    @property
    def label(self) -> str:
        """The chance in words."""
        return {1: "Best chance", 2: "Good chance", 3: "Some chance"}[self]


class LastCall(NamedTuple):
    """What came of the last try to reach somebody about a CLP, and how often they have not answered since we spoke."""

    result: CallResult
    at: datetime
    words: str
    by: str
    call_back_on: date | None
    in_vain: int

    @property
    def rests_until(self) -> date:
        """The day from which they may be tried again."""
        day = timezone.localdate(self.at)
        if self.result == CallResult.CALL_BACK and self.call_back_on:
            return self.call_back_on
        return day + (timedelta(days=1) if self.result == CallResult.NO_ANSWER else REST)


class CallLine(NamedTuple):
    """One person to ask, about one CLP."""

    why: Why
    chance: Chance
    clp: CLPStanding
    due: date
    body: str
    person: Somebody
    last: LastCall | None = None
    hold: Hold | None = None

    @property
    def order(self) -> tuple[int, date, str]:
        """What puts the best chance first, then the day, then the CLP's name."""
        return self.chance, self.due, self.clp.name


@dataclass(frozen=True, slots=True)
class CallFilters:
    """What the sheet is narrowed to. It lives in the address, and names no person."""

    region: str = ""
    day: str = ""
    why: str = ""
    clp: str = ""
    # The name of one of the campaign's motions; "" is the first.
    motion: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "CallFilters":
        """Read an address; what could not be chosen there narrows nothing."""
        chosen = {name: query.get(name, "") for name in cls.__slots__}
        chosen["motion"] = motion_named(query)
        if chosen["why"] not in list(Why):
            chosen["why"] = ""
        try:
            date.fromisoformat(chosen["day"])
        except ValueError:
            chosen["day"] = ""
        return cls(**chosen)

    def keeps(self, line: CallLine) -> bool:
        """Whether a line is wanted."""
        return (
            self.region in ("", line.clp.region_slug)
            and self.day in ("", line.due.isoformat())
            and self.why in ("", line.why)
            and self.clp in ("", line.clp.slug)
        )

    def query(self, **changes: str) -> str:
        """Return the part of the address after the question mark, with some of it changed."""
        return urlencode({name: value for name, value in asdict(replace(self, **changes)).items() if value})


class _Reason(NamedTuple):
    """Why a CLP is asked, before it is settled who is asked."""

    why: Why
    chance: Chance
    clp: CLPStanding
    due: date
    body: str = "The CLP"
    meeting: Meeting | None = None
    # Who was promised a call.
    person: int | None = None


@dataclass(frozen=True, slots=True)
class CallSheet:
    """Whom an organiser can ask, in their regions."""

    motion: Motion
    day: date
    lines: Sequence[CallLine]
    # The CLPs that there would be something to ask, and nobody to ask it of.
    nobody: Sequence[CLPStanding]


def read_sheet(motion: Motion, user: User, *, clp: str = "") -> CallSheet:
    """Return the sheet in the organiser's regions, the best chance first; in a number of queries that never grows.

    With `clp`, a CLP's short name, everybody there who may be reached is on it, whether there is a reason or not.
    """
    now = timezone.now()
    day = timezone.localdate(now)
    scope = Scope(motion, day=day, asks_after=days_asked(motion.campaign), regions=regions_of(user))
    people, last, holds = people_in(motion, scope.clps.keys()), read_last_calls(motion), held_now(now)
    lines: dict[tuple[int, int], CallLine] = {}
    nobody: dict[int, CLPStanding] = {}
    reasons = sorted(_reasons(scope, people, last), key=lambda one: (one.chance, one.due))
    for reason in reasons:
        reachable = [one for one in _in_order(people.get(reason.clp.pk, []), reason) if one.is_reachable]
        free = [one for one in reachable if _may_be_tried(last.get((one.pk, one.clp_pk)), day)]
        if free:
            lines.setdefault((free[0].pk, reason.clp.pk), _line(reason, free[0], last, holds))
        elif not reachable:
            nobody[reason.clp.pk] = reason.clp
    if clp:
        lines = {key: line for key, line in lines.items() if line.clp.slug == clp}
        for other in _everybody_in(clp, scope, reasons, people, last, holds):
            lines.setdefault((other.person.pk, other.clp.pk), other)
    return CallSheet(motion, day, sorted(lines.values(), key=lambda line: line.order), list(nobody.values()))


def find_line(motion: Motion, user: User, *, clp: str, person: int) -> CallLine | None:
    """Return the line of one person in one CLP, whether they rest or not; None where they took no part there."""
    return next((line for line in read_sheet(motion, user, clp=clp).lines if line.person.pk == person), None)


def read_last_calls(motion: Motion) -> dict[tuple[int, int], LastCall]:
    """Return the last try for each person and CLP, in two queries."""
    calls = Call.objects.filter(motion=motion, person__isnull=False).order_by()
    newest = calls.values("person", "clp").annotate(newest=Max("pk")).values("newest")
    spoken = calls.exclude(result=CallResult.NO_ANSWER).values_list("person", "clp").annotate(Max("pk"))
    spoke = {(person, clp): pk for person, clp, pk in spoken}
    in_vain: dict[tuple[int, int], int] = {}
    for pk, person, clp in calls.filter(result=CallResult.NO_ANSWER).values_list("pk", "person", "clp"):
        if pk > spoke.get((person, clp), 0):
            in_vain[person, clp] = in_vain.get((person, clp), 0) + 1
    found = {}
    for call in Call.objects.filter(pk__in=newest).select_related("by"):
        key = (call.person_id or 0, call.clp_id)
        by = call.by.called if call.by else ""
        result = CallResult(call.result)
        found[key] = LastCall(result, call.at, call.words, by, call.call_back_on, in_vain.get(key, 0))
    return found


def _reasons(
    scope: Scope, people: Mapping[int, Sequence[Somebody]], last: Mapping[tuple[int, int], LastCall]
) -> Iterator[_Reason]:
    for (person, clp_pk), call in last.items():
        on = call.call_back_on
        if on and on <= scope.day and any(one.pk == person for one in people.get(clp_pk, [])):
            yield _Reason(Why.CALL_BACK, Chance.BEST, scope.clps[clp_pk], on, person=person)
    for meeting in scope.meetings:
        if meeting.on is not None and (why := _why_meeting(meeting.on, scope)):
            yield _Reason(*why, meeting.clp, meeting.on, meeting.body, meeting)
    conference = scope.motion.campaign.conference
    left = conference.days_to_deadline(scope.day)
    for clp in scope.clps.values():
        if clp.stage == Stage.CARRIED_FOR_CONFERENCE and left >= 0:
            chance = Chance.BEST if left <= DEADLINE_NEARS else Chance.GOOD
            yield _Reason(Why.NOT_SENT, chance, clp, conference.deadline_day)


def _why_meeting(on: date, scope: Scope) -> tuple[Why, Chance] | None:
    ahead = (on - scope.day).days
    if ahead > SOON:
        return None
    if ahead >= 0:
        return Why.MEETING_SOON, Chance.BEST if ahead <= NEXT_DAYS else Chance.GOOD
    if -ahead <= scope.mail_asks_until:
        return Why.AWAITED, Chance.SOME
    return Why.OVERDUE, Chance.BEST if -ahead <= FRESH else Chance.GOOD


def _in_order(people: Sequence[Somebody], reason: _Reason) -> list[Somebody]:
    """Return a CLP's people, those first who know most of this: who was promised a call, who reported this meeting."""

    def knows(one: Somebody) -> bool:
        if reason.person is not None:
            return one.pk == reason.person
        meeting = reason.meeting
        return meeting is not None and (one.branch, one.meeting_on) == (meeting.branch, meeting.on)

    return sorted(people, key=lambda one: (not knows(one), not one.callable_phone, one.submission_pk is None))


def _may_be_tried(last: LastCall | None, day: date) -> bool:
    return last is None or last.rests_until <= day


def _line(
    reason: _Reason, one: Somebody, last: Mapping[tuple[int, int], LastCall], holds: Mapping[int, Hold]
) -> CallLine:
    call = last.get((one.pk, one.clp_pk))
    chance = Chance.SOME if call and call.in_vain >= TRIED_IN_VAIN else reason.chance
    return CallLine(reason.why, chance, reason.clp, reason.due, reason.body, one, call, holds.get(one.pk))


def _everybody_in(
    slug: str,
    scope: Scope,
    reasons: Sequence[_Reason],
    people: Mapping[int, Sequence[Somebody]],
    last: Mapping[tuple[int, int], LastCall],
    holds: Mapping[int, Hold],
) -> Iterator[CallLine]:
    """Yield a line for each person in a CLP, also for those who rest or may not be reached: their card says so."""
    clp = next((one for one in scope.clps.values() if one.slug == slug), None)
    if clp is not None:
        why = next((one for one in reasons if one.clp.pk == clp.pk), None)
        for one in people.get(clp.pk, []):
            yield _line(why or _Reason(Why.OTHER, Chance.SOME, clp, scope.day), one, last, holds)
