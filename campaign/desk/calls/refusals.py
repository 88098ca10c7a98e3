"""“Do not call me again”: it holds for ever, for whichever organiser, motion or campaign comes next.

As with mail, what is kept is a keyed hash: of the person's mailbox, and of their telephone numbers. So the wish
outlives everything else that is known of them, a backup brought back included. Nobody takes it back: an organiser who
pressed the wrong button has one person fewer to ring, and one who undid it would ring somebody who must be left alone.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from campaign.desk.models import CallRefusal
from campaign.operations.tombstones import TombstoneKind, hash_of, remember, secrets
from clps.addresses import mailbox_of


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
