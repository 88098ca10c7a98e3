"""What happened a short while ago, as mail is decided from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from campaign.mail.enums import LIVE_MAIL_STATES
from campaign.mail.models import Email, Mailable
from campaign.mail.reminders.facts.base import Facts, Scope
from clps.lib.clock import LONDON
from motions.enums import COUNTED_STATES, LIVE_STATES, ChampionState, EventKind, SubmissionState
from motions.models import Champion, Event
from motions.suspensions import Suspensions, read_suspensions

# How far back an event can lie that a mail is still to be written about.
WINDOW = timedelta(days=8)
# Each of these may move a meeting, or call it off.
MOVING = frozenset(
    {
        EventKind.SUBMISSION_CHANGED,
        EventKind.SUBMISSION_WITHDRAWN,
        EventKind.VOTE_RECORDED,
        EventKind.VOTE_CORRECTED,
    }
)
ABOUT_SUBMISSIONS = MOVING | {EventKind.CONFIRM_LINK_ASKED, EventKind.REPORT_LINK_ASKED}
ABOUT_CHAMPIONS = frozenset({EventKind.CHAMPION_OFFERED, EventKind.CHAMPION_FOUND, EventKind.CHAMPIONS_INTRODUCED})


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts(Facts):
    """One event, and how what it is about stands now."""

    kind: EventKind
    at: datetime
    by_themselves: bool
    submission_state: SubmissionState | None
    champion_state: ChampionState | None
    champion_confirmed_at: datetime | None
    # Of what may have moved a meeting: the day in the calendar file that went before. Of everything else, neither
    # this nor the day of the meeting is told.
    calendar_day: date | None = None
    # Whether meetings are suspended on the day on which it is to be now.
    is_barred: bool = False

    @property
    def is_moved(self) -> bool:
        """Whether a meeting that they have in their calendar is now on another day that we know, or hour."""
        if self.calendar_day is None or self.meeting_on is None or self.submission_state not in LIVE_STATES:
            return False
        return self.meeting_on >= self.day and not self.is_barred

    @property
    def is_over(self) -> bool:
        """Whether a meeting that they have in their calendar for today or later was held before, as we now know."""
        if self.calendar_day is None or self.meeting_on is None or self.submission_state not in COUNTED_STATES:
            return False
        return self.meeting_on < self.day <= self.calendar_day

    @property
    def is_off(self) -> bool:
        """Whether a meeting that they have in their calendar for another day is not to be waited for any more."""
        if self.calendar_day is None or self.calendar_day <= self.day:
            return False
        put_off = self.submission_state in LIVE_STATES and self.meeting_on is None
        return put_off or self.submission_state == SubmissionState.WITHDRAWN

    @property
    def day(self) -> date:
        """The day on which it happened, by the UK's clock."""
        return timezone.localdate(self.at, LONDON)


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[EventFacts]:
    """Yield what happened of late that asks for a mail."""
    return _read(Q(at__gt=about.since if about else now - WINDOW))


def of_mails(mails: Iterable[Mailable]) -> Iterator[EventFacts]:
    """Yield the events that these mails are about, with how things stand now."""
    keys = {mail.event_id for mail in mails if mail.event_id}
    return _read(Q(pk__in=keys)) if keys else iter(())


# Of an introduction: the champion whom this one meets.
MET = "introduced_to_id"
COLUMNS = (
    "pk",
    "kind",
    "at",
    "by_id",
    "clp_id",
    "clp__region_id",
    "submission_id",
    "champion_id",
    "motion__campaign_id",
    "submission__reference",
    "submission__state",
    "submission__meeting_on",
    "submission__calendar_sequence",
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
    rows = Event.objects.filter(which, about_one).annotate(calendar_day=_last_calendar().values("calendar_day")[:1])
    moves_nothing = Q(kind__in=MOVING, calendar_day__isnull=True)
    found = list(rows.exclude(moves_nothing).order_by("pk").values(*COLUMNS, "calendar_day", MET))
    met = {row[MET] for row in found if row[MET]}
    # Whoever was removed, or agrees no longer, is not to be named to the other.
    agreeing = (
        {None, *Champion.objects.introducible().filter(pk__in=met).values_list("pk", flat=True)} if met else {None}
    )
    suspensions = read_suspensions() if found else Suspensions({})
    for row in found:
        about = "champion" if row["champion_id"] else "submission"
        if row[f"{about}__activist__is_active"] and row[MET] in agreeing:
            yield _facts(row, about, suspensions)


def _last_calendar() -> QuerySet[Email]:
    """Return the mail that last brought a calendar file which the report has left behind since."""
    mails = Email.objects.filter(submission=OuterRef("submission"), state__in=LIVE_MAIL_STATES)
    return mails.filter(calendar_sequence__lt=OuterRef("submission__calendar_sequence")).order_by("-calendar_sequence")


def _reference(row: dict[str, Any], about: str) -> str:
    """Return what makes a mail about the event another one: the event, or which calendar file is due."""
    which = f"file-{row['submission__calendar_sequence']}" if row["kind"] in MOVING else row["pk"]
    return f"{row[f'{about}__reference']}:{which}"


def _facts(row: dict[str, Any], about: str, suspensions: Suspensions) -> EventFacts:
    recipient_id = row[f"{about}__activist_id"]
    moves = row["kind"] in MOVING
    return EventFacts(
        event_id=row["pk"],
        kind=EventKind(row["kind"]),
        at=row["at"],
        by_themselves=row["by_id"] == recipient_id,
        reference=_reference(row, about),
        campaign_id=row["motion__campaign_id"],
        clp_id=row["clp_id"],
        recipient_id=recipient_id,
        submission_id=row["submission_id"],
        champion_id=row["champion_id"],
        submission_state=SubmissionState(row["submission__state"]) if row["submission__state"] else None,
        champion_state=ChampionState(row["champion__state"]) if row["champion__state"] else None,
        champion_confirmed_at=row["champion__confirmed_at"],
        meeting_on=row["submission__meeting_on"] if moves else None,
        calendar_day=row["calendar_day"] if moves else None,
        is_barred=moves and suspensions.barring(row["clp__region_id"], row["submission__meeting_on"]) is not None,
    )
