"""Submissions as mail is decided from them."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaign.mail.enums import LIVE_MAIL_STATES
from campaign.mail.models import Email, Mailable, Stop
from campaign.mail.reminders.facts.base import MOST_ABOUT_A_CLP, MOST_ABOUT_ONE, YEAR, Facts, Scope
from clps.lib.clock import LONDON
from motions.enums import (
    ADOPTED,
    COUNTED_STATES,
    LIVE_STATES,
    Body,
    EntryState,
    EventKind,
    MotionKind,
    Outcome,
    Purpose,
    Stage,
    SubmissionState,
)
from motions.models import ConferenceEntry, Event, MotionVersion, Standing, Submission, Vote
from motions.models.submissions import SubmissionQuerySet
from motions.suspensions import Span, Suspensions, read_suspensions

# How far back anything can lie that a mail is still to be written about.
ANSWERS_WINDOW = timedelta(days=8)
MEETINGS_WINDOW = timedelta(days=40)
UNDATED_WINDOW = timedelta(days=120)
# So long after it was sent, its reporter is asked when the meeting is.
UNDATED_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionFacts(Facts):
    """A submission as reminders see it."""

    is_current: bool
    for_conference: bool
    body: Body
    state: SubmissionState
    reported_at: datetime
    confirmed_at: datetime | None
    sent_on: date
    meeting_time: time | None
    outcome: Outcome | None
    purpose: Purpose | None
    held_on: date | None
    recorded_at: datetime | None
    adopted_at: datetime | None
    undated_at: datetime | None
    is_followed: bool
    is_sent_to_conference: bool
    opens_on: date | None
    deadline: datetime
    text_number: int
    current_number: int
    current_since: datetime | None
    region_id: int
    suspensions: Suspensions
    # How many mails they had about the CLP, before they told us that it carried the motion.
    had: int

    @property
    def room(self) -> int:
        """How often they may still be asked whether it was sent: a year has room for so many mails, and no more."""
        return max(2, min(MOST_ABOUT_ONE, MOST_ABOUT_A_CLP - self.had))

    @property
    def undated_since(self) -> date | None:
        """Since when we have not known the date of the meeting: it was sent, or we heard that its date is off."""
        heard = [timezone.localdate(at, LONDON) for at in (self.recorded_at, self.undated_at) if at]
        since = None if self.meeting_on else max([self.sent_on, self.held_on or self.sent_on, *heard])
        # Nobody can know the date of a meeting while none can be held.
        span = self.suspensions.barring(self.region_id, since + UNDATED_FOR) if since else None
        return span.ends_on if span else since

    @property
    def barred(self) -> Span | None:
        """What keeps its meeting from being held on its day."""
        return self.suspensions.barring(self.region_id, self.meeting_on)

    @property
    def barred_until(self) -> date | None:
        """The last day of what keeps its meeting from being held; None where nothing does, or nobody knows the day."""
        return self.barred.ends_on if self.barred else None

    @property
    def carried_on(self) -> date | None:
        """Since when it has been carried and we have known it: who tells us late is not asked the next at once."""
        if self.held_on is None or self.adopted_at is None:
            return None
        return max(self.held_on, timezone.localdate(self.adopted_at, LONDON))

    @property
    def is_counted(self) -> bool:
        """Whether its address is confirmed and it still stands."""
        return self.state in COUNTED_STATES

    @property
    def newer_text(self) -> str:
        """Which text has been published since the one they sent, as a key says it."""
        return f"version-{self.current_number}"

    @property
    def is_heard_again(self) -> bool:
        """Whether a meeting has put it off: they have been told before what to say for it."""
        return self.state == SubmissionState.TO_BE_HEARD_AGAIN

    @property
    def waits_for_the_clp(self) -> bool:
        """Whether a branch carried the conference motion, and nobody has told us that it went on to the CLP."""
        return self._was_carried_by(Body.BRANCH) and not self.is_followed

    @property
    def waits_for_conference(self) -> bool:
        """Whether the CLP carried it as its conference motion, and nobody has told us that it went to conference."""
        to_be_sent = self._was_carried_by(Body.CLP) and self.purpose == Purpose.CONFERENCE
        return to_be_sent and not self.is_sent_to_conference

    def _was_carried_by(self, body: Body) -> bool:
        carried = self.body == body and self.state == SubmissionState.DECIDED and self.outcome in ADOPTED
        return carried and self.for_conference and self.is_current

    @property
    def is_live(self) -> bool:
        """Whether its outcome is still to come, and the campaign goes on."""
        return self.state in LIVE_STATES and self.is_current


def to_write_about(
    now: datetime, about: Scope | None = None, *, readers: AbstractSet[int] | None = None
) -> Iterator[SubmissionFacts]:
    """Yield every submission that a mail may be due about, now or later. Time bounds them, however many there were.

    With `readers`, only those of these people.
    """
    if about and not about.clps:
        return iter(())
    suspensions, today = read_suspensions(), timezone.localdate(now, LONDON)
    which = _still_written_about(now, today, suspensions.held_up_since(today - MEETINGS_WINDOW))
    if readers is not None:
        which &= Q(activist__in=readers)
    return _read(which & Q(clp__in=about.clps) if about else which, suspensions)


def _still_written_about(now: datetime, today: date, meetings_since: date) -> Q:
    stage = Standing.objects.filter(
        motion=OuterRef("version__motion"),
        clp=OuterRef("clp"),
        stage__in=[Stage.BRANCH_CARRIED, Stage.CARRIED_FOR_CONFERENCE],
    )
    adopted = Vote.objects.filter(submission=OuterRef("pk"), outcome__in=ADOPTED)
    campaign = {
        "version__motion__campaign__is_running": True,
        "version__motion__campaign__conference__deadline__gt": now,
    }
    return (
        Q(state=SubmissionState.AWAITING_CONFIRMATION, created_at__gt=now - ANSWERS_WINDOW)
        | Q(state__in=COUNTED_STATES, confirmed_at__gt=now - ANSWERS_WINDOW)
        | Q(state__in=LIVE_STATES, meeting_on__gt=meetings_since)
        | Q(state__in=LIVE_STATES, meeting_on__isnull=True, sent_on__gt=today - UNDATED_WINDOW)
        | Q(Exists(stage), Exists(adopted), state=SubmissionState.DECIDED, **campaign)
    )


def of_mails(mails: Iterable[Mailable]) -> Iterator[SubmissionFacts]:
    """Yield the submissions that these mails are about, as they stand now."""
    keys = {mail.submission_id for mail in mails if mail.submission_id and not mail.event_id}
    return _read(Q(pk__in=keys), read_suspensions()) if keys else iter(())


def _read(which: Q, suspensions: Suspensions) -> Iterator[SubmissionFacts]:
    for row in _rows().filter(which):
        for_conference = row["version__motion__kind"] == MotionKind.CONFERENCE
        yield SubmissionFacts(
            submission_id=row["pk"],
            reference=str(row["reference"]),
            campaign_id=row["version__motion__campaign_id"],
            clp_id=row["clp_id"],
            recipient_id=row["activist_id"],
            is_stopped=row["is_stopped"],
            # Of a conference that is called off, nothing is to be waited for.
            is_current=row["version__motion__campaign__is_running"] and not (for_conference and row["called_off_at"]),
            for_conference=for_conference,
            body=Body(row["body"]),
            state=SubmissionState(row["state"]),
            reported_at=row["created_at"],
            confirmed_at=row["confirmed_at"],
            # The receipt tells, then, what earlier reminders would have.
            known_since=row["confirmed_at"],
            sent_on=row["sent_on"],
            meeting_on=row["meeting_on"],
            meeting_of=f"{row['body']} {row['branch_id'] or ''}",
            meeting_time=row["meeting_time"],
            outcome=Outcome(row["vote_outcome"]) if row["vote_outcome"] else None,
            purpose=Purpose(row["vote_purpose"]) if row["vote_purpose"] else None,
            held_on=row["vote_held_on"],
            recorded_at=row["vote_recorded_at"],
            adopted_at=row["adopted_at"],
            undated_at=row["undated_at"],
            is_followed=row["is_followed"],
            is_sent_to_conference=row["is_sent"],
            opens_on=row["opens_on"],
            deadline=row["deadline"],
            text_number=row["version__number"],
            current_number=row["current"] or 0,
            current_since=row["current_since"],
            region_id=row["clp__region_id"],
            suspensions=suspensions,
            had=row["had"],
        )


COLUMNS = (
    "pk",
    "reference",
    "version__motion__campaign_id",
    "version__motion__campaign__is_running",
    "version__motion__kind",
    "version__number",
    "clp_id",
    "clp__region_id",
    "activist_id",
    "body",
    "branch_id",
    "state",
    "created_at",
    "confirmed_at",
    "sent_on",
    "meeting_on",
    "meeting_time",
)


@cache
def _rows() -> QuerySet[Submission, dict[str, Any]]:
    """Return what is asked of every submission, to be narrowed down.

    It is the same each time, and putting it together costs as much as the database takes to answer it.
    """
    rows = _annotated(Submission.objects.by_activists().filter(activist__is_active=True))
    asked: QuerySet[Submission, dict[str, Any]] = rows.values(*COLUMNS, *rows.query.annotations).order_by("pk")
    return asked


def _annotated(submissions: SubmissionQuerySet) -> QuerySet[Submission]:
    """Add what stands in other tables: the last vote, what followed it, and what the person asked of us."""
    # The first that said so: one that puts a figure right is no news.
    to_be_sent_on = Q(purpose=Purpose.CONFERENCE) | Q(submission__body=Body.BRANCH)
    adopting = Vote.objects.filter(to_be_sent_on, submission=OuterRef("pk"), outcome__in=ADOPTED).order_by("pk")
    changed = Event.objects.filter(submission=OuterRef("pk"), kind=EventKind.SUBMISSION_CHANGED).order_by("-pk")
    moved = changed.filter(details__fields__icontains="meeting_on")
    same = {"version__motion": OuterRef("version__motion"), "clp": OuterRef("clp")}
    followed = Submission.objects.counted().filter(body=Body.CLP, **same)
    sent = ConferenceEntry.objects.filter(motion=OuterRef("version__motion"), clp=OuterRef("clp"))
    stops = Stop.objects.of_clp(OuterRef("clp")).filter(person=OuterRef("activist"))
    newer = MotionVersion.objects.filter(variant=OuterRef("version__variant")).order_by("-number")
    told: QuerySet[Any] = submissions.with_last_vote("recorded_at").annotate(
        adopted_at=Subquery(adopting.values("recorded_at")[:1]),
        undated_at=Subquery(moved.values("at")[:1]),
        is_followed=Exists(followed),
        is_sent=Exists(sent.exclude(state=EntryState.RETRACTED)),
        is_stopped=Exists(stops),
        opens_on=F("version__motion__campaign__conference__motions_open_on"),
        deadline=F("version__motion__campaign__conference__deadline"),
        called_off_at=F("version__motion__campaign__conference__called_off_at"),
        # Of the text that they sent, or of the variant of it.
        current=Coalesce(Subquery(newer.values("number")[:1]), F("version__motion__current_version__number")),
        current_since=Coalesce(
            Subquery(newer.values("published_at")[:1]), F("version__motion__current_version__published_at")
        ),
        had=Case(When(adopted_at__isnull=False, then=_had()), default=0),
    )
    return told


def _had() -> Coalesce:
    """Return how many mails somebody had about the CLP in the year before they told us that it was carried."""
    mails = Email.objects.filter(recipient=OuterRef("activist"), clp=OuterRef("clp"), state__in=LIVE_MAIL_STATES)
    before = mails.filter(created_at__lt=OuterRef("adopted_at"), created_at__gt=OuterRef("adopted_at") - YEAR)
    # One number for all that it finds: grouped by the person, who is the same in each.
    counted = before.order_by().values("recipient").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
