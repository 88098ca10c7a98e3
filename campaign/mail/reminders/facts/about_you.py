"""People who asked for what we hold about them, as mail is decided from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from campaign.mail.models import Mailable
from campaign.mail.reminders.facts.base import Facts, Scope
from motions.enums import EventKind
from motions.models import Event

# How far back the asking can lie that a mail is still to be written about.
WINDOW = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutYouFacts(Facts):
    """One person who asked, and when."""

    at: datetime


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[AboutYouFacts]:
    """Yield who asked of late."""
    return _read(Q(at__gt=about.since if about else now - WINDOW))


def of_mails(mails: Iterable[Mailable]) -> Iterator[AboutYouFacts]:
    """Yield the askings that these mails answer."""
    keys = {mail.event_id for mail in mails if mail.event_id}
    return _read(Q(pk__in=keys)) if keys else iter(())


def _read(which: Q) -> Iterator[AboutYouFacts]:
    asked = Event.objects.filter(which, kind=EventKind.ABOUT_YOU_ASKED, by__is_active=True).order_by("pk")
    for pk, at, campaign_id, person_id in asked.values_list("pk", "at", "motion__campaign_id", "by_id"):
        yield AboutYouFacts(event_id=pk, at=at, reference=str(pk), campaign_id=campaign_id, recipient_id=person_id)
