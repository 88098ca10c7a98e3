"""Which regions an organiser looks after."""

import pytest
from django.contrib.auth.models import AnonymousUser

from campaign.accounts.models import Role, User
from campaign.accounts.roles import looks_after, people_with, regions_of
from tests.factories import CLPFactory, MotionFactory, RegionFactory, UserFactory, look_after

pytestmark = pytest.mark.django_db


def test_organiser_looks_after_what_they_were_given_and_without_a_region_after_none():
    person, wales = UserFactory(), RegionFactory(name="Wales")
    in_wales, elsewhere = CLPFactory(region=wales), CLPFactory()
    for regions, keys, after in (
        (None, None, [True, True]),
        ([wales], {wales.pk}, [True, False]),
        ([], frozenset(), [False, False]),
    ):
        person.give_role(Role.ORGANISER, regions=regions)
        # Each request reads who asks anew.
        organiser = User.objects.get(pk=person.pk)
        assert regions_of(organiser) == keys
        assert [looks_after(organiser, clp) for clp in (in_wales, elsewhere)] == after


def test_page_that_changes_things_for_everybody_is_closed_to_a_regional_organiser(client):
    MotionFactory()
    regional, organiser, admin = (UserFactory() for _ in range(3))
    regional.give_role(Role.ORGANISER, regions=[RegionFactory(name="Wales")])
    organiser.give_role(Role.ORGANISER)
    admin.give_role(Role.ADMIN)
    for address in ("/admin/mail/mailpause/pause/", "/admin/motions/savedanswer/add/"):
        for person, status in ((regional, 403), (organiser, 200), (admin, 200)):
            client.force_login(person)
            assert client.get(address).status_code == status, (address, person)
    client.force_login(regional)
    assert client.post("/admin/mail/mailpause/pause/", {"why": "No reason."}).status_code == 403
    assert client.get("/admin/motions/savedanswer/").status_code == 200
    may_pause = people_with("mail.change_mailpause", [regional, organiser, admin])
    assert may_pause == {organiser.pk, admin.pk}


def test_superuser_looks_after_everything_whatever_they_were_given():
    admin = UserFactory(is_staff=True, is_superuser=True)
    look_after(admin, RegionFactory(name="Wales"))
    assert regions_of(admin) is None


@pytest.mark.parametrize("values", [{}, {"is_staff": True, "is_active": False}, {"is_superuser": True}])
def test_somebody_who_is_no_organiser_looks_after_nothing(values):
    somebody, wales = UserFactory(**values), RegionFactory(name="Wales")
    look_after(somebody, wales)
    assert regions_of(somebody) == frozenset()
    assert not looks_after(somebody, CLPFactory(region=wales))


def test_visitor_looks_after_nothing():
    assert regions_of(AnonymousUser()) == frozenset()
