"""What needs attention, as the desk shows it: with the mail's troubles, and with what organisers said of each item."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Max, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaign.accounts.models import User
from campaign.accounts.roles import SEE_DESK, people_with, regions_of
from campaign.api.models import Webhook
from campaign.desk.front.filters import MINE, NOBODYS, Filters
from campaign.desk.models import AttentionMark
from campaign.mail.enums import DOUBTFUL_STATES, SuppressionReason
from campaign.mail.models import Email, Suppression
from campaign.mail.reminders.settings import days_asked
from motions.attention import KINDS, Attention, AttentionKind, Scope, Target, Urgency, find_attention
from motions.attention.items import Finding
from motions.models import Motion
from motions.progress.clps import CLPStanding
from motions.queries import others_running_with


def doubtful_mail(scope: Scope) -> Iterator[Finding]:
    """Yield the CLPs about which mail failed, or may have gone or not; what is about no CLP is for all regions."""
    doubtful = Email.objects.filter(state__in=DOUBTFUL_STATES).order_by()
    rows = doubtful.values_list(Coalesce("clp", "submission__clp"))
    for clp_pk, number, last, first in rows.annotate(Count("pk"), Max("pk"), Min("created_at")):
        clp = scope.clps.get(clp_pk)
        if clp or (clp_pk is None and scope.regions is None):
            # With the newest of them: when one more fails it is another fact, and what was called done comes back.
            yield Finding(clp=clp, due=timezone.localdate(first), number=number, reason=str(last))


def say_doubtful_mail(item: Attention) -> str:
    """Say how many there are."""
    number = item.fact.number
    return f"{number} mail{'' if number == 1 else 's'} failed, or may have gone or not. Nothing happens by itself."


MAIL = AttentionKind(
    key="mail-doubtful",
    label="Mail failed or unknown",
    urgency=Urgency.TODAY,
    next_action="Send it again or drop it",
    target=Target.MAIL,
    find=doubtful_mail,
    say=say_doubtful_mail,
    outlives_conference=True,
    is_of_campaign=True,
)


def given_up_webhooks(scope: Scope) -> Iterator[Finding]:
    """Yield the addresses elsewhere that took nothing for days and are called no more; they are about no CLP."""
    if scope.regions is None:
        for pk, ended_at in Webhook.objects.filter(given_up=True).values_list("pk", "ended_at"):
            yield Finding(clp=None, due=timezone.localdate(ended_at) if ended_at else scope.day, reference=str(pk))


WEBHOOK = AttentionKind(
    key="webhook-given-up",
    label="An address elsewhere takes nothing",
    urgency=Urgency.THIS_WEEK,
    next_action="Ask whose it is",
    target=Target.WEBHOOKS,
    find=given_up_webhooks,
    say=lambda item: "It was called for three days and took nothing, so it is called no more.",
    outlives_conference=True,
    is_of_campaign=True,
)


def resting_addresses(scope: Scope) -> Iterator[Finding]:
    """Yield the addresses where mail came back three times within a month, and waits."""
    resting = Suppression.objects.standing().filter(reason=SuppressionReason.RESTING).order_by("pk")
    for pk, since, clp_pk in resting.values_list(
        "pk", "since", Coalesce("by_email__clp", "by_email__submission__clp")
    ):
        clp = scope.clps.get(clp_pk)
        if clp or (clp_pk is None and scope.regions is None):
            yield Finding(clp=clp, due=timezone.localdate(since), reference=str(pk))


def say_resting(item: Attention) -> str:
    """Say what happened, without the address: this goes by mail too."""
    return "Mail to somebody came back three times within a month, so what is for them waits."


RESTING = AttentionKind(
    key="mail-resting",
    label="Mail came back three times",
    urgency=Urgency.THIS_WEEK,
    next_action="Try again, leave it, or find another address",
    target=Target.RESTING,
    find=resting_addresses,
    say=say_resting,
    outlives_conference=True,
    is_of_campaign=True,
)
DESK_KINDS = (*KINDS, MAIL, RESTING, WEBHOOK)
# What needs a right of its own is not even counted for those who lack it.
RIGHTS = {
    "advice": "motions.view_advicerequest",
    MAIL.key: "mail.view_email",
    RESTING.key: "mail.view_suppression",
    WEBHOOK.key: "api.view_webhook",
}


def kinds_for(user: User) -> list[AttentionKind]:
    """Return the kinds that somebody who may see the desk is told of."""
    return [kind for kind in DESK_KINDS if kind.key not in RIGHTS or user.has_perm(RIGHTS[kind.key])]


def attention_for(organisers: Sequence[User], motion: Motion, day: date) -> dict[int, list[Attention]]:
    """Return what needs each organiser's attention on a day, by their key, most urgent first.

    It is what the desk shows them: in their regions, within their rights, and without what was put away. Each set of
    regions is looked at once, however many organisers share it.
    """
    others = others_running_with(motion)
    marks, asks_after, by_regions = read_marks(motion, *others), days_asked(motion.campaign), {}
    lists: dict[int, list[Attention]] = {}
    may_see = people_with(SEE_DESK, organisers)
    holders = {key: people_with(right, organisers) for key, right in RIGHTS.items()}
    for organiser in organisers:
        if organiser.pk not in may_see:
            continue
        regions = regions_of(organiser)
        # Every kind is looked for, whoever asks. What somebody has no right to is taken out of their own list below.
        if regions not in by_regions:
            found = find_attention(
                motion, day=day, asks_after=asks_after, regions=regions, kinds=DESK_KINDS, others=others
            )
            by_regions[regions] = [item for item in found if not Item(item, marks.get(item.key)).is_away]
        hidden = {key for key, people in holders.items() if organiser.pk not in people}
        lists[organiser.pk] = [item for item in by_regions[regions] if item.kind.key not in hidden]
    return lists


class Colleague(NamedTuple):
    """An organiser, as other organisers know them."""

    pk: int
    name: str


class Mark(NamedTuple):
    """What an organiser said of an item, with only as much of the row as the list shows: there are many."""

    fingerprint: str
    snoozed_until: date | None
    done_at: datetime | None
    note: str
    owner_pk: int | None
    owner_name: str | None
    owner_email: str | None
    by_name: str | None


MARK_COLUMNS = (
    *("fingerprint", "snoozed_until", "done_at", "note"),
    *("assigned_to", "assigned_to__name", "assigned_to__email", "by__name"),
)


class Item(NamedTuple):
    """One line of the list: the item, and its mark where there is one."""

    attention: Attention
    mark: Mark | None = None

    @property
    def owner(self) -> Colleague | None:
        """Whose it is."""
        mark = self.mark
        if mark is None or mark.owner_pk is None:
            return None
        return Colleague(mark.owner_pk, mark.owner_name or mark.owner_email or "")

    @property
    def holds(self) -> bool:
        """Whether the mark was made of the same fact."""
        return self.mark is not None and self.mark.fingerprint == self.attention.fingerprint

    @property
    def snoozed_until(self) -> date | None:
        """The day on which it comes back; None once that day is here."""
        until = self.mark.snoozed_until if self.mark else None
        return until if until and until > self.attention.day and self.holds else None

    @property
    def is_done(self) -> bool:
        """Whether somebody has seen to it."""
        return bool(self.mark and self.mark.done_at and self.holds)

    @property
    def is_away(self) -> bool:
        """Whether it is off the list for now."""
        return self.is_done or self.snoozed_until is not None


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many items of a kind there are to see to."""

    kind: AttentionKind
    number: int


@dataclass(frozen=True, slots=True)
class AttentionList:
    """The list as the filters want it, with the counts of each kind before the kind was chosen."""

    items: Sequence[Item]
    kinds: Sequence[KindCount]
    owners: Sequence[Colleague]
    number: int
    away: int
    today: int


def read_marks(*motions: Motion) -> dict[str, Mark]:
    """Return every mark with these motions by the key of its item, with whose it is; in one query."""
    rows = AttentionMark.objects.filter(motion__in=motions).order_by().values_list("key", *MARK_COLUMNS)
    return {key: Mark(*values) for key, *values in rows}


def find_for(
    user: User,
    motion: Motion,
    *,
    regions: AbstractSet[int] | None,
    clps: Sequence[CLPStanding] | None = None,
    others: Sequence[Motion] = (),
) -> list[Attention]:
    """Return what needs attention in these regions today, as `find_attention` does, of what somebody may be told."""
    return find_attention(
        motion,
        day=timezone.localdate(),
        asks_after=days_asked(motion.campaign),
        regions=regions,
        clps=clps,
        kinds=kinds_for(user),
        others=others,
    )


def read_list(motion: Motion, user: User, filters: Filters, clps: Sequence[CLPStanding]) -> AttentionList:
    """Return what needs an organiser's attention today, as the filters narrow it; `clps` are their regions’."""
    others = [] if filters.motion else others_running_with(motion)
    found = find_for(user, motion, regions=regions_of(user), clps=clps, others=others)
    shown = {clp.pk for clp in clps if filters.keeps_place(clp)}
    return make_list(found, read_marks(motion, *others), clps=shown, filters=filters, user=user)


def make_list(
    found: Iterable[Attention], marks: dict[str, Mark], *, clps: Collection[int], filters: Filters, user: User
) -> AttentionList:
    """Put marks to the items, and keep those that the filters want; `clps` are the keys of the CLPs that are shown."""
    narrowed = filters.narrows_places
    everything = [Item(one, marks.get(one.key)) for one in found if (one.clp.pk in clps if one.clp else not narrowed)]
    owners = {item.owner.pk: item.owner for item in everything if item.mark and item.owner}
    owned = [item for item in everything if _is_wanted(item, filters.owner, user)]
    away = [item.is_away for item in owned]
    shown = [item for item, is_away in zip(owned, away, strict=True) if is_away == filters.shows_away]
    counts = Counter(item.attention.kind.key for item in shown)
    return AttentionList(
        items=[item for item in shown if filters.kind in ("", item.attention.kind.key)],
        kinds=[
            KindCount(kind, counts[kind.key]) for kind in DESK_KINDS if counts[kind.key] or kind.key == filters.kind
        ],
        owners=sorted(owners.values(), key=lambda owner: owner.name),
        number=len(shown),
        away=sum(away),
        today=sum(item.attention.urgency == Urgency.TODAY for item in shown),
    )


def _is_wanted(item: Item, owner: str, user: User) -> bool:
    if owner == MINE:
        return item.owner is not None and item.owner.pk == user.pk
    if owner == NOBODYS:
        return item.owner is None
    return not owner or (item.owner is not None and str(item.owner.pk) == owner)
