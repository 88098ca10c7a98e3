"""Organisers, and whether something needs their attention this morning, as the daily list is decided from them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from campaign.accounts.models import User
from campaign.mail.enums import MailKind
from campaign.mail.models import Email, Mailable, Stop
from campaign.mail.reminders.facts.base import Facts, Scope
from campaign.mail.reminders.schedules import EIGHT, clock
from clps.lib.clock import LONDON
from motions.attention import Attention, Urgency
from motions.models import Motion
from motions.queries import current_conference_motion

# A list that could not be sent in the morning is not sent at all: tomorrow's says the same.
MORNING = timedelta(hours=4)
# What waits until there is time is on the desk, not in the mail.
PRESSING = frozenset({Urgency.TODAY, Urgency.THIS_WEEK})
Finder = Callable[[Sequence[User], Motion, date], Mapping[int, Sequence[Attention]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganiserFacts(Facts):
    """One organiser on one morning."""

    day: date
    has_something: bool


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[OrganiserFacts]:
    """Yield the organisers who have not had this morning's list, while it is morning: looking costs something."""
    day = timezone.localdate(now, LONDON)
    motion = current_conference_motion() if clock(day, EIGHT) <= now < clock(day, EIGHT) + MORNING else None
    if motion is None:
        return
    had = Email.objects.filter(kind=MailKind.DIGEST, recipient=OuterRef("pk"), not_before__gte=clock(day, EIGHT))
    yield from _read(motion, list(_organisers().filter(~Exists(had), ~Exists(_stops()))), day)


def of_mails(mails: Iterable[Mailable]) -> Iterator[OrganiserFacts]:
    """Yield the organisers whom these lists are for, each on the morning of the list, as things stand now."""
    mornings: dict[date, set[int]] = {}
    for mail in mails:
        if mail.kind == MailKind.DIGEST:
            mornings.setdefault(timezone.localdate(mail.until, LONDON), set()).add(mail.recipient_id)
    motion = current_conference_motion() if mornings else None
    for day, people in mornings.items() if motion else ():
        yield from _read(cast(Motion, motion), list(_organisers().filter(pk__in=people)), day)


def pressing_for(organisers: Sequence[User], motion: Motion, day: date) -> dict[int, list[Attention]]:
    """Return what each of these organisers has to see to on a day or in its week, by their key.

    The desk is named, not imported, so that nothing here depends on it.
    """
    find: Finder = import_string(settings.ATTENTION_FINDER)
    found = find(organisers, motion, day)
    return {pk: [item for item in items if item.urgency in PRESSING] for pk, items in found.items()}


def _organisers() -> QuerySet[User]:
    people = User.objects.organisers().annotate(is_stopped=Exists(_stops()))
    return people.prefetch_related("groups", "regions").order_by("pk")


def _stops() -> QuerySet[Stop]:
    return Stop.objects.of_kind(MailKind.DIGEST).filter(person=OuterRef("pk"))


def _read(motion: Motion, organisers: list[User], day: date) -> Iterator[OrganiserFacts]:
    found = pressing_for(organisers, motion, day) if organisers else {}
    for organiser in organisers:
        yield OrganiserFacts(
            reference=f"campaign-{motion.campaign_id}:person-{organiser.pk}",
            recipient_id=organiser.pk,
            campaign_id=motion.campaign_id,
            is_stopped=getattr(organiser, "is_stopped", False),
            day=day,
            has_something=bool(found.get(organiser.pk)),
        )
