"""Letters of organisers to groups, as mail is decided from them: one fact for each person to whom one goes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from campaign.mail.enums import LetterState
from campaign.mail.models import LetterRecipient, Mailable, Stop
from campaign.mail.reminders.facts.base import Facts, Scope

# For so long it is sent to whoever has to wait: for the pause to end, or for the day after another mail.
SENSIBLE_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts(Facts):
    """One letter and one person to whom it goes."""

    send_at: datetime
    stands: bool


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[LetterFacts]:
    """Yield those to whom a letter is to go; with a scope, of the letters that were sent on their way of late."""
    rows = Q(letter__send_at__gt=now - SENSIBLE_FOR, letter__state=LetterState.SCHEDULED)
    return _read(rows & Q(letter__event__at__gt=about.since) if about else rows)


def of_mails(mails: Iterable[Mailable]) -> Iterator[LetterFacts]:
    """Yield those to whom these mails are to bring a letter, as it stands now."""
    keys = {mail.event_id for mail in mails if mail.event_id}
    return _read(Q(letter__event__in=keys)) if keys else iter(())


COLUMNS = ("letter", "person", "clp", "has_stopped", "letter__event", "letter__send_at", "letter__state")


def _read(which: Q) -> Iterator[LetterFacts]:
    whole = Q(clp__isnull=True, kind="")
    stops = Stop.objects.filter(whole | Q(clp=OuterRef("clp")), person=OuterRef("person"))
    rows = LetterRecipient.objects.filter(which, person__is_active=True).annotate(has_stopped=Exists(stops))
    for row in rows.order_by("pk").values(*COLUMNS, "letter__motion__campaign"):
        yield LetterFacts(
            reference=f"{row['letter']}:{row['person']}",
            campaign_id=row["letter__motion__campaign"],
            recipient_id=row["person"],
            is_stopped=row["has_stopped"],
            clp_id=row["clp"],
            event_id=row["letter__event"],
            # Two letters for one hour are two things.
            meeting_of=f"letter-{row['letter']}",
            send_at=row["letter__send_at"],
            stands=row["letter__state"] == LetterState.SCHEDULED,
        )
