"""Motions that were ruled out, as the mail that asks about an appeal is decided from them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from campaign.mail.enums import LIVE_MAIL_STATES, MailKind
from campaign.mail.models import Email, Mailable, Stop
from campaign.mail.reminders.facts.base import MOST_ABOUT_A_CLP, YEAR, Facts, Scope
from clps.lib.clock import LONDON
from motions.enums import ADOPTED, AppealChoice, Body, EntryState, Purpose, Stage, SubmissionState
from motions.models import ConferenceEntry, Standing, Submission
from motions.models.entries import WITH_RULES

ABOUT_APPEALS = frozenset({MailKind.APPEAL_ASKED, MailKind.APPEAL_DUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFacts(Facts):
    """One report behind a motion that is ruled out, and how things stand with an appeal."""

    ruled_out_at: datetime
    ruled_out_on: date
    closes_at: datetime | None
    choice: AppealChoice | None
    # How many mails they had about the CLP in the year before the ruling.
    had: int

    @property
    def ruling(self) -> str:
        """Which ruling it is, as a key says it."""
        return self.ruled_out_on.isoformat()

    @property
    def closes_on(self) -> date | None:
        """The last day for an appeal, by the UK's clock."""
        return timezone.localdate(self.closes_at, LONDON) if self.closes_at else None

    @property
    def closes_time(self) -> time | None:
        """The hour at which appeals close on that day."""
        return timezone.localtime(self.closes_at, LONDON).time() if self.closes_at else None

    @property
    def room(self) -> int:
        """How many more mails about the CLP a year has room for."""
        return MOST_ABOUT_A_CLP - self.had


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[AppealFacts]:
    """Yield the reports behind every motion that is ruled out and not appealed, while its conference is to come."""
    which = Q(motion__campaign__conference__ends_on__gte=timezone.localdate(now, LONDON))
    return _read(which & Q(clp__in=about.clps) if about else which)


def of_mails(mails: Iterable[Mailable]) -> Iterator[AppealFacts]:
    """Yield the reports that these mails are about, as they stand now."""
    clps = {mail.clp_id for mail in mails if mail.kind in ABOUT_APPEALS}
    return _read(Q(clp__in=clps)) if clps else iter(())


def _read(which: Q) -> Iterator[AppealFacts]:
    """Read them in three queries: what is ruled out, who told us that it was carried, and the mail they had."""
    shown = Standing.objects.filter(motion=OuterRef("motion"), clp=OuterRef("clp"), stage=Stage.RULED_OUT)
    entries = ConferenceEntry.objects.filter(
        which,
        Exists(shown),
        state=EntryState.RULED_OUT,
        ruled_out_noted_at__isnull=False,
        motion__campaign__is_running=True,
        motion__campaign__conference__called_off_at__isnull=True,
    )
    entries = entries.select_related(*WITH_RULES)
    by_place = {(entry.motion_id, entry.clp_id): entry for entry in entries}
    if not by_place:
        return
    reports = list(_reports(by_place))
    had = _mails_had(reports)
    for row in reports:
        entry = by_place.get((row.version.motion_id, row.clp_id))
        if entry is None or entry.ruled_out_on is None or entry.ruled_out_noted_at is None:
            continue
        yield AppealFacts(
            submission_id=row.pk,
            reference=str(row.reference),
            campaign_id=entry.motion.campaign_id,
            clp_id=row.clp_id,
            recipient_id=row.activist_id,
            is_stopped=row.is_stopped,
            known_since=row.confirmed_at,
            ruled_out_at=entry.ruled_out_noted_at,
            ruled_out_on=entry.ruled_out_on,
            closes_at=entry.appeals_close_at,
            choice=AppealChoice(entry.appeal_choice) if entry.appeal_choice else None,
            had=sum(
                entry.ruled_out_noted_at - YEAR < at < entry.ruled_out_noted_at
                for at in had[row.activist_id, row.clp_id]
            ),
        )


def _reports(by_place: dict[tuple[int, int], ConferenceEntry]) -> Iterable[Any]:
    stops = Stop.objects.of_clp(OuterRef("clp")).filter(person=OuterRef("activist"))
    rows = Submission.objects.by_activists().filter(
        activist__is_active=True,
        state=SubmissionState.DECIDED,
        body=Body.CLP,
        version__motion__in={motion for motion, _ in by_place},
        clp__in={clp for _, clp in by_place},
    )
    carried: QuerySet[Any] = (
        rows.with_last_vote()
        .filter(vote_outcome__in=ADOPTED, vote_purpose=Purpose.CONFERENCE)
        .annotate(is_stopped=Exists(stops))
        .select_related("version")
        .order_by("pk")
    )
    return carried


def _mails_had(reports: list[Any]) -> dict[tuple[int, int], list[datetime]]:
    """Return when mails about their CLPs were written to these people."""
    found: defaultdict[tuple[int, int], list[datetime]] = defaultdict(list)
    mails = Email.objects.filter(
        recipient__in={row.activist_id for row in reports},
        clp__in={row.clp_id for row in reports},
        state__in=LIVE_MAIL_STATES,
    )
    for person, clp, at in mails.values_list("recipient", "clp", "created_at"):
        found[person, clp].append(at)
    return found
