"""Doing again, in a backup that is brought back, what people took back since it was made."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypedDict

from campaign.accounts.models import LastOwner, Role, User
from campaign.accounts.rights_record import name_of
from campaign.desk.calls.actions import refuse_calls_again
from campaign.desk.privacy.closing import close_campaign
from campaign.desk.privacy.erasure import forget_person
from campaign.mail.enums import MailKind, SuppressionReason
from campaign.mail.models import Email, Stop, Suppression
from campaign.mail.outbox.preferences import stop, take_back
from campaign.mail.outbox.refusals import forget_refusal, refuse_again
from campaign.mail.outbox.suppression import lift, listed_address, suppress
from campaign.operations import tombstones
from campaign.operations.tombstones import Tombstone, TombstoneKind, hash_of
from campaign.recovery.removed_rights import cap_rights, end_again, take_back_invitation
from campaign.sign_in.models import Invitation
from clps.lib.http import key_in
from clps.models import CLP
from motions.models import Campaign

# A line is written before its transaction ends. One from shortly before the backup may not be in it; done a second
# time, in their order, they change nothing.
MARGIN = timedelta(hours=1)
DETAIL = "Put back after a restore: the words were in what was lost."


class About(TypedDict):
    """What a stop is about, as its columns."""

    clp: CLP | None
    kind: str


class OtherKey(Exception):
    """Lines of the list were made with a SECRET_KEY that the settings do not name, so nobody knows whom they mean."""

    def __init__(self, number: int) -> None:
        """Say how many, and what to do."""
        super().__init__(
            f"{number} of the removals and stops since this backup were noted with another SECRET_KEY, and cannot be "
            "done again. Put that key into SECRET_KEY_FALLBACKS."
        )


def stones_since(backed_up_at: datetime) -> list[Tombstone]:
    """Return what is to be done again in a backup of this moment, oldest first.

    Raises OtherKey where nobody can read a line any more.
    """
    since = [stone for stone in tombstones.read() if stone.at >= backed_up_at - MARGIN]
    if unreadable := sum(not stone.is_readable for stone in since):
        raise OtherKey(unreadable)
    return sorted(since, key=lambda stone: stone.at)


@dataclass(slots=True)
class Replayed:
    """How many lines of each kind changed something, and whether the last owner keeps what was taken from them."""

    done: Counter[TombstoneKind] = field(default_factory=Counter)
    owner_kept: bool = False

    def do(self, kind: TombstoneKind, act: Callable[[], bool]) -> None:
        """Do something again, and count it where it changed something. The last owner stays one."""
        try:
            self.done.update([kind] if act() else [])
        except LastOwner:
            self.owner_kept = True


def replay(stones: Iterable[Tombstone]) -> Replayed:
    """Do these again, each once; return what changed something."""
    replayed = Replayed()
    stones = list(stones)
    if not stones:
        return replayed
    known = _read_known()
    with tombstones.doing_again():
        for person, stone in _last_rights(stones, known):
            replayed.do(TombstoneKind.RIGHTS, partial(_cap_rights, person, stone))
        for stone in stones:
            kind = TombstoneKind(stone.kind)
            if kind in BY_HASH:
                replayed.do(kind, partial(BY_HASH[kind], stone))
            elif kind in BY_KEY:
                found = User.objects.filter(pk=known.people.get(stone.hash, 0), removed_at=None).first()
                replayed.do(kind, partial(BY_KEY[kind], stone, found))
            elif kind in BY_ADDRESS and (address := known.addresses.get(stone.hash)):
                replayed.do(kind, partial(BY_ADDRESS[kind], stone, address))
    return replayed


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the backup holds: every address, and every person's key, by each hash that a line could have of it."""

    addresses: Mapping[str, str]
    people: Mapping[str, int]


def _read_known() -> Known:
    people = dict(User.objects.filter(removed_at=None).values_list("pk", "email"))
    found = {listed_address(address) for address in people.values()}
    found |= set(Suppression.objects.values_list("address", flat=True))
    found |= {listed_address(address) for address in Email.objects.order_by().values_list("to", flat=True).distinct()}
    return Known(
        {hash_of(address, secret): address for address in found for secret in tombstones.secrets()},
        {hash_of(name_of(key), secret): key for key in people for secret in tombstones.secrets()},
    )


def _remove(stone: Tombstone, person: User | None) -> bool:
    """Remove whoever has the key that a line is of, or take back the invitation to the mailbox that it is of.

    By their key alone: the address may have been somebody else's when the backup was made. Raises LastOwner.
    """
    take_back_invitation(stone)
    if person is None:
        return False
    if person.is_staff or person.is_superuser:
        # Their role had been taken away before they could be removed.
        person.is_superuser = False
        person.save(update_fields=["is_superuser"])
        person.give_role(Role.NONE)
    return forget_person(person, by=person)


def _close(stone: Tombstone) -> bool:
    """Close a campaign again, as whoever owns the site: with it goes more than the people in it."""
    number = stone.about.rpartition(":")[2]
    campaign = Campaign.objects.filter(pk=key_in(number), closed_at=None).first()
    owner = User.objects.owners().first()
    if campaign is None or owner is None:
        return False
    close_campaign(campaign, by=owner)
    return True


def _stop(stone: Tombstone, address: str) -> bool:
    person, about = _person(address), _about(stone)
    if person is None or about is None or Stop.objects.filter(person=person, **about).exists():
        return False
    stop(person, clp=about["clp"], kind=about["kind"])
    return True


def _resume(stone: Tombstone, address: str) -> bool:
    person, about = _person(address), _about(stone)
    stops = Stop.objects.filter(person=person, **about) if person and about else Stop.objects.none()
    stopped = stops.select_related("person", "clp").first()
    if stopped:
        take_back(stopped)
    return stopped is not None


def _suppress(stone: Tombstone, address: str) -> bool:
    if Suppression.objects.standing().filter(address=address).exists():
        return False
    known = stone.about in SuppressionReason.values
    suppress(address, reason=SuppressionReason(stone.about) if known else SuppressionReason.BY_HAND, detail=DETAIL)
    return True


def _lift(stone: Tombstone, address: str) -> bool:
    standing = Suppression.objects.standing().filter(address=address).first()
    return standing is not None and lift(standing, by=None)


def _last_rights(stones: Iterable[Tombstone], known: Known) -> list[tuple[User, Tombstone]]:
    """Return each person of whom a line says what they may do, with their last, which says all of it."""
    rights = (stone for stone in stones if stone.kind == TombstoneKind.RIGHTS and stone.hash in known.people)
    last = {known.people[stone.hash]: stone for stone in rights}
    return [(person, last[person.pk]) for person in User.objects.filter(pk__in=last)]


def _cap_rights(person: User, stone: Tombstone) -> bool:
    """Let somebody do no more than this line says, nor come by an earlier invitation."""
    Invitation.objects.filter(email__iexact=person.email, invited_at__lt=stone.at).delete()
    return cap_rights(person, stone.about)


def _person(address: str) -> User | None:
    return User.objects.filter(email__iexact=address, removed_at=None).first()


def _about(stone: Tombstone) -> About | None:
    """Return what a stop is about, as its columns; None where the backup does not know that CLP or kind."""
    what, _, name = stone.about.partition(":")
    if what == "clp":
        clp = CLP.objects.filter(slug=name).first()
        return About(clp=clp, kind="") if clp else None
    if what == "kind":
        return About(clp=None, kind=name) if name in MailKind.values else None
    return About(clp=None, kind="")


# What is done again, by what its line is of: a person’s key, or the mailbox of whoever was in no backup yet; the
# address of a row; or whatever its hash says by itself.
BY_KEY: Mapping[TombstoneKind, Callable[[Tombstone, User | None], bool]] = {TombstoneKind.REMOVED: _remove}
BY_ADDRESS: Mapping[TombstoneKind, Callable[[Tombstone, str], bool]] = {
    TombstoneKind.STOPPED: _stop,
    TombstoneKind.RESUMED: _resume,
    TombstoneKind.SUPPRESSED: _suppress,
    TombstoneKind.LIFTED: _lift,
}
BY_HASH: Mapping[TombstoneKind, Callable[[Tombstone], bool]] = {
    TombstoneKind.CLOSED: _close,
    # A refusal holds for a mailbox whose address no row has any more.
    TombstoneKind.NEVER_AGAIN: lambda stone: refuse_again(stone.hash),
    TombstoneKind.WELCOME_AGAIN: lambda stone: forget_refusal(stone.hash),
    TombstoneKind.NEVER_CALL: lambda stone: refuse_calls_again(stone.hash),
    TombstoneKind.ENDED: end_again,
}
