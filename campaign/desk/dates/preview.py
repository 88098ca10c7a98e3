"""What one of these acts would do, before it is done: which dates become others, and exactly who is told."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.models import Reminder
from campaign.mail.outbox.suppression import Barred
from campaign.mail.reminders.facts.notices import News, NoticeFacts, to_everybody
from campaign.mail.reminders.kinds import KINDS
from clps.models import CLP
from motions.actions.suspensions import SuspensionTerms
from motions.enums import EventKind
from motions.models import Campaign, Conference, Submission, SuspendedRegion, Suspension
from motions.progress.deadline import read_deadline
from motions.suspensions import Suspensions, read_suspensions

# Of a campaign with thousands, a page names so many, and counts the others.
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who would be told, and about which CLPs."""

    name: str
    clps: str


@dataclass(frozen=True, slots=True)
class Replanned:
    """One date that becomes another."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen."""

    replanned: Sequence[Replanned]
    readers: Sequence[Reader]
    # They would be told, but no mail may go to their address.
    unreachable: int

    @property
    def shown(self) -> Sequence[Reader]:
        """As many of those who are told as a page names."""
        return self.readers[:SHOWN]

    @property
    def more(self) -> int:
        """How many are told beyond those."""
        return len(self.readers) - len(self.shown)


def preview_of_suspension(campaign: Campaign, held: Suspension | None, terms: SuspensionTerms) -> Preview:
    """Return what suspending meetings on these terms would do, or changing one that is held to them."""
    # One that is not there yet has no key, and nobody was told of it before: to everybody it is news.
    details = {"suspension": held.pk if held else "new", **terms.as_details()}
    kind = EventKind.SUSPENSION_CHANGED if held else EventKind.MEETINGS_SUSPENDED
    others = SuspendedRegion.objects.select_related("suspension").exclude(suspension=held)
    wanted = Suspension(
        begins_on=terms.begins_on, reason=terms.reason, executives_may_decide=terms.executives_may_decide
    )
    rows = [SuspendedRegion(suspension=wanted, region=region, ends_on=on) for region, on in terms.ends.items()]
    replanned = list(_meetings(read_suspensions(), read_suspensions([*others, *rows])))
    return _preview(replanned, kind, campaign, details)


def _meetings(before: Suspensions, after: Suspensions) -> Iterator[Replanned]:
    """Yield the meetings that cannot be any more, or can be again."""
    # Of every motion that runs, and not of this page's alone: a suspension bars all meetings of a region.
    waited_for = Submission.objects.awaiting_outcome().filter(version__motion__campaign__is_running=True)
    known = waited_for.filter(meeting_on__isnull=False).select_related("clp", "branch", "version__motion")
    # Several members report one meeting. It is named once.
    seen = set()
    for one in known.order_by("meeting_on", "pk"):
        was, will = (found.barring(one.clp.region_id, one.meeting_on) for found in (before, after))
        key = one.body_name, one.meeting_on
        if (was and was.ends_on, bool(was)) == (will and will.ends_on, bool(will)) or key in seen:
            continue
        seen.add(key)
        yield Replanned(one.body_name, f"{one.meeting_on:%-d %B %Y}", _what_then(will.ends_on if will else None, will))


def _what_then(ends_on: date | None, barred: object) -> str:
    if not barred:
        return "It can be held. We remind people of it as usual."
    if ends_on is None:
        return "It cannot be held. We ask for another date once there is an end."
    return f"It cannot be held. We ask for another date from {ends_on + timedelta(days=1):%-d %B %Y}."


def preview_of_deadline(campaign: Campaign, to: datetime, *, are_provisional: bool) -> Preview:
    """Return what moving the deadline would do; the same again does nothing."""
    conference, now = campaign.conference, timezone.now()
    before = read_deadline(campaign, now=now)
    details = {"from": conference.deadline.isoformat(), "to": to.isoformat()}
    # Who still waited when the old one passed, where it has.
    since = min(now, conference.deadline - timedelta(minutes=1))
    # That a day is provisional, or no longer, stands on pages: nobody gets a mail for that alone.
    readers = _facts(EventKind.DEADLINE_MOVED, campaign, details, since) if to != conference.deadline else []
    moved = copy(conference)
    moved.deadline, moved.dates_are_provisional = to, are_provisional
    after = read_deadline(_with(campaign, moved), now=now)
    lines = [
        Replanned("Motions close", before.in_words, after.in_words),
        Replanned("The last safe day for a CLP", before.last_safe_day_in_words, after.last_safe_day_in_words),
        Replanned(
            "The last safe day for a branch",
            before.last_safe_branch_day_in_words,
            after.last_safe_branch_day_in_words,
        ),
    ]
    return _made([line for line in lines if line.before != line.after], readers)


def _with(campaign: Campaign, conference: Conference) -> Campaign:
    """Return a campaign, for reckoning alone, with another conference."""
    return Campaign(conference=conference, notice_days=campaign.notice_days, branch_days=campaign.branch_days)


def preview_of_conference(campaign: Campaign, *, reason: str, off: bool) -> Preview:
    """Return what calling a conference off would do, or taking that back."""
    kind = EventKind.CONFERENCE_CALLED_OFF if off else EventKind.CONFERENCE_ON_AGAIN
    reminders = [rule.kind for rule in KINDS.values() if not rule.is_answer and rule.kind != MailKind.DIGEST]
    waiting = Reminder.objects.filter(campaign=campaign, kind__in=reminders).count()
    lines = [Replanned("Reminders", f"{waiting} planned", "None: everything about it stops")] if off else []
    return _preview(lines, kind, campaign, {"called_off": off, "reason": reason})


def _preview(lines: Sequence[Replanned], kind: EventKind, campaign: Campaign, details: dict[str, Any]) -> Preview:
    return _made(lines, _facts(kind, campaign, details, timezone.now()))


def _facts(kind: EventKind, campaign: Campaign, details: dict[str, Any], now: datetime) -> list[NoticeFacts]:
    """Return those to whom it would be news, as the planner finds them afterwards."""
    news = News(kind, timezone.now(), campaign, details)
    return [one for one in to_everybody(news, now) if one.is_news and not one.is_stopped]


def _made(lines: Sequence[Replanned], facts: Sequence[NoticeFacts]) -> Preview:
    people = User.objects.in_bulk([one.recipient_id for one in facts])
    names = dict(
        CLP.objects.filter(pk__in={own.clp_id for one in facts for own in one.concerns}).values_list("pk", "name")
    )
    # What people stopped is left out by now. This list is of addresses that take no mail.
    barred = Barred()
    told = [one for one in facts if not barred.holds(people[one.recipient_id].email)]
    readers = [Reader(str(people[one.recipient_id]), _clps(one, names)) for one in told]
    return Preview(lines, sorted(readers, key=lambda one: one.name.casefold()), len(facts) - len(told))


def _clps(one: NoticeFacts, names: dict[int, str]) -> str:
    return ", ".join(sorted({names[own.clp_id] for own in one.concerns if own.clp_id}))
