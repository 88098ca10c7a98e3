"""What is sent, to whom, when, until when, and what stops it: one table, at the end of this file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from motions.enums import COUNTED_STATES, LIVE_STATES, EventKind, LinkPurpose, SubmissionState
from motions.models import Event, Submission

# People live by the UK's clock, wherever the server stands.
LONDON = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why one person is to be written to, once: the key makes sure of it."""

    kind: MailKind
    key: str
    submission_id: int
    due_at: datetime
    until: datetime
    event: Event | None = None
    meeting_on: date | None = None


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Due as soon as something happened to a submission; once for each submission."""

    on: EventKind

    def reasons(self, kind: "Kind", now: datetime) -> Iterator[Reason]:
        """Yield what is due now and has no mail yet, oldest first."""
        events = Event.objects.filter(kind=self.on, at__gt=now - kind.sensible_for, at__lte=now).filter(
            ~Exists(Email.objects.filter(kind=kind.kind, submission=OuterRef("submission"))),
            submission__in=Submission.objects.filter(kind.condition),
        )
        for event in events.select_related("submission").order_by("pk"):
            if event.submission is not None:
                yield Reason(
                    kind=kind.kind,
                    key=f"{kind.kind.value}:{event.submission.reference}",
                    submission_id=event.submission.pk,
                    due_at=event.at,
                    until=event.at + kind.sensible_for,
                    event=event,
                )


@dataclass(frozen=True, slots=True)
class AfterMeeting:
    """Due some days after the meeting, at an hour of the UK's clock; once for each date of the meeting."""

    days: int
    at: time

    def due_at(self, meeting_on: date) -> datetime:
        """Return the instant it is due; clocks change at 01:00 UTC, so hours of the day exist exactly once."""
        return datetime.combine(meeting_on + timedelta(days=self.days), self.at, tzinfo=LONDON)

    def reasons(self, kind: "Kind", now: datetime) -> Iterator[Reason]:
        """Yield what is due now and has no mail yet, the earliest meeting first."""
        latest = timezone.localdate(now, LONDON) - timedelta(days=self.days)
        # A day more than needed: the exact hours are compared below.
        earliest = latest - kind.sensible_for - timedelta(days=1)
        written = Email.objects.filter(kind=kind.kind, submission=OuterRef("pk"), meeting_on=OuterRef("meeting_on"))
        rows = Submission.objects.filter(~Exists(written), kind.condition, meeting_on__range=(earliest, latest))
        for submission in rows.order_by("meeting_on", "pk"):
            meeting_on = submission.meeting_on
            if meeting_on is None:
                continue
            due_at = self.due_at(meeting_on)
            until = self.due_at(meeting_on + kind.sensible_for)
            if due_at <= now < until:
                yield Reason(
                    kind=kind.kind,
                    key=f"{kind.kind.value}:{submission.reference}:{meeting_on.isoformat()}",
                    submission_id=submission.pk,
                    due_at=due_at,
                    until=until,
                    meeting_on=meeting_on,
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One line of the table."""

    kind: MailKind
    recipient: Callable[[Submission], User]
    due: AtOnce | AfterMeeting
    sensible_for: timedelta
    # What stops it, said the other way round; asked when it is planned and again when it is sent.
    only_while: Q
    # What the link in it lets its holder do.
    link: LinkPurpose
    # Its address is not known to be the recipient's own.
    to_strangers: bool = False

    @property
    def condition(self) -> Q:
        """What a submission must be for this mail to be written about it."""
        return self.only_while & Q(activist__is_active=True)


def reporter(submission: Submission) -> User:
    """Return who told us of the submission."""
    return submission.activist


# A link to confirm expires after as long: see motions.models.links.
WEEK = timedelta(days=7)

KINDS: Mapping[MailKind, Kind] = {
    kind.kind: kind
    for kind in (
        Kind(
            kind=MailKind.CONFIRM,
            recipient=reporter,
            due=AtOnce(EventKind.SUBMISSION_REPORTED),
            sensible_for=WEEK,
            only_while=Q(state=SubmissionState.AWAITING_CONFIRMATION),
            link=LinkPurpose.CONFIRM,
            to_strangers=True,
        ),
        Kind(
            kind=MailKind.RECEIPT,
            recipient=reporter,
            due=AtOnce(EventKind.SUBMISSION_CONFIRMED),
            sensible_for=WEEK,
            only_while=Q(state__in=COUNTED_STATES),
            link=LinkPurpose.MANAGE,
        ),
        Kind(
            kind=MailKind.OUTCOME_DUE,
            recipient=reporter,
            due=AfterMeeting(days=1, at=time(10)),
            sensible_for=WEEK,
            only_while=Q(state__in=LIVE_STATES),
            link=LinkPurpose.OUTCOME,
        ),
    )
}


def due_reasons(now: datetime) -> Iterator[Reason]:
    """Yield every reason to write that is due now and has no mail yet, in the order of the table."""
    for kind in KINDS.values():
        yield from kind.due.reasons(kind, now)


def still_applies(kind: MailKind) -> Q:
    """Return what must hold of a row of the outbox while its reason stands: asked by the statement that begins it."""
    rows = Submission.objects.filter(KINDS[kind].condition, pk=OuterRef("submission_id"))
    about = ExpressionWrapper(OuterRef("meeting_on"), output_field=DateField())
    return Q(Exists(rows.alias(about=about).filter(Q(about__isnull=True) | Q(meeting_on=F("about")))))


def why_not(about: Reason | Email, now: datetime) -> str:
    """Return why a mail is not to be written or sent any more, in words for an organiser; "" while it still is."""
    if now >= about.until:
        return "It came too late to make sense."
    rows = Submission.objects.filter(KINDS[MailKind(about.kind)].condition, Q(pk=about.submission_id))
    if about.meeting_on:
        rows = rows.filter(meeting_on=about.meeting_on)
    return "" if rows.exists() else "Its reason had gone."
