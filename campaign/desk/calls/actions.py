"""Taking people off the call sheet, one organiser at a time, recording what came of it, and “Do not call me again”.

That holds for ever, for whichever organiser, motion or campaign comes next. As with mail, what is kept is a keyed
hash: of the person's mailbox, and of their telephone numbers. So the wish outlives everything else that is known of
them, a backup brought back included. Nobody takes it back: an organiser who pressed the wrong button has one person
fewer to ring, and one who undid it would ring somebody who must be left alone.
"""

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.enums import CallResult
from campaign.desk.models import Call, CallHold, CallRefusal
from campaign.operations.tombstones import TombstoneKind, hash_of, remember, secrets
from clps.addresses import mailbox_of
from clps.models import CLP
from motions.models import Motion, Telephone
from motions.workflow import NotAllowed

# Long enough for a talk and its notes; whoever walks away holds nobody up for the evening.
HELD_FOR = timedelta(hours=1)
# A sheet that is taken away on paper is rung through in an evening.
HELD_ON_PAPER_FOR = timedelta(hours=12)
TAKEN = "Somebody else has taken them meanwhile. Nothing was recorded."
GONE = "Their details were removed meanwhile. Nothing was recorded."


def refuse_calls(address: str, numbers: Iterable[str] = ()) -> bool:
    """Never call whoever has this address or one of these numbers; return False where that was so already.

    Effects: a restored backup leaves them alone too.
    """
    made = False
    with transaction.atomic():
        for name in _names(address, numbers):
            if CallRefusal.objects.get_or_create(digest=hash_of(name, settings.SECRET_KEY))[1]:
                remember(TombstoneKind.NEVER_CALL, name)
                made = True
    return made


def refuse_calls_again(digest: str) -> bool:
    """Do a refusal again after a restore, by what the list has of it; return False where it stands."""
    return CallRefusal.objects.get_or_create(digest=digest)[1]


class Refusals:
    """Who is never called, read once for a whole sheet."""

    def __init__(self) -> None:
        """Read the hashes: there are few, and a look-up for each person would be many."""
        self._digests = frozenset(CallRefusal.objects.values_list("digest", flat=True))

    def hold_for(self, address: str, numbers: Iterable[str] = ()) -> bool:
        """Whether somebody with this address or one of these numbers asked not to be called again."""
        if not self._digests:
            return False
        names = _names(address, numbers)
        return any(hash_of(name, secret) in self._digests for name in names for secret in secrets())


def _names(address: str, numbers: Iterable[str]) -> list[str]:
    """Return what is hashed. Another word before it, so that a wish about calls says nothing about mail."""
    digits = ("".join(filter(str.isdecimal, number)) for number in numbers)
    return [f"call {mailbox_of(address)}", *(f"call {number}" for number in digits if number)]


class Hold(NamedTuple):
    """Who has somebody in hand, and until when."""

    by: int
    name: str
    until: datetime


def take_person(person: int, *, by: User, lasting: timedelta = HELD_FOR) -> bool:
    """Give somebody to one organiser for a while; return False where another has them in hand."""
    now = timezone.now()
    values = {"by": by, "until": now + lasting}
    if CallHold.objects.get_or_create(person_id=person, defaults=values)[1]:
        return True
    free = Q(by=by) | Q(until__lte=now)
    return CallHold.objects.filter(free, person=person).update(**values) == 1


def take_people(people: Iterable[int], *, by: User) -> frozenset[int]:
    """Give an organiser those of these people whom nobody else has, for an evening; return who they are."""
    now = timezone.now()
    until = now + HELD_ON_PAPER_FOR
    with transaction.atomic():
        # In one order, so that two who take the same sheet do not wait for each other.
        wanted = [CallHold(person_id=pk, by=by, until=until) for pk in sorted(people)]
        CallHold.objects.bulk_create(wanted, ignore_conflicts=True)
        theirs = CallHold.objects.filter(person__in=[hold.person_id for hold in wanted])
        free = theirs.filter(Q(by=by) | Q(until__lte=now)).select_for_update().order_by("person")
        taken = [hold.person_id for hold in free]
        theirs.filter(person__in=taken).update(by=by, until=until)
    return frozenset(taken)


def give_back(person: int, *, by: User) -> bool:
    """Let others take somebody; return False where this organiser did not have them."""
    return bool(CallHold.objects.filter(person=person, by=by).delete()[0])


def give_back_all(*, by: User) -> int:
    """Let others take everybody whom this organiser has in hand; return how many they were."""
    return CallHold.objects.filter(by=by).delete()[0]


def held_now(now: datetime) -> dict[int, Hold]:
    """Return who is in somebody's hand, by person."""
    rows = CallHold.objects.filter(until__gt=now).values_list("person", "by", "by__name", "by__email", "until")
    return {person: Hold(by, name or email, until) for person, by, name, email, until in rows}


def record_call(
    *,
    person: User,
    clp: CLP,
    motion: Motion,
    result: CallResult,
    by: User,
    words: str = "",
    call_back_on: date | None = None,
    form_key: uuid.UUID | None = None,
) -> Call:
    """Record what came of one try to reach somebody, who is then free for the next; pressed twice, it is one.

    Raises NotAllowed where another organiser has them in hand, and where they were removed meanwhile.
    Effects: “do not call” holds for ever and everywhere. No stage moves and no mail goes.
    """
    with transaction.atomic():
        # Whoever removes somebody holds this row until that stands.
        locked = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
        if form_key and (known := Call.objects.filter(form_key=form_key).first()):
            return known
        if locked.removed_at:
            raise NotAllowed(GONE)
        if not take_person(locked.pk, by=by):
            raise NotAllowed(TAKEN)
        if result == CallResult.DO_NOT_CALL:
            numbers = Telephone.objects.filter(submission__activist=locked).values_list("number", flat=True)
            refuse_calls(locked.email, numbers)
        about = {"motion": motion, "clp": clp, "person": locked, "by": by, "form_key": form_key}
        call = Call.objects.create(**about, result=result, words=words, call_back_on=call_back_on)
        give_back(locked.pk, by=by)
    return call


def forget_calls_of(people: Collection[User]) -> None:
    """Keep of calls to people that there were some, and nothing in hand. A part of removing a person."""
    Call.objects.filter(person__in=people).update(person=None, words="")
    CallHold.objects.filter(Q(person__in=people) | Q(by__in=people)).delete()
