"""The last owner: nobody takes them away, by any path."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from zeal import zeal_ignore

from campaign.accounts.models import LastOwner, Role, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

WAYS = {
    "saved without the right": lambda owner: (setattr(owner, "is_superuser", False), owner.save()),
    "saved by field": lambda owner: (
        setattr(owner, "is_superuser", False),
        owner.save(update_fields=["is_superuser"]),
    ),
    "deactivated": lambda owner: (setattr(owner, "is_active", False), owner.save()),
    "updated in bulk": lambda owner: User.objects.filter(pk=owner.pk).update(is_active=False),
    "updated all": lambda owner: User.objects.update(is_superuser=False),
    "deleted": lambda owner: owner.delete(),
    "deleted in bulk": lambda owner: User.objects.filter(pk=owner.pk).delete(),
}


@pytest.mark.parametrize("way", WAYS)
def test_last_owner_stays_and_one_of_two_may_go(way):
    owner = User.objects.create_superuser("owner@example.org", "a long password")
    UserFactory(is_superuser=True, is_active=False, is_staff=True)
    with pytest.raises(LastOwner):
        WAYS[way](owner)
    owner = User.objects.get(email="owner@example.org")
    assert owner.is_owner

    User.objects.create_superuser("other@example.org", "a long password")
    if way != "updated all":
        WAYS[way](owner)
        assert [person.email for person in User.objects.owners()] == ["other@example.org"]


def test_people_of_a_site_without_an_owner_are_saved_as_ever():
    person = UserFactory()
    person.is_active = False
    person.save()
    assert User.objects.filter(is_active=False).update(name="Sam") == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_do_not_both_go():
    owners = [User.objects.create_superuser(f"owner{n}@example.org", "a long password") for n in range(2)]

    def leave(owner):
        try:
            owner.delete()
        except LastOwner:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(leave, owners)) == [False, True]


def test_last_owner_stays_in_the_admin_and_groups_have_no_page(client):
    owner = User.objects.create_superuser("owner@example.org", "a long password")
    client.force_login(owner)
    page = f"/admin/accounts/user/{owner.pk}/"
    form = {"email": owner.email, "name": "", "consents-TOTAL_FORMS": "0", "consents-INITIAL_FORMS": "0"}
    refused = client.post(f"{page}change/", {**form, "is_active": "on"})
    assert "This is the last owner" in refused.text
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [owner.pk], "post": "yes"}
    client.post("/admin/accounts/user/", chosen)
    assert [person.pk for person in User.objects.owners()] == [owner.pk]
    assert client.get("/admin/auth/group/").status_code == 404


def test_session_ends_with_a_role_an_address_or_a_password_and_is_not_revived(client):
    def change(person, **values):
        for name, value in values.items():
            setattr(person, name, value)
        person.save()

    def deactivate_and_let_in_again(person):
        change(person, is_active=False)
        person.end_sessions()
        change(person, is_active=True)

    ways = {
        "role": lambda person: person.give_role(Role.ADMIN),
        "address": lambda person: change(person, email="new@example.org"),
        "password": lambda person: (person.set_password("another long one"), person.save()),
        "deactivated": deactivate_and_let_in_again,
    }
    for name, end in ways.items():
        person = UserFactory(is_staff=True)
        client.force_login(person)
        assert client.get("/account/").status_code == 200
        end(User.objects.get(pk=person.pk))
        # One session is looked for twice: that it is over, and to end it.
        with zeal_ignore():
            assert client.get("/account/").status_code == 302, name
