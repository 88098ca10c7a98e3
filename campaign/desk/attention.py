"""What needs attention, as the desk shows it: with the mail's troubles, and with what organisers said of each item."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.filters import MINE, NOBODYS, Filters
from campaign.desk.models import AttentionMark
from campaign.mail.enums import DOUBTFUL_STATES
from campaign.mail.models import Email
from motions.attention import KINDS, Attention, AttentionKind, Scope, Target, Urgency
from motions.attention.kinds import Found
from motions.models import Motion


def doubtful_mail(scope: Scope) -> Iterator[Found]:
    """Yield the CLPs about which mail failed, or may have gone or not; what is about no CLP is for all regions."""
    rows = Email.objects.filter(state__in=DOUBTFUL_STATES).order_by().values_list("submission__clp")
    for clp_pk, number, last, first in rows.annotate(Count("pk"), Max("pk"), Min("created_at")):
        clp = scope.clps.get(clp_pk)
        if clp or (clp_pk is None and scope.regions is None):
            yield Found(clp=clp, due=timezone.localdate(first), number=number, reason=str(last))


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
)
DESK_KINDS = (*KINDS, MAIL)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list: the item, and its mark where there is one that still holds."""

    attention: Attention
    mark: AttentionMark | None = None

    @property
    def owner(self) -> User | None:
        """Whose it is."""
        return self.mark.assigned_to if self.mark else None

    @property
    def holds(self) -> bool:
        """Whether the mark was made of the same fact."""
        return self.mark is not None and self.mark.fingerprint == self.attention.fingerprint

    @property
    def snoozed_until(self) -> date | None:
        """The day on which it comes back; None once that day is here."""
        until = self.mark.snoozed_until if self.mark and self.holds else None
        return until if until and until > self.attention.day else None

    @property
    def is_done(self) -> bool:
        """Whether somebody has seen to it."""
        return bool(self.mark and self.holds and self.mark.done_at)

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
    owners: Sequence[User]
    number: int
    away: int
    today: int


def read_marks(motion: Motion) -> dict[str, AttentionMark]:
    """Return every mark by the key of its item, with whose it is; in one query."""
    marks = AttentionMark.objects.filter(motion=motion).select_related("assigned_to", "by").order_by()
    return {mark.key: mark for mark in marks}


def make_list(
    found: Iterable[Attention], marks: dict[str, AttentionMark], *, clps: Collection[int], filters: Filters, user: User
) -> AttentionList:
    """Put marks to the items, and keep those that the filters want; `clps` are the keys of the CLPs that are shown."""
    narrowed = filters.region or filters.structure
    everything = [Item(one, marks.get(one.key)) for one in found if (one.clp.pk in clps if one.clp else not narrowed)]
    owners = {item.owner.pk: item.owner for item in everything if item.owner}
    owned = [item for item in everything if _is_wanted(item, filters.owner, user)]
    shown = [item for item in owned if item.is_away == filters.shows_away]
    counts = Counter(item.attention.kind.key for item in shown)
    return AttentionList(
        items=[item for item in shown if filters.kind in ("", item.attention.kind.key)],
        kinds=[
            KindCount(kind, counts[kind.key]) for kind in DESK_KINDS if counts[kind.key] or kind.key == filters.kind
        ],
        owners=sorted(owners.values(), key=str),
        number=len(shown),
        away=sum(item.is_away for item in owned),
        today=sum(item.attention.urgency == Urgency.TODAY for item in shown),
    )


def _is_wanted(item: Item, owner: str, user: User) -> bool:
    if owner == MINE:
        return item.owner is not None and item.owner.pk == user.pk
    if owner == NOBODYS:
        return item.owner is None
    return not owner or (item.owner is not None and str(item.owner.pk) == owner)
