"""Who looks after what. Being let into the admin comes first; an organiser may then be given some regions only."""

from typing import TypeGuard

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from campaign.accounts.models import User
from clps.models import CLP


def regions_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[int] | None:
    """Return the keys of the regions that an organiser looks after; None means all of them.

    Somebody who is no organiser looks after none. A superuser looks after all, whatever they were given.
    """
    if not isinstance(user, User) or not user.is_active or not user.is_staff:
        return frozenset()
    if user.is_superuser:
        return None
    return frozenset(user.regions.values_list("pk", flat=True)) or None


def looks_after(user: AbstractBaseUser | AnonymousUser, clp: CLP) -> bool:
    """Say whether a CLP is in the regions that this organiser looks after."""
    regions = regions_of(user)
    return regions is None or clp.region_id in regions


def may_see_desk(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether somebody may see where the campaign stands and what needs attention, in their regions."""
    return _is_let_in(user) and user.has_perm("motions.view_submission")


def may_work_at_desk(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether somebody may also take items, put them away and call them done."""
    return may_see_desk(user) and _is_let_in(user) and user.has_perm("motions.change_submission")


def _is_let_in(user: AbstractBaseUser | AnonymousUser) -> TypeGuard[User]:
    return isinstance(user, User) and user.is_active and user.is_staff
