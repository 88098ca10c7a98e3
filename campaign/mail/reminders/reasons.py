"""Why people are to be written to: a function of now and the database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from types import ModuleType

from django.db.models import F

from campaign.mail.about import About, columns_about
from campaign.mail.enums import MailKind
from campaign.mail.models import Mailable, Reminder, ReminderSetting
from campaign.mail.reminders.facts import SOURCES, Facts
from campaign.mail.reminders.facts.base import Scope
from campaign.mail.reminders.kinds import KINDS, TABLE, MailRule
from motions.models import Event

TOO_LATE = "It came too late to make sense."
GONE = "Its reason had gone."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(About):
    """Why one person is to be written to, once: the key makes sure of it."""

    kind: MailKind
    key: str
    meeting_of: str
    due_at: datetime
    until: datetime


BEGINNING = datetime.min.replace(tzinfo=UTC)
Settings = Mapping[tuple[int, str], ReminderSetting]


def wanted_reasons(now: datetime, about: Scope | None = None) -> dict[str, Reason]:
    """Return every reason that makes sense now or later, by its key, whatever has been written already.

    With `about`, only those that come from what has happened there of late.
    """
    facts: Iterable[Facts] = chain.from_iterable(source.to_write_about(now, about) for source in SOURCES.values())
    reasons = _reasons(facts, TABLE, _settings())
    return {reason.key: reason for reason in _each_once(reasons) if now < reason.until}


def answers_to(events: Iterable[Event], now: datetime) -> dict[str, Reason]:
    """Return the reasons for answers that these events give, by their key, whatever has been written already."""
    about = list(chain.from_iterable(_mailables(event) for event in events))
    kinds = [kind for kind in TABLE if kind.is_answer]
    reasons = _reasons(_facts_of(about, kinds), kinds, _settings()) if about else iter(())
    return {reason.key: reason for reason in reasons if now < reason.until}


def _mailables(event: Event) -> Iterator[Reminder]:
    """Yield what a mail about an event could be about: the event, and the report or the champion that it changed."""
    yield Reminder(event_id=event.pk)
    if event.submission_id or event.champion_id:
        yield Reminder(submission_id=event.submission_id, champion_id=event.champion_id)


def reasons_gone(mails: Sequence[Mailable], now: datetime) -> dict[int, str]:
    """Return why each of these is not to be written or sent any more, in words for an organiser, by its pk.

    One that is still wanted is not in it. A constant number of queries, however many there are.
    """
    asked = {email.kind for email in mails}
    kinds = [kind for kind in TABLE if kind.kind in asked]
    still = {reason.key for reason in _reasons(_facts_of(mails, kinds), kinds, _settings())}
    late = {email.pk: TOO_LATE for email in mails if now >= email.until}
    return late | {email.pk: GONE for email in mails if email.pk not in late and email.key not in still}


def _facts_of(mails: Iterable[Mailable], kinds: Iterable[MailRule]) -> Iterator[Facts]:
    """Yield what these mails are about, as far as mail of these kinds is decided from it."""
    return chain.from_iterable(source.of_mails(mails) for source in sources_of(kinds))


def sources_of(kinds: Iterable[MailRule]) -> list[ModuleType]:
    """Return where the facts are read that mail of these kinds is decided from, in the order of `SOURCES`."""
    decided_from = {kind.about for kind in kinds}
    return [source for about, source in SOURCES.items() if about in decided_from]


def why_not(email: Mailable, now: datetime) -> str:
    """Return why a mail is not to be written or sent any more; "" while it still is."""
    return reasons_gone([email], now).get(email.pk, "")


def _settings() -> Settings:
    """Return what each campaign set, and for each of its other motions the same."""
    rows = list(ReminderSetting.objects.annotate(other_row=F("campaign__other_rows")))
    own = {(row.campaign_id, row.kind): row for row in rows}
    return own | {(row.other_row, row.kind): row for row in rows if row.other_row}


def _reasons(facts: Iterable[Facts], kinds: Sequence[MailRule], settings: Settings) -> Iterator[Reason]:
    """Yield the reasons that these facts give for mail of these kinds, past and to come."""
    for one in facts:
        for kind in kinds:
            if kind.about is type(one) and kind.only_while(one) and (kind.is_answer or not one.is_stopped):
                yield from _moments(kind, one, settings.get((one.campaign_id, kind.kind.value)))


def _moments(kind: MailRule, one: Facts, setting: ReminderSetting | None) -> Iterator[Reason]:
    if setting and not (setting.is_on or kind.is_answer):
        return
    for moment in kind.due.moments(one, (setting and setting.day_numbers) or kind.days):
        if not kind.is_answer and moment.due_at < _begins_at(one, setting):
            continue
        yield Reason(
            kind=kind.kind,
            key=":".join(filter(None, (kind.kind.value, one.reference, moment.name))),
            **columns_about(one),
            meeting_of=one.meeting_of,
            due_at=moment.due_at,
            until=moment.until,
        )


def _begins_at(one: Facts, setting: ReminderSetting | None) -> datetime:
    """Return what reminders must not be due before: we knew nothing of it yet, or the campaign did not send them."""
    starts = [one.known_since, setting.since if setting else None]
    return max((start for start in starts if start), default=BEGINNING)


def _each_once(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """Leave out what would tell one person the same thing twice: they reported it twice, or are there in two roles.

    Two motions before one meeting are two things.
    """
    seen = set()
    for reason in reasons:
        meeting = (reason.clp_id, reason.meeting_of, reason.meeting_on)
        same = (reason.kind, reason.campaign_id, reason.recipient_id, meeting, reason.due_at)
        if KINDS[reason.kind].is_answer or same not in seen:
            seen.add(same)
            yield reason
