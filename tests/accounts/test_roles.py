"""Which regions an organiser looks after."""

import pytest
from django.contrib.auth.models import AnonymousUser

from campaign.accounts.models import User
from campaign.accounts.roles import looks_after, regions_of
from tests.factories import CLPFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_organiser_looks_after_everything_until_given_regions():
    organiser, wales = UserFactory(is_staff=True), RegionFactory(name="Wales")
    in_wales, elsewhere = CLPFactory(region=wales), CLPFactory()
    assert regions_of(organiser) is None
    assert [looks_after(organiser, clp) for clp in (in_wales, elsewhere)] == [True, True]

    organiser.regions.add(wales)
    # Each request reads who asks anew.
    organiser = User.objects.get()
    assert regions_of(organiser) == {wales.pk}
    assert [looks_after(organiser, clp) for clp in (in_wales, elsewhere)] == [True, False]


def test_superuser_looks_after_everything_whatever_they_were_given():
    admin = UserFactory(is_staff=True, is_superuser=True)
    admin.regions.add(RegionFactory(name="Wales"))
    assert regions_of(admin) is None


@pytest.mark.parametrize("values", [{}, {"is_staff": True, "is_active": False}, {"is_superuser": True}])
def test_somebody_who_is_no_organiser_looks_after_nothing(values):
    somebody, wales = UserFactory(**values), RegionFactory(name="Wales")
    somebody.regions.add(wales)
    assert regions_of(somebody) == frozenset()
    assert not looks_after(somebody, CLPFactory(region=wales))


def test_visitor_looks_after_nothing():
    assert regions_of(AnonymousUser()) == frozenset()
