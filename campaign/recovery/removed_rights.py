"""Taking away again, in a backup that is brought back, what let people and programs in and was taken away since.

Nothing here gives anybody anything: whoever could write a line into the list must not become an owner by it.
"""

from collections.abc import Callable, Mapping

from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.accounts.rights_record import EVERYWHERE, OFF, OWNER
from campaign.api.models import ApiToken, Webhook
from campaign.desk.models import MeetingsFeed
from campaign.operations.tombstones import Tombstone
from campaign.sign_in.models import Invitation
from clps.lib.audit import note_role
from clps.models import Region

RANKS = (Role.NONE, Role.ORGANISER, Role.ADMIN)


def cap_rights(person: User, word: str) -> bool:
    """Let somebody do no more than this word of the record of rights says; return whether they could before.

    Raises LastOwner, with nothing changed: somebody has to be able to put things right.
    """
    first, _, rest = word.partition(" ")
    was_on = first == OFF and _switch_off(person)
    left = rest if first == OFF else word
    if left == OWNER:
        return was_on
    was_owner = person.is_superuser
    if was_owner:
        person.is_superuser = False
        person.save(update_fields=["is_superuser"])
        note_role(person, before="Owner", after="", by=None)
    return _lower_role(person, left, was_owner=was_owner) or was_owner or was_on


def _switch_off(person: User) -> bool:
    if not person.is_active:
        return False
    person.is_active = False
    person.save(update_fields=["is_active"])
    person.end_sessions()
    return True


def _lower_role(person: User, word: str, *, was_owner: bool) -> bool:
    name, _, regions = word.partition(":")
    allowed = Role(name) if name in Role.values else Role.NONE
    had = Role.ADMIN if was_owner else person.role
    mine = None if had == Role.ADMIN or person.all_regions else set(person.regions.values_list("slug", flat=True))
    theirs = None if allowed == Role.ADMIN or regions == EVERYWHERE else set(regions.split(","))
    left = mine if theirs is None else theirs if mine is None else mine & theirs
    role = min(had, allowed, key=RANKS.index)
    if not was_owner and role == had and left == mine:
        return False
    person.give_role(role, regions=None if left is None else Region.objects.filter(slug__in=left))
    return True


def end_again(stone: Tombstone) -> bool:
    """End again what a line is about: one of the things that stand in `ENDING`."""
    end = ENDING.get(stone.about)
    return end is not None and end(stone)


def _end_token(stone: Tombstone) -> bool:
    keys = [row.pk for row in ApiToken.objects.filter(ended_at__isnull=True) if stone.is_of(row.digest)]
    return ApiToken.objects.filter(pk__in=keys).update(ended_at=timezone.now()) > 0


def _end_webhook(stone: Tombstone) -> bool:
    keys = [row.pk for row in Webhook.objects.standing() if stone.is_of(row.seed)]
    return Webhook.objects.filter(pk__in=keys).update(ended_at=timezone.now()) > 0


def take_back_invitation(stone: Tombstone) -> bool:
    """Delete the invitation with this link, or of this mailbox; one that was made afterwards is another."""
    earlier = Invitation.objects.filter(invited_at__lte=stone.at)
    keys = [row.pk for row in earlier if stone.is_of(row.digest) or stone.is_of(row.email)]
    return Invitation.objects.filter(pk__in=keys).delete()[0] > 0


def _end_calendar(stone: Tombstone) -> bool:
    keys = [row.pk for row in MeetingsFeed.objects.all() if stone.is_of(row.digest)]
    return MeetingsFeed.objects.filter(pk__in=keys).delete()[0] > 0


ENDING: Mapping[str, Callable[[Tombstone], bool]] = {
    "token": _end_token,
    "webhook": _end_webhook,
    "invitation": take_back_invitation,
    "calendar": _end_calendar,
}
