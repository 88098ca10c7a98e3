"""What everybody is to hear whom it concerns: meetings are suspended, the deadline moves, conference is called off.

Each is told once, and again only where what holds for them is another by then than what they were told last. So a
change that is taken back before its mail goes is told to nobody, and one of two regions is told to that one alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from campaign.mail.enums import IN_HAND_STATES, EmailState
from campaign.mail.models import Email, Mailable
from campaign.mail.reminders.facts import champions, people, submissions
from campaign.mail.reminders.facts.base import Facts, Scope
from campaign.mail.reminders.facts.champions import ChampionFacts
from campaign.mail.reminders.facts.submissions import SubmissionFacts
from clps.lib.clock import LONDON
from motions.enums import EventKind
from motions.models import Campaign, Event
from motions.suspensions import Span

# How far back something can lie that is still to be told.
WINDOW = timedelta(days=14)
OF_SUSPENSIONS = frozenset({EventKind.MEETINGS_SUSPENDED, EventKind.SUSPENSION_CHANGED})
OF_CONFERENCES = frozenset({EventKind.CONFERENCE_CALLED_OFF, EventKind.CONFERENCE_ON_AGAIN})
NEWS = OF_SUSPENSIONS | OF_CONFERENCES | {EventKind.DEADLINE_MOVED}
# What was handed over; what still waits is dropped when something newer happens.
TOLD_STATES = IN_HAND_STATES | {EmailState.SENT, EmailState.KEPT}
Statement = tuple[object, ...]
Concern = SubmissionFacts | ChampionFacts


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened to many at once; without an event, one that may be about to."""

    kind: EventKind
    at: datetime
    campaign: Campaign
    details: dict[str, Any]
    event_id: int | None = None

    @property
    def subject(self) -> str:
        """What it is about: of two such things the newer one holds."""
        if self.kind in OF_SUSPENSIONS:
            return f"suspension-{self.details.get('suspension', 'new')}"
        about = "conference" if self.kind in OF_CONFERENCES else "deadline"
        return f"{about}-{self.campaign.pk}" if self.campaign.is_other else about

    def is_about(self, campaign: int) -> bool:
        """Whether it concerns whoever takes part in a campaign: a suspension all of them, a deadline its own."""
        return self.kind in OF_SUSPENSIONS or campaign == self.campaign.pk

    @property
    def day(self) -> date:
        """The day on which it happened, by the UK's clock."""
        return timezone.localdate(self.at, LONDON)

    def span_of(self, region: int) -> Span | None:
        """Return what a suspension says of one region; None where meetings can be held there, or could again."""
        ends = self.details.get("ends", {})
        if str(region) not in ends:
            return None
        ends_on = ends[str(region)]
        span = Span(
            date.fromisoformat(self.details["begins_on"]),
            date.fromisoformat(ends_on) if ends_on else None,
            self.details["reason"],
            self.details["executives_may_decide"],
        )
        return None if span.ends_on and span.ends_on < self.day else span


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts(Facts):
    """One piece of news to one person, and what of theirs it is about."""

    news: News
    # The one of the same that they were told last.
    told: News | None
    concerns: Sequence[Concern] = ()
    # What holds for them, and what they took to hold before.
    now: Statement = ()
    before: Statement = ()

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.news.at

    @property
    def is_news(self) -> bool:
        """Whether what holds for them now is another than what they know."""
        return self.now != self.before


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[NoticeFacts]:
    """Yield what happened of late, to each whom it concerns."""
    for news in _newest(since=about.since if about else now - WINDOW):
        yield from to_everybody(news, now)


def of_mails(mails: Iterable[Mailable]) -> Iterator[NoticeFacts]:
    """Yield what these mails tell, where nothing newer has happened, to those whom they are to."""
    readers: defaultdict[int, set[int]] = defaultdict(set)
    for mail in mails:
        if mail.event_id:
            readers[mail.event_id].add(mail.recipient_id or 0)
    if not readers:
        return
    for news in _newest(events=list(readers)):
        asked = readers[news.event_id or 0]
        yield from to_everybody(news, timezone.now(), None if 0 in asked else asked)


def of_event(event: Event, person: int) -> NoticeFacts:
    """Return what an event tells one person; raise where it tells them nothing."""
    news = _news(Event.objects.select_related("motion__campaign__conference").get(pk=event.pk))
    return next(to_everybody(news, timezone.now(), {person}))


def to_everybody(news: News, now: datetime, readers: set[int] | None = None) -> Iterator[NoticeFacts]:
    """Yield a piece of news to each whom it concerns, or to these alone; whether it is news to them, the facts say."""
    chain = [one for one in _chain(news) if news.event_id is None or (one.event_id or 0) < news.event_id]
    told = _told(chain, readers)
    if news.kind in OF_CONFERENCES:
        for person in people.of_campaign(news.campaign, readers):
            yield _facts(news, told.get(person.recipient_id), chain, person.recipient_id, [], person)
        return
    for recipient, found in _concerned(news, now, readers).items():
        known = told.get(recipient)
        concerns = sorted(_touched(found, news, known), key=_weight) or found
        yield _facts(news, known, chain, recipient, concerns, concerns[0])


def _newest(*, since: datetime | None = None, events: Sequence[int] = ()) -> Iterator[News]:
    """Yield the news of the campaign on the site that nothing newer has overtaken."""
    rows = Event.objects.filter(kind__in=NEWS, motion__campaign__is_running=True)
    wanted = rows.filter(at__gt=since) if since else rows.filter(pk__in=events)
    if not wanted.exists():
        return
    newest: dict[str, News] = {}
    for event in rows.select_related("motion__campaign__conference").order_by("pk"):
        news = _news(event)
        newest[news.subject] = news
    for news in newest.values():
        if (since and news.at > since) or news.event_id in events:
            yield news


def _news(event: Event) -> News:
    return News(EventKind(event.kind), event.at, event.motion.campaign, event.details, event.pk)


def _chain(news: News) -> list[News]:
    """Return everything that happened to the same, the oldest first."""
    rows = Event.objects.filter(kind__in=NEWS, motion__campaign=news.campaign).order_by("pk")
    found = (_news(event) for event in rows.select_related("motion__campaign__conference"))
    return [one for one in found if one.subject == news.subject]


def _told(chain: Sequence[News], readers: set[int] | None) -> dict[int, News]:
    """Return which of these each person was told last, by their key."""
    by_event = {one.event_id: one for one in chain}
    rows = Email.objects.filter(event__in=list(by_event), state__in=TOLD_STATES).order_by("event_id")
    if readers is not None:
        rows = rows.filter(recipient__in=readers)
    return {recipient: by_event[event] for recipient, event in rows.values_list("recipient", "event")}


def _concerned(news: News, now: datetime, readers: set[int] | None) -> dict[int, list[Concern]]:
    """Return what of each person's it concerns, what matters most first, by the person's key."""
    found: defaultdict[int, list[Concern]] = defaultdict(list)
    for one in submissions.to_write_about(now, readers=readers):
        if news.is_about(one.campaign_id) and _waits(one, news) and _hears(one, news):
            found[one.recipient_id].append(one)
    for champion in champions.to_write_about(now, readers=readers):
        if news.is_about(champion.campaign_id) and champion.has_still_to_send and _hears(champion, news):
            found[champion.recipient_id].append(champion)
    return found


def _waits(one: SubmissionFacts, news: News) -> bool:
    """Whether it waits for something that the news may make another: a meeting, or the way to conference."""
    if news.kind in OF_SUSPENSIONS:
        return one.is_live or one.waits_for_the_clp
    return (one.for_conference and one.is_live) or one.waits_for_the_clp or one.waits_for_conference


def _touched(concerns: Sequence[Concern], news: News, told: News | None) -> list[Concern]:
    """Return those in whose region a suspension holds, or held as they were told; of other news, all."""
    if news.kind not in OF_SUSPENSIONS:
        return list(concerns)
    both = [news, told] if told else [news]
    return [one for one in concerns if any(about.span_of(one.region_id) for about in both)]


def _weight(one: Concern) -> tuple[int, int]:
    """Return what puts first what is most urgent to its reader: a meeting that cannot be, one that can, the rest."""
    if isinstance(one, SubmissionFacts):
        return (0 if one.barred else 1 if one.is_live else 2), one.submission_id or 0
    return 3, one.champion_id or 0


def _hears(one: Concern, news: News) -> bool:
    """Whether somebody had told us of it when it happened, and wants to hear of it."""
    return not one.is_stopped and (one.known_since is None or one.known_since <= news.at)


def _facts(
    news: News, told: News | None, chain: Sequence[News], recipient: int, concerns: Sequence[Concern], one: Facts
) -> NoticeFacts:
    """Return one piece of news to one person; `one` is any of what they have to do with it."""
    joined = one.known_since
    missed = [earlier for earlier in chain if joined is None or earlier.at >= joined]
    clps = {concern.clp_id for concern in concerns}
    first = concerns[0] if concerns else None
    return NoticeFacts(
        reference=f"{news.subject}:event-{news.event_id}:person-{recipient}",
        campaign_id=news.campaign.pk,
        recipient_id=recipient,
        is_stopped=one.is_stopped,
        clp_id=clps.pop() if len(clps) == 1 else None,
        submission_id=first.submission_id if first else None,
        champion_id=first.champion_id if first else None,
        event_id=news.event_id,
        known_since=joined,
        news=news,
        told=told,
        concerns=concerns,
        now=_statement(news, news, concerns),
        before=_statement(told, news, concerns) if told else _beginning([*missed, news], concerns),
    )


def _statement(of: News, seen_from: News, concerns: Sequence[Concern]) -> Statement:
    """Return what news says to somebody, so that two that say the same to them are equal."""
    if of.kind in OF_CONFERENCES:
        return (of.details["called_off"],)
    if of.kind == EventKind.DEADLINE_MOVED:
        return (parse_datetime(of.details["to"]),)
    regions = sorted({concern.region_id for concern in concerns})
    seen = News(of.kind, seen_from.at, of.campaign, of.details)
    return tuple((region, _terms(seen.span_of(region))) for region in regions)


def _terms(span: Span | None) -> Statement | None:
    return (span.begins_on, span.ends_on, span.executives_may_decide) if span else None


def _beginning(missed: Sequence[News], concerns: Sequence[Concern]) -> Statement:
    """Return what held before the first of these that they were not told of."""
    first = missed[0]
    if first.kind in OF_CONFERENCES:
        return (not first.details["called_off"],)
    if first.kind == EventKind.DEADLINE_MOVED:
        return (parse_datetime(first.details["from"]),)
    return tuple((region, None) for region in sorted({concern.region_id for concern in concerns}))
