"""Moving to another address, which both have to agree to."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.sign_in.models import AddressChange
from tests.factories import UserFactory
from tests.sign_in.conftest import PASSWORD, is_in, link_in, sign_in, subjects

pytestmark = pytest.mark.django_db
PAGE = "/account/address/"


@pytest.fixture
def links(client, olive):
    """What came to the old address and to the new one."""
    sign_in(client, olive)
    assert client.post(PAGE, {"email": "New@Carried.test"})["Location"] == "/account/"
    assert [message.to for message in mail.outbox] == [["olive@carried.test"], ["new@carried.test"]]
    found = [link_in(message) for message in mail.outbox]
    mail.outbox.clear()
    return found


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_address_changes_when_both_agree_and_the_old_one_is_told(client, olive, links, order):
    first, second = (links[n] for n in order)
    assert "Agree to it" in Client().get(first).text
    assert "One of two" in Client().post(first).text
    assert "One of two" in Client().post(first).text, "One mailbox is not both, however often it agrees."
    assert User.objects.get(pk=olive.pk).email == "olive@carried.test"
    assert is_in(client)
    assert "It is done" in Client().post(second).text
    moved = User.objects.get(pk=olive.pk)
    assert (moved.email, moved.email_confirmed_at is not None) == ("new@carried.test", True)
    assert not is_in(client)
    assert subjects() == [("olive@carried.test", "Something changed in how you sign in")]
    assert sign_in(client, olive).status_code == 200
    assert sign_in(client, moved)["Location"] == "/admin/"
    assert [Client().post(link).status_code for link in links] == [410, 410]


def test_looking_at_the_links_changes_nothing(client, olive, links):
    for link in links:
        page = Client().get(link)
        assert page["Referrer-Policy"] == "no-referrer"
    assert AddressChange.objects.get().old_confirmed_at is None
    assert User.objects.get(pk=olive.pk).email == "olive@carried.test"


def test_links_end_after_three_days_and_with_another_wish(client, olive, links):
    client.post(PAGE, {"email": "other@carried.test"})
    assert [Client().post(link).status_code for link in links] == [410, 410]
    newer = [link_in(message) for message in mail.outbox]
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert [Client().post(link).status_code for link in newer] == [410, 410]


def test_address_of_somebody_else_is_answered_alike_and_not_written_to(client, olive):
    UserFactory(email="member@carried.test")
    sign_in(client, olive)
    taken, free = (client.post(PAGE, {"email": f"{name}@carried.test"}) for name in ("member", "nobody"))
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    assert [message.to[0] for message in mail.outbox] == [olive.email, olive.email, "nobody@carried.test"]


def test_address_that_somebody_took_meanwhile_is_not_taken_from_them(client, olive, links):
    UserFactory(email="new@carried.test")
    Client().post(links[0])
    assert Client().post(links[1]).status_code == 410
    assert User.objects.get(pk=olive.pk).email == "olive@carried.test"


def test_wishes_are_limited_and_take_a_recent_sign_in(client, olive):
    with time_machine.travel("2027-03-01 10:01Z", tick=False) as now:
        sign_in(client, olive)
        said = [client.post(PAGE, {"email": f"n{n}@carried.test"}).status_code for n in range(5)]
        assert said == [302, 302, 302, 422, 422]
        assert client.post(PAGE, {"email": olive.email}).status_code == 422
        now.shift(timedelta(minutes=31))
        assert client.get(PAGE)["Location"].startswith("/sign-in/again/")
        assert client.post("/sign-in/again/?next=/account/address/", {"password": PASSWORD})["Location"] == PAGE
