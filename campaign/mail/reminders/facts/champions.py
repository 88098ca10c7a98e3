"""Champions as mail is decided from them."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaign.mail.models import Mailable, Stop
from campaign.mail.reminders.facts.base import Facts, Scope
from clps.lib.clock import LONDON
from motions.enums import ChampionState
from motions.models import BodyRules, Champion
from motions.suspensions import Suspensions, read_suspensions

# So long after they said it, they are asked whether it has gone.
SOON = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampionFacts(Facts):
    """A champion as reminders see one."""

    state: ChampionState
    since: date
    confirmed_at: datetime | None
    has_sent: bool
    text_number: int
    current_number: int
    current_since: datetime | None
    last_safe_day: date
    is_called_off: bool
    region_id: int
    suspensions: Suspensions

    @property
    def has_still_to_send(self) -> bool:
        """Whether they said that they would take it, and we have not heard that it went."""
        return self.state == ChampionState.ACTIVE and not self.has_sent and not self.is_called_off

    @property
    def began_on(self) -> date:
        """The day from which they count: they said it, and confirmed it, perhaps days later."""
        return max(self.since, timezone.localdate(self.confirmed_at, LONDON)) if self.confirmed_at else self.since

    @property
    def idle_since(self) -> date | None:
        """From when they are asked whether it has gone: while no meeting can be held, nobody is."""
        span = self.suspensions.barring(self.region_id, self.began_on + SOON)
        return span.ends_on if span else self.began_on

    @property
    def outdated_since(self) -> datetime | None:
        """Since when a newer text than theirs could be told of: it was published, perhaps before they confirmed."""
        times = [at for at in (self.current_since, self.confirmed_at) if at]
        return max(times) if self.current_since else None

    @property
    def newer_text(self) -> str:
        """Which text has been published since the one they hold, as a key says it."""
        return f"version-{self.current_number}"


COLUMNS = ("pk", "reference", "clp_id", "clp__region_id", "activist_id", "state", "since", "confirmed_at")


def to_write_about(
    now: datetime, about: Scope | None = None, *, readers: AbstractSet[int] | None = None
) -> Iterator[ChampionFacts]:
    """Yield the champions of the campaign on the site, until its deadline; with `readers`, these people alone."""
    current = Q(motion__campaign__is_running=True, motion__campaign__conference__deadline__gt=now)
    if about and not about.clps:
        return iter(())
    if readers is not None:
        current &= Q(activist__in=readers)
    return _read(current & Q(clp__in=about.clps) if about else current)


def of_mails(mails: Iterable[Mailable]) -> Iterator[ChampionFacts]:
    """Yield the champions that these mails are about, as they stand now."""
    keys = {mail.champion_id for mail in mails if mail.champion_id and not mail.event_id}
    return _read(Q(pk__in=keys)) if keys else iter(())


def _read(which: Q) -> Iterator[ChampionFacts]:
    stops = Stop.objects.of_clp(OuterRef("clp")).filter(person=OuterRef("activist"))
    # The CLP's own notice, where we know it.
    own_notice = Subquery(BodyRules.objects.filter(clp=OuterRef("clp"), branch=None).values("notice_days")[:1])
    rows = Champion.objects.active().with_sent().filter(which, activist__is_active=True)
    rows = rows.annotate(
        is_stopped=Exists(stops),
        campaign_id=F("motion__campaign_id"),
        called_off_at=F("motion__campaign__conference__called_off_at"),
        deadline=F("motion__campaign__conference__deadline"),
        notice_days=Coalesce(own_notice, F("motion__campaign__notice_days")),
        held=F("version__number"),
        current=F("motion__current_version__number"),
        current_since=F("motion__current_version__published_at"),
    )
    suspensions = read_suspensions()
    for row in rows.values(*COLUMNS, *rows.query.annotations):
        yield ChampionFacts(
            champion_id=row["pk"],
            reference=str(row["reference"]),
            campaign_id=row["campaign_id"],
            clp_id=row["clp_id"],
            recipient_id=row["activist_id"],
            is_stopped=row["is_stopped"],
            state=ChampionState(row["state"]),
            since=row["since"],
            confirmed_at=row["confirmed_at"],
            # The mail that thanks them tells, then, of the last safe day.
            known_since=row["confirmed_at"],
            has_sent=row["sent"],
            text_number=row["held"] or 0,
            current_number=row["current"] or 0,
            current_since=row["current_since"],
            last_safe_day=timezone.localdate(row["deadline"], LONDON) - timedelta(days=row["notice_days"]),
            is_called_off=row["called_off_at"] is not None,
            region_id=row["clp__region_id"],
            suspensions=suspensions,
        )
