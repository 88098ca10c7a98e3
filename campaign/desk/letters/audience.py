"""Whom a letter to a group is for, person by person, and who is left out and why."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from campaign.accounts.models import User
from campaign.accounts.roles import regions_of
from campaign.mail.enums import LIVE_MAIL_STATES
from campaign.mail.group_letters import Addressee
from campaign.mail.models import Email, Stop
from campaign.mail.outbox.suppression import Barred, listed_address
from clps.addresses import mailbox_of
from clps.models import Secretary
from motions.enums import ADOPTED, Stage
from motions.models import Champion, Delegate, Motion, Submission, Vote
from motions.progress.clps import CLPStanding, read_clps


class GroupRole(StrEnum):
    """What somebody is to the campaign."""

    REPORTER = "reporter"
    CHAMPION = "champion"
    DELEGATE = "delegate"
    SECRETARY = "secretary"

    @property
    def label(self) -> str:
        """The role as a page names several."""
        return {
            "reporter": "Who reported it",
            "champion": "Who said “I’ll do it”",
            "delegate": "Delegates who agreed",
            "secretary": "Secretaries who agreed",
        }[self]


class LeftOut(StrEnum):
    """Why somebody is left out. The first that holds is told."""

    DOUBLE = "have it already, under another role or address"
    NO_CONSENT = "have not agreed to be written to"
    STOPPED = "asked for no more mail"
    REFUSED = "asked that we never write to them"
    SUPPRESSED = "mail to them comes back, or they marked it as spam"


# Until when the meeting is, from today; the word of the form for it.
MEETINGS = {"": "Whenever they meet", "week": "A meeting this week", "7": "Within 7 days", "14": "Within 14 days"}
OUTCOMES = {"": "Whatever came of it", "carried": "Their own report says carried", "waiting": "Outcome still to come"}


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a letter is for, as its form says it. An empty list of regions, stages or versions narrows nothing."""

    regions: list[str] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    outcome: str = ""
    meeting: str = ""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Audience":
        """Read what a letter has stored."""
        return cls(**{name: stored[name] for name in cls.__slots__ if name in stored})

    def plain(self) -> dict[str, Any]:
        """Return it as a letter stores it."""
        return asdict(self)

    def meets_by(self, today: date) -> date | None:
        """Return the last day of a meeting that is asked for; None where it may be on any day or none."""
        if self.meeting == "week":
            return today + timedelta(days=6 - today.weekday())
        return today + timedelta(days=int(self.meeting)) if self.meeting in ("7", "14") else None


class GroupMember(NamedTuple):
    """One person of the group."""

    role: GroupRole
    person: int | None
    name: str
    email: str
    clp: CLPStanding
    # Of delegates and secretaries it has to be on record that they may be written to.
    agreed: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Who gets a letter, who is left out and why, and for whom it waits until tomorrow."""

    people: list[GroupMember]
    left_out: list[tuple[GroupMember, LeftOut]]
    had_mail_today: frozenset[str]

    @property
    def number(self) -> int:
        """How many it goes to."""
        return len(self.people)

    @property
    def waiting(self) -> int:
        """How many of them had a mail today, so that one that is sent at once waits until tomorrow for them."""
        return sum(listed_address(one.email) in self.had_mail_today for one in self.people)

    def addressees(self) -> list[Addressee]:
        """Return them as the action takes them."""
        return [Addressee(one.person, one.email, one.name, one.clp.pk) for one in self.people]


def read_group(motion: Motion, audience: Audience, user: User) -> Group:
    """Return the group as it is now, in the organiser's regions alone; in a number of queries that never grows."""
    today = timezone.localdate()
    clps = {clp.pk: clp for clp in read_clps(motion, regions_of(user)) if _is_wanted(clp, audience)}
    # In the order of the roles: whoever has two of them gets it under the first.
    members = [one for role in GroupRole if role in audience.roles for one in _READERS[role](motion, audience, clps)]
    people, left_out, seen = list[GroupMember](), list[tuple[GroupMember, LeftOut]](), set[str]()
    wishes = _Wishes()
    for one in members:
        # By the mailbox: “alex+tag” and “alex” are one reader, who gets it once.
        why = LeftOut.DOUBLE if mailbox_of(one.email) in seen else wishes.against(one)
        if why:
            left_out.append((one, why))
        else:
            # Only of who gets it: left out for one CLP, where they stopped mail, they may get it for another.
            seen.add(mailbox_of(one.email))
            people.append(one)
    todays = Email.objects.filter(state__in=LIVE_MAIL_STATES, created_at__date=today).values_list("to", flat=True)
    return Group(people, left_out, frozenset(map(listed_address, todays)))


def _is_wanted(clp: CLPStanding, audience: Audience) -> bool:
    in_region = not audience.regions or clp.region_slug in audience.regions
    return in_region and (not audience.stages or clp.stage in audience.stages)


Clps = Mapping[int, CLPStanding]


def _reporters(motion: Motion, audience: Audience, clps: Clps) -> Iterator[GroupMember]:
    # Where an organiser stood in for somebody, nobody is written to.
    rows = Submission.objects.counted().by_activists().filter(version__motion=motion, activist__is_active=True)
    if audience.versions:
        rows = rows.filter(version__number__in=audience.versions)
    if audience.outcome == "waiting":
        rows = rows.awaiting_outcome()
    elif audience.outcome == "carried":
        rows = rows.filter(votes__in=Vote.objects.last_words().filter(outcome__in=ADOPTED))
    if until := audience.meets_by(timezone.localdate()):
        rows = rows.awaiting_outcome().filter(meeting_on__range=(timezone.localdate(), until))
    columns = ("activist", "reporter_name", "activist__email", "clp")
    # The newest first: whoever has reported twice is written to about the report that they made last.
    for person, name, email, clp in rows.order_by("-pk").values_list(*columns):
        if clp in clps:
            yield GroupMember(GroupRole.REPORTER, person, name, email, clps[clp])


def _champions(motion: Motion, audience: Audience, clps: Clps) -> Iterator[GroupMember]:
    # Whom an organiser noted is active too, without ever having confirmed.
    rows = Champion.objects.active().filter(motion=motion, activist__is_active=True, confirmed_at__isnull=False)
    if audience.versions:
        rows = rows.filter(version__number__in=audience.versions)
    kept = _in_place(motion, audience, clps)
    for person, name, email, clp in rows.order_by("-pk").values_list("activist", "name", "activist__email", "clp"):
        if clp in kept:
            yield GroupMember(GroupRole.CHAMPION, person, name, email, clps[clp])


def _delegates(motion: Motion, audience: Audience, clps: Clps) -> Iterator[GroupMember]:
    rows = Delegate.objects.filter(entry__motion=motion, withdrawn_on__isnull=True).exclude(email="")
    kept = _in_place(motion, audience, clps)
    for name, email, clp, agreed_on in rows.values_list("name", "email", "entry__clp", "agreed_on"):
        if clp in kept:
            yield GroupMember(GroupRole.DELEGATE, None, name, email, clps[clp], agreed=agreed_on is not None)


def _secretaries(motion: Motion, audience: Audience, clps: Clps) -> Iterator[GroupMember]:
    rows = Secretary.objects.filter(left_on__isnull=True).exclude(email="")
    kept = _in_place(motion, audience, clps)
    for name, email, clp, of_branch, agreed_on in rows.values_list("name", "email", "clp", "branch__clp", "agreed_on"):
        if (place := clp or of_branch) in kept:
            yield GroupMember(GroupRole.SECRETARY, None, name, email, clps[place], agreed=agreed_on is not None)


_READERS = {
    GroupRole.REPORTER: _reporters,
    GroupRole.CHAMPION: _champions,
    GroupRole.DELEGATE: _delegates,
    GroupRole.SECRETARY: _secretaries,
}


def _in_place(motion: Motion, audience: Audience, clps: Clps) -> Collection[int]:
    """Return the CLPs in which what was asked of reports holds for some report, for those who made none themselves."""
    if not (audience.meeting or audience.outcome):
        return clps.keys()
    return {one.clp.pk for one in _reporters(motion, audience, clps)}


class _Wishes:
    """What people asked for, and whether mail reaches them: read once for the whole group."""

    def __init__(self) -> None:
        # A stop of one kind, such as the daily list, says nothing of letters. Compared by address and not by person:
        # secretaries and delegates have no person's row, and may have stopped mail as somebody who reported.
        stops = Stop.objects.filter(kind="").values_list("person__email", "clp")
        self._stops: set[tuple[str, int | None]] = {(listed_address(email), clp) for email, clp in stops}
        self._barred = Barred()
        # Of those who were removed no address is left that could be compared.
        gone = User.objects.filter(Q(is_active=False), removed_at=None).values_list("email", flat=True)
        self._inactive = set(map(listed_address, gone))

    def against(self, one: GroupMember) -> LeftOut | None:
        address = listed_address(one.email)
        if not one.agreed:
            return LeftOut.NO_CONSENT
        if (address, None) in self._stops or (address, one.clp.pk) in self._stops or address in self._inactive:
            return LeftOut.STOPPED
        if self._barred.is_refused(one.email):
            return LeftOut.REFUSED
        return LeftOut.SUPPRESSED if self._barred.is_suppressed(one.email) else None


def stage_choices() -> list[tuple[str, str]]:
    """Return the stages to choose from."""
    return [(stage.value, str(stage.label)) for stage in Stage]
