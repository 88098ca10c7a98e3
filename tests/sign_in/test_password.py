"""Signing in by address and password, guessing at it, and that there is no other door."""

import logging
from statistics import median
from time import thread_time

import pytest
import time_machine
from allauth.account.models import EmailAddress

from campaign.accounts.models import User
from motions.demo.seeding import make_people
from tests.factories import UserFactory
from tests.sign_in.conftest import PASSWORD
from tests.test_guards import addresses

pytestmark = pytest.mark.django_db
LOGIN = "/sign-in/?next=/admin/"
TRIES = 60  # pairs, of which the median counts


@pytest.fixture
def olive():
    return User.objects.create_organiser("olive@example.org", PASSWORD)


def guess(client, email="olive@example.org", password="a wrong password", network=1):
    sent = {"login": email, "password": password}
    return client.post(LOGIN, sent, REMOTE_ADDR=f"203.0.{network}.7")


def test_guesses_from_everywhere_get_ten_answers_and_the_right_one_waits(client, olive):
    with time_machine.travel("2027-03-01 10:01Z", tick=False) as now:
        answered = sum("too many tries" not in guess(client, network=n).text for n in range(200))
        assert answered == 10
        assert "too many tries" in guess(client, password=PASSWORD).text
        now.shift(15 * 60)
        assert guess(client, password=PASSWORD).status_code == 302


def test_one_network_guesses_fifty_times_whatever_the_account(client, olive):
    with time_machine.travel("2027-03-01 10:01Z", tick=False):
        answered = sum("too many tries" not in guess(client, f"a{n}@example.org").text for n in range(80))
        assert answered == 50
        assert guess(client, password=PASSWORD, network=2).status_code == 302


def test_known_unknown_and_unfit_accounts_are_answered_in_the_same_words(client, olive):
    UserFactory(email="member@example.org")
    pages = set()
    for email in ("olive@example.org", "nobody@example.org", "member@example.org"):
        page = guess(client, email)
        pages.add(page.context["form"].non_field_errors().as_text())
    assert len(pages) == 1


def test_log_says_who_signed_in_by_number_and_never_what_was_typed(client, olive, caplog):
    caplog.set_level(logging.INFO, "campaign")
    for _ in range(12):
        guess(client)
    guess(client, "other@example.org", "secret words")
    olive.set_password(PASSWORD)
    assert client.post(LOGIN, {"login": "OLIVE@example.org", "password": PASSWORD}).status_code == 200
    told = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("campaign"))
    assert "A sign-in failed." in told
    assert "too many tries" in told
    for typed in ("example.org", "a wrong password", "secret words", PASSWORD):
        assert typed not in told


def test_organiser_comes_in_and_goes_out_by_buttons_alone(client, olive):
    assert client.get("/admin/", follow=True).redirect_chain[-1] == ("/sign-in/?next=/admin/", 302)
    assert guess(client, "Olive@Example.org", PASSWORD)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    for address in ("/sign-out/", "/admin/logout/"):
        assert client.get(address).status_code == 200
        assert client.get("/admin/").status_code == 200, "Looking at it changes nothing."
    assert client.post("/admin/logout/")["Location"] == "/sign-in/"
    assert client.get("/admin/").status_code == 302
    # Their one address stays in their own row.
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("way", ["inactive", "no organiser any more"])
def test_right_password_of_somebody_who_may_not_come_in_is_answered_as_a_wrong_one(client, olive, way):
    if way == "inactive":
        User.objects.filter(pk=olive.pk).update(is_active=False)
    else:
        olive.give_role("")
    right, wrong = (guess(client, password=words) for words in (PASSWORD, "a wrong password"))
    told = [page.context["form"].non_field_errors() for page in (right, wrong)]
    assert (right.status_code, told[0]) == (200, told[1])
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    ("next_page", "lands"),
    [
        ("/admin/clps/clp/", "/admin/clps/clp/"),
        ("/admin/clps/clp/?q=x", "/admin/clps/clp/?q=x"),
        ("/nothing-here/", "/admin/"),
        ("/admin/nothing-here/", "/admin/"),
        ("https://elsewhere.example/admin/", "/admin/"),
        ("//elsewhere.example/admin/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("http://localhost/admin/", "/admin/"),
        ("", "/admin/"),
    ],
)
def test_next_leads_to_a_page_of_this_host_or_to_the_desk(client, olive, next_page, lands):
    sent = {"login": "olive@example.org", "password": PASSWORD, "next": next_page}
    assert client.post("/sign-in/", sent)["Location"] == lands
    assert client.get("/sign-in/", {"next": next_page})["Location"] == lands


def test_no_page_but_the_door_asks_a_stranger_for_a_password(client, olive):
    """Every address, looked at and followed: where a password is asked for, it is the one page."""
    doors = set()
    for _, _, address in addresses():
        if "(" in address:
            continue
        page = client.get(f"/{address}", follow=True)
        if page["Content-Type"].startswith("text/html") and 'type="password"' in page.text:
            doors.add(page.request["PATH_INFO"])
    assert doors == {"/sign-in/"}


def test_no_other_address_takes_a_password(client, olive):
    sent = {"login": "olive@example.org", "username": "olive@example.org", "password": PASSWORD, "next": "/admin/"}
    for _, _, address in addresses():
        if "(" in address or address == "sign-in/":
            continue
        client.post(f"/{address}", sent)
        assert "_auth_user_id" not in client.session, address


def test_known_and_unknown_accounts_take_the_same_time(client, olive, settings):
    """A hasher that costs about what a request does, so that looking at no password would show.

    In the processor's own time, and pair by pair: whatever else the machine does weighs on both of a pair.
    """
    settings.PASSWORD_HASHERS = ["tests.sign_in.hashers.Quick"]
    olive.set_password(PASSWORD)
    olive.save()
    accounts, apart = ["olive@example.org", "nobody@example.org"], []
    with time_machine.travel("2027-03-01 10:01Z", tick=True) as now:
        for n in range(TRIES):
            took = {}
            for email in accounts:
                started = thread_time()
                page = guess(client, email, network=n)
                took[email] = thread_time() - started
                assert "too many tries" not in page.text, "Nothing was compared."
            apart.append(took["olive@example.org"] - took["nobody@example.org"])
            accounts.reverse()
            if n % 9 == 8:
                now.shift(15 * 60)
    assert abs(median(apart)) < 0.005


def test_demonstration_says_that_it_is_one_and_a_real_campaign_does_not(client):
    assert "demonstration" not in client.get("/sign-in/").text
    make_people()
    page = client.get("/sign-in/").text
    assert "This is a demonstration" in page
    for told in ("organiser@example.org", "wales@example.org", "admin@example.org", "“demonstration”"):
        assert told in page
    assert guess(client, "admin@example.org", "demonstration").status_code == 302
