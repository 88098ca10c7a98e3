"""Whom a campaign may ring or write to in its CLPs: those who reported there, and those who said “I’ll do it”."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from campaign.desk.calls.actions import Refusals
from campaign.mail.models import Stop
from campaign.mail.outbox.suppression import Barred
from clps.lib.telephones import dialled
from motions.enums import COUNTED_STATES, SubmissionState
from motions.models import Champion, Motion, Submission, Telephone

REPORTED, CHAMPION = "reported it", "said “I’ll do it”"


class Somebody(NamedTuple):
    """One person in one CLP, with the ways in which they may be reached."""

    pk: int
    clp_pk: int
    name: str
    role: str
    email: str
    # The report of theirs, where they made one, and the meeting that it is for.
    submission_pk: int | None = None
    branch: str = ""
    meeting_on: date | None = None
    phone: str = ""
    # Asked for no more mail, or mail to them comes back.
    is_unwritable: bool = False
    # Asked not to be called again.
    is_refused: bool = False

    @property
    def writable_email(self) -> str:
        """Their address, where we may write to it."""
        return "" if self.is_unwritable or self.is_refused else self.email

    @property
    def callable_phone(self) -> str:
        """Their telephone number, where they gave one and did not refuse calls."""
        return "" if self.is_refused else self.phone

    @property
    def dialled(self) -> str:
        """The same, as a telephone dials it."""
        return dialled(self.callable_phone)

    @property
    def is_reachable(self) -> bool:
        """Whether there is any way to reach them that they did not refuse."""
        return bool(self.writable_email or self.callable_phone)


def people_in(motion: Motion, clps: Collection[int]) -> dict[int, list[Somebody]]:
    """Return who took part in these CLPs, each once in a CLP, reporters first; in seven queries however many."""
    wishes, phones = _Wishes(), _phones(motion)
    found: defaultdict[int, list[Somebody]] = defaultdict(list)
    seen = set[tuple[int, int]]()
    for one in (*_reporters(motion), *_champions(motion)):
        if one.clp_pk in clps and (one.pk, one.clp_pk) not in seen:
            seen.add((one.pk, one.clp_pk))
            found[one.clp_pk].append(wishes.on(one._replace(phone=phones.get(one.pk, ""))))
    return found


def _reporters(motion: Motion) -> Iterator[Somebody]:
    """Yield those whose reports count, the newest first; not where an organiser stood in for somebody."""
    reports = Submission.objects.counted().by_activists().filter(version__motion=motion, activist__is_active=True)
    columns = ("activist", "clp", "reporter_name", "activist__email", "pk", "branch__name", "meeting_on")
    for pk, clp, name, email, submission, branch, on in reports.order_by("-pk").values_list(*columns):
        yield Somebody(pk, clp, name or email, REPORTED, email, submission, branch or "", on)


def _champions(motion: Motion) -> Iterator[Somebody]:
    """Yield those who said that they will take it, and confirmed it themselves."""
    rows = Champion.objects.active().filter(motion=motion, activist__is_active=True, confirmed_at__isnull=False)
    for pk, clp, name, email in rows.order_by("-pk").values_list("activist", "clp", "name", "activist__email"):
        yield Somebody(pk, clp, name or email, CHAMPION, email)


def _phones(motion: Motion) -> dict[int, str]:
    """Return the number that each person gave last, with a report that counts or stands behind one that does."""
    states = [*COUNTED_STATES, SubmissionState.MERGED]
    rows = Telephone.objects.filter(submission__version__motion=motion, submission__state__in=states)
    return dict(rows.order_by("given_at", "pk").values_list("submission__activist", "number"))


class _Wishes:
    """What people asked for, and whether mail reaches them: read once for them all."""

    def __init__(self) -> None:
        self._calls = Refusals()
        self._stops: set[tuple[int, int | None]] = set(Stop.objects.filter(kind="").values_list("person", "clp"))
        self._barred = Barred()

    def on(self, one: Somebody) -> Somebody:
        stopped = (one.pk, None) in self._stops or (one.pk, one.clp_pk) in self._stops
        bad = stopped or self._barred.holds(one.email)
        return one._replace(is_unwritable=bad, is_refused=self._calls.hold_for(one.email, [one.phone]))
