"""Who looks after what. Being let into the admin comes first; an organiser may then be given some regions only."""

from collections.abc import Callable, Iterable
from typing import TypeGuard

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from campaign.accounts.models import Role, User
from campaign.accounts.rules import is_campaign_wide, rights_of
from clps.lib.admin_pages import regions_of as regions_of  # whoever asks what somebody may see asks here
from clps.models import CLP, Region

SEE_DESK = "motions.view_submission"


def people_with(right: str, people: Iterable[User]) -> frozenset[int]:
    """Return the keys of those who have a right, by their role or given to them alone, in one query for them all."""
    these = User.objects.filter(pk__in=[person.pk for person in people], is_active=True)
    roles = [role for role in (Role.ORGANISER, Role.ADMIN) if right in rights_of(role)]
    by_role = Q(is_staff=True, groups__name__in=roles)
    if is_campaign_wide(right):
        by_role &= Q(all_regions=True) | Q(groups__name=Role.ADMIN)
    given = Q(pk__in=ModelBackend().with_perm(right).values("pk"))
    return frozenset(these.filter(by_role | given).values_list("pk", flat=True))


def regions_looked_after_by(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Region]:
    """Return the regions that an organiser looks after, which may be all of them."""
    keys = regions_of(user)
    return Region.objects.all() if keys is None else Region.objects.filter(pk__in=keys)


def looks_after(user: AbstractBaseUser | AnonymousUser, clp: CLP) -> bool:
    """Say whether a CLP is in the regions that this organiser looks after."""
    regions = regions_of(user)
    return regions is None or clp.region_id in regions


def organisers_of(region: int) -> QuerySet[User]:
    """Return those who may look after a region, by its key: the organisers of all regions too."""
    people = User.objects.organisers().prefetch_related("groups", "regions")
    keys = [one.pk for one in people if (theirs := regions_of(one)) is None or region in theirs]
    return User.objects.organisers().filter(pk__in=keys)


def may_see_desk(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether somebody may see where the campaign stands and what needs attention, in their regions."""
    return _is_let_in(user) and user.has_perm(SEE_DESK)


def may_work_at_desk(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether somebody may also take items, put them away and call them done."""
    return may_see_desk(user) and _is_let_in(user) and user.has_perm("motions.change_submission")


def is_owner(user: User) -> bool:
    """Say whether somebody may do everything."""
    return user.is_owner


def who_asks(request: HttpRequest, *may: str | Callable[[User], bool]) -> User:
    """Return who asks for a page; raise PermissionDenied where one of these is not theirs.

    Each is a right by its name, or what says yes of somebody.
    """
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    if not all(user.has_perm(one) if isinstance(one, str) else one(user) for one in may):
        raise PermissionDenied
    return user


def _is_let_in(user: AbstractBaseUser | AnonymousUser) -> TypeGuard[User]:
    return isinstance(user, User) and user.is_active and user.is_staff
