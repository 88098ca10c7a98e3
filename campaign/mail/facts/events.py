"""What happened a short while ago, as mail is decided from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from campaign.mail.models import Mailable
from motions.enums import ChampionState, EventKind, SubmissionState
from motions.models import Event

# How far back an event can lie that a mail is still to be written about.
WINDOW = timedelta(days=8)
ABOUT_SUBMISSIONS = frozenset({EventKind.CONFIRM_LINK_ASKED, EventKind.REPORT_LINK_ASKED})
ABOUT_CHAMPIONS = frozenset({EventKind.CHAMPION_OFFERED, EventKind.CHAMPION_FOUND, EventKind.CHAMPIONS_INTRODUCED})


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """One event, and how what it is about stands now."""

    event_id: int
    kind: EventKind
    at: datetime
    by_themselves: bool
    reference: str
    campaign_id: int
    clp_id: int | None
    recipient_id: int
    submission_id: int | None
    champion_id: int | None
    submission_state: SubmissionState | None
    champion_state: ChampionState | None
    champion_confirmed_at: datetime | None
    is_stopped: bool = False
    meeting_on: date | None = None
    known_since: datetime | None = None


def to_write_about(now: datetime) -> Iterator[EventFacts]:
    """Yield what happened of late that asks for a mail."""
    return _read(Q(at__gt=now - WINDOW))


def of_mails(mails: Iterable[Mailable]) -> Iterator[EventFacts]:
    """Yield the events that these mails are about, with how things stand now."""
    keys = {mail.event_id for mail in mails if mail.event_id}
    return _read(Q(pk__in=keys)) if keys else iter(())


COLUMNS = (
    "pk",
    "kind",
    "at",
    "by_id",
    "clp_id",
    "submission_id",
    "champion_id",
    "motion__campaign_id",
    "submission__reference",
    "submission__state",
    "submission__activist_id",
    "submission__activist__is_active",
    "champion__reference",
    "champion__state",
    "champion__confirmed_at",
    "champion__activist_id",
    "champion__activist__is_active",
)


def _read(which: Q) -> Iterator[EventFacts]:
    about_one = Q(kind__in=ABOUT_SUBMISSIONS, submission__isnull=False) | Q(
        kind__in=ABOUT_CHAMPIONS, champion__isnull=False
    )
    for row in Event.objects.filter(which, about_one).order_by("pk").values(*COLUMNS):
        about = "champion" if row["champion_id"] else "submission"
        if row[f"{about}__activist__is_active"]:
            yield _facts(row, about)


def _facts(row: dict[str, Any], about: str) -> EventFacts:
    recipient_id = row[f"{about}__activist_id"]
    return EventFacts(
        event_id=row["pk"],
        kind=EventKind(row["kind"]),
        at=row["at"],
        by_themselves=row["by_id"] == recipient_id,
        reference=f"{row[f'{about}__reference']}:{row['pk']}",
        campaign_id=row["motion__campaign_id"],
        clp_id=row["clp_id"],
        recipient_id=recipient_id,
        submission_id=row["submission_id"],
        champion_id=row["champion_id"],
        submission_state=SubmissionState(row["submission__state"]) if row["submission__state"] else None,
        champion_state=ChampionState(row["champion__state"]) if row["champion__state"] else None,
        champion_confirmed_at=row["champion__confirmed_at"],
    )
