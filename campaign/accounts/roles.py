"""Who looks after what. Being let into the admin comes first; an organiser may then be given some regions only."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from clps.models import CLP


def regions_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[int] | None:
    """Return the keys of the regions that an organiser looks after; None means all of them.

    Somebody who is no organiser looks after none. Admins look after all, whatever they were given.
    """
    keys: frozenset[int] | None = getattr(user, "region_keys", frozenset())
    return keys


def looks_after(user: AbstractBaseUser | AnonymousUser, clp: CLP) -> bool:
    """Say whether a CLP is in the regions that this organiser looks after."""
    regions = regions_of(user)
    return regions is None or clp.region_id in regions
