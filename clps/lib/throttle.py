"""How often something may be tried, counted in the database: whatever the workers, they count together.

A try is counted for its subject (an account, a mailbox), then for the network it comes from, then for everybody. What
is refused counts no further, so whoever hammers on one account does not shut the door for the rest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clps.models import Tally


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in each span of time."""

    most: int
    span: timedelta


class TooMany(Exception):
    """It was tried too often; `until` is when it may be tried again."""

    def __init__(self, until: datetime) -> None:
        """Keep the time as it is: the page says it in its own words."""
        super().__init__(f"Too many until {until:%H:%M}.")
        self.until = until


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """The limits on one kind of try. `name` is part of what is counted: two throttles never share a count."""

    name: str
    subject: Limit | None = None
    network: Limit | None = None
    everybody: Limit | None = None

    def take(self, *, network: str, subject: str = "") -> tuple[str, ...]:
        """Count one try, and return what `give_back` needs; raise TooMany, with nothing more counted, past a limit."""
        now, taken = timezone.now(), []
        for limit, whose in self._limits(network=network, subject=subject):
            key, until = _key(self.name, whose, limit, now)
            if _count(key, until) > limit.most:
                raise TooMany(until)
            taken.append(key)
        return tuple(taken)

    def _limits(self, *, network: str, subject: str) -> Iterator[tuple[Limit, str]]:
        if self.subject and subject:
            yield self.subject, f"subject {subject}"
        if self.network:
            yield self.network, f"network {network}"
        if self.everybody:
            yield self.everybody, "everybody"


def give_back(taken: Iterable[str]) -> None:
    """Take a try off the counts again: it went well, so it was no guess."""
    Tally.objects.filter(key__in=list(taken), count__gt=0).update(count=F("count") - 1)


def forget_old_counts() -> int:
    """Delete the counts whose time is over; return how many."""
    return Tally.objects.filter(until__lt=timezone.now()).delete()[0]


def _key(name: str, whose: str, limit: Limit, now: datetime) -> tuple[str, datetime]:
    """Return the name of a count, from which nobody can read whose it is, and until when it runs."""
    number = int(now.timestamp() // limit.span.total_seconds())
    until = datetime.fromtimestamp((number + 1) * limit.span.total_seconds(), UTC)
    return salted_hmac("clps.lib.throttle", f"{name} {whose} {number}", algorithm="sha256").hexdigest(), until


def _count(key: str, until: datetime) -> int:
    """Add one, and return how many there are now. The row is locked from the update on, so no two get one number."""
    mine = Tally.objects.filter(key=key)
    with transaction.atomic():
        if not mine.update(count=F("count") + 1):
            # The first of its span makes the row; somebody else may do so at this moment.
            Tally.objects.bulk_create([Tally(key=key, until=until)], ignore_conflicts=True)
            mine.update(count=F("count") + 1)
        return mine.values_list("count", flat=True)[0]
