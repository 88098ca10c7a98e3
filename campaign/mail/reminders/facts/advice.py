"""Answers to questions, as mail is decided from them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from campaign.mail.models import Mailable
from campaign.mail.reminders.facts.base import Facts, Scope
from motions.enums import EventKind
from motions.models import Event

# How far back an answer can lie that a mail is still to be written about.
WINDOW = timedelta(days=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceFacts(Facts):
    """One answer that an organiser gave, and who asked."""

    at: datetime


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[AdviceFacts]:
    """Yield the answers of the last days."""
    return _read(Q(at__gt=about.since if about else now - WINDOW))


def of_mails(mails: Iterable[Mailable]) -> Iterator[AdviceFacts]:
    """Yield the answers that these mails bring."""
    keys = {mail.event_id for mail in mails if mail.event_id}
    return _read(Q(pk__in=keys)) if keys else iter(())


def _read(which: Q) -> Iterator[AdviceFacts]:
    answers = Event.objects.filter(which, kind=EventKind.ADVICE_ANSWERED, advice__asker__is_active=True)
    columns = ("pk", "at", "clp_id", "motion__campaign_id", "advice__reference", "advice__asker_id")
    for pk, at, clp_id, campaign_id, reference, asker_id in answers.order_by("pk").values_list(*columns):
        yield AdviceFacts(
            event_id=pk,
            at=at,
            reference=f"{reference}:{pk}",
            campaign_id=campaign_id,
            clp_id=clp_id,
            recipient_id=asker_id,
        )
