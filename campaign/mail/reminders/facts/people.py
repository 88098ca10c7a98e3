"""Everybody who took part in the campaign, as mail about conference itself is decided from them."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.models import Mailable, Stop
from campaign.mail.reminders.facts.base import Facts, Scope
from clps.lib.clock import LONDON
from motions.enums import MotionKind
from motions.models import Campaign, Champion, Motion, Submission

# Nothing is due about a conference earlier or later than this.
WINDOW = timedelta(days=60)
# Nobody is thanked before or after a conference that is called off.
ON = {"conference__called_off_at": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts(Facts):
    """One person who sent the motion, or said that they would."""

    starts_on: date
    ends_on: date


def to_write_about(now: datetime, about: Scope | None = None) -> Iterator[PersonFacts]:
    """Yield everybody who took part in the campaign on the site, around its conference: when all is planned anew.

    What they are told is due at ten in the morning, so nobody waits longer for it.
    """
    if about:
        return
    today = timezone.localdate(now, LONDON)
    near = {"conference__starts_on__lt": today + WINDOW, "conference__ends_on__gt": today - WINDOW}
    running = Campaign.objects.filter(is_running=True, conference__part_of=None, **ON, **near)
    for campaign in running.select_related("conference"):
        yield from _read(campaign)


def of_campaign(campaign: Campaign, readers: AbstractSet[int] | None = None) -> Iterator[PersonFacts]:
    """Yield everybody who took part in a campaign, whatever became of its conference; or these people alone."""
    return _read(campaign, None if readers is None else Q(pk__in=readers))


def of_mails(mails: Iterable[Mailable]) -> Iterator[PersonFacts]:
    """Yield the people whom these mails are to, as things stand now."""
    people: dict[int, set[int]] = {}
    for mail in mails:
        if mail.campaign_id and not (mail.submission_id or mail.champion_id or mail.event_id):
            people.setdefault(mail.campaign_id, set()).add(mail.recipient_id)
    for campaign in Campaign.objects.filter(pk__in=list(people), **ON).select_related("conference") if people else ():
        yield from _read(campaign, Q(pk__in=people[campaign.pk]))


def _read(campaign: Campaign, which: Q | None = None) -> Iterator[PersonFacts]:
    # Emergency motions are heard at the same conference: who took part in one is told with the others, once.
    with_emergencies = Q(campaign=campaign) | Q(
        campaign__main=campaign.pk, campaign__conference__part_of=campaign.conference_id
    )
    mine = Motion.objects.filter(with_emergencies, kind=MotionKind.CONFERENCE)
    mine_sent = Submission.objects.counted().by_activists().filter(version__motion__in=mine)
    sent = mine_sent.filter(activist=OuterRef("pk"))
    offered = Champion.objects.active().filter(activist=OuterRef("pk"), motion__in=mine)
    stops = Stop.objects.of_everything().filter(person=OuterRef("pk"))
    people = User.objects.filter(which or Q(), Exists(sent) | Exists(offered), is_active=True)
    rows = people.annotate(is_stopped=Exists(stops)).order_by("pk")
    for pk, confirmed_at, is_stopped in rows.values_list("pk", "email_confirmed_at", "is_stopped"):
        yield PersonFacts(
            # Nobody is written to twice for two roles.
            reference=f"campaign-{campaign.pk}:person-{pk}",
            recipient_id=pk,
            campaign_id=campaign.pk,
            is_stopped=is_stopped,
            # Whoever joins in the last days is not told that they are a week.
            known_since=confirmed_at,
            starts_on=campaign.conference.starts_on,
            ends_on=campaign.conference.ends_on,
        )
