"""People whose time is nearly over, as the mail that tells them is decided from it.

What we hold about them goes by itself, `campaign.desk.privacy.sweeps`, a month after this mail at the earliest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from campaign.mail.enums import MailKind
from campaign.mail.models import Mailable, Stop
from campaign.mail.reminders.facts.base import Facts, Scope
from campaign.mail.reminders.schedules import TEN, clock
from clps.lib.clock import LONDON
from motions.models import Campaign, PeriodSetting
from motions.participation import with_last_day
from motions.retention import Kept

# So long before, somebody is told.
TOLD_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingFacts(Facts):
    """One person, when they are to be told, and when everything about them goes."""

    told_at: datetime
    goes_on: date


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[LeavingFacts]:
    """Yield everybody who is to be told by now: when all is planned anew, which is soon enough."""
    if about:
        return iter(())
    today = timezone.localdate(now, LONDON)
    return _read(Q(last_day__lte=today + TOLD_BEFORE - _period()), today)


def of_mails(mails: Iterable[Mailable]) -> Iterator[LeavingFacts]:
    """Yield the people whom these mails are to, as things stand now."""
    people = {mail.recipient_id for mail in mails if mail.kind == MailKind.LEAVING}
    if not people:
        return iter(())
    today = timezone.localdate()
    return _read(Q(pk__in=people, last_day__lte=today + TOLD_BEFORE - _period()), today)


def goes_on(person: int) -> date:
    """Return when everything about somebody goes who is told today; raise where that is not near."""
    found = _read(Q(pk=person), timezone.localdate())
    return next(found).goes_on


def _period() -> timedelta:
    return timedelta(days=PeriodSetting.objects.days_of(Kept.PEOPLE))


def _read(which: Q, today: date) -> Iterator[LeavingFacts]:
    campaign = Campaign.objects.filter(main=None).order_by("-is_current", "-pk").values_list("pk", flat=True).first()
    if campaign is None:
        return
    stops = Stop.objects.of_everything().filter(person=OuterRef("pk"))
    rows = with_last_day().filter(which, is_active=True, email_confirmed_at__isnull=False)
    period = _period()
    for pk, last_day, is_stopped in rows.annotate(is_stopped=Exists(stops)).values_list(
        "pk", "last_day", "is_stopped"
    ):
        # Where it is past already, as after an upgrade, they are told today.
        told_on = max(last_day + period - TOLD_BEFORE, today)
        yield LeavingFacts(
            # Whoever takes part again is told again when that is over.
            reference=f"person-{pk}:{last_day.isoformat()}",
            recipient_id=pk,
            campaign_id=campaign,
            is_stopped=is_stopped,
            told_at=clock(told_on, TEN if told_on > today else time()),
            goes_on=max(last_day + period, told_on + TOLD_BEFORE),
        )
