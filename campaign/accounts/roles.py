"""Who looks after what. Being let into the admin comes first; an organiser may then be given some regions only."""

from collections.abc import Iterable
from typing import TypeGuard

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from campaign.accounts.models import User
from clps.models import CLP

SEE_DESK = "motions.view_submission"


def who_has(right: str, people: Iterable[User]) -> frozenset[int]:
    """Return the keys of those who have a right, in one query however many they are."""
    holders = ModelBackend().with_perm(right).filter(pk__in=[person.pk for person in people])
    return frozenset(holders.values_list("pk", flat=True))


def regions_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[int] | None:
    """Return the keys of the regions that an organiser looks after; None means all of them.

    Somebody who is no organiser looks after none. A superuser looks after all, whatever they were given.
    """
    if not isinstance(user, User) or not user.is_active or not user.is_staff:
        return frozenset()
    if user.is_superuser:
        return None
    # All of them, so that regions which are read for many people together are not read again.
    return frozenset(region.pk for region in user.regions.all()) or None


def looks_after(user: AbstractBaseUser | AnonymousUser, clp: CLP) -> bool:
    """Say whether a CLP is in the regions that this organiser looks after."""
    regions = regions_of(user)
    return regions is None or clp.region_id in regions


def may_see_desk(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether somebody may see where the campaign stands and what needs attention, in their regions."""
    return _is_let_in(user) and user.has_perm(SEE_DESK)


def may_work_at_desk(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether somebody may also take items, put them away and call them done."""
    return may_see_desk(user) and _is_let_in(user) and user.has_perm("motions.change_submission")


def _is_let_in(user: AbstractBaseUser | AnonymousUser) -> TypeGuard[User]:
    return isinstance(user, User) and user.is_active and user.is_staff
