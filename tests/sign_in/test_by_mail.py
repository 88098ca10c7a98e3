"""A forgotten password, and signing in with a code by email."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from campaign.accounts import mails
from campaign.accounts.models import Role, User
from campaign.mail.models import Email
from campaign.mail.outbox.pausing import pause
from tests.factories import UserFactory
from tests.sign_in.conftest import PASSWORD, is_in, link_in, sign_in, subjects

pytestmark = pytest.mark.django_db

CODE, CONFIRM, FORGOTTEN = "/sign-in/code/", "/sign-in/code/confirm/", "/sign-in/forgotten/"
NEW = {"password1": "quite another long one", "password2": "quite another long one"}


def code_in(message):
    return re.search(r"Your code is: ([\d-]+)", message.body)[1]


def test_code_by_mail_signs_in_once(client, olive):
    assert client.post(CODE, {"email": "Olive@carried.test"})["Location"] == CONFIRM
    [message] = mail.outbox
    assert (message.to, message.subject) == (["olive@carried.test"], "Your code to sign in")
    assert "A library in reach" in message.alternatives[0].content
    assert client.post(CONFIRM, {"code": code_in(message)})["Location"] == "/admin/"
    assert is_in(client)
    other = Client()
    other.post(CONFIRM, {"code": code_in(message)})
    assert not is_in(other)


def test_wrong_code_three_times_ends_it(client, olive):
    client.post(CODE, {"email": olive.email})
    for _ in range(2):
        assert "not the code" in client.post(CONFIRM, {"code": "1234"}).text
    assert client.post(CONFIRM, {"code": "1234"}).status_code == 302
    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert not is_in(client)


def test_code_ends_after_a_quarter_of_an_hour(client, olive):
    client.post(CODE, {"email": olive.email})
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert not is_in(client)


def test_forgotten_password_is_chosen_anew_by_a_link_that_works_once(client, olive):
    signed_in = Client()
    sign_in(signed_in, olive)
    assert client.post(FORGOTTEN, {"email": olive.email})["Location"] == "/sign-in/forgotten/sent/"
    link = link_in(mail.outbox[0])
    for _ in range(2):
        page = client.get(link, follow=True)
        assert "Choose a new password" in page.text
    form = page.redirect_chain[-1][0]
    assert "set-password" in form
    assert "These are not the same" in client.post(form, {**NEW, "password2": "something else"}).text
    assert is_in(signed_in)
    assert client.post(form, NEW).status_code == 302
    assert not is_in(signed_in)
    assert subjects() == [
        ("olive@carried.test", "Choose a new password"),
        ("olive@carried.test", "Something changed in how you sign in"),
    ]
    assert "This link has ended" in Client().get(link, follow=True).text
    assert sign_in(Client(), olive).status_code == 200
    assert sign_in(client, olive, NEW["password1"])["Location"] == "/admin/"


@pytest.mark.parametrize("way", ["an hour", "another role", "deactivated", "signed in meanwhile"])
def test_link_to_a_new_password_ends_with(client, olive, way):
    client.post(FORGOTTEN, {"email": olive.email})
    link, later = link_in(mail.outbox[0]), timezone.now()
    if way == "an hour":
        later += timedelta(minutes=61)
    elif way == "another role":
        olive.give_role(Role.ADMIN)
    elif way == "deactivated":
        User.objects.filter(pk=olive.pk).update(is_active=False)
    else:
        sign_in(Client(), olive)
    with time_machine.travel(later):
        assert "This link has ended" in client.get(link, follow=True).text


@pytest.mark.parametrize("address", [CODE, FORGOTTEN])
def test_unknown_address_is_answered_alike_and_nobody_is_written_to(client, olive, address):
    gone = UserFactory(email="gone@carried.test", is_staff=True, is_active=False)
    member = UserFactory(email="member@carried.test")
    pages = set()
    for email in (olive.email, gone.email, member.email, "nobody@carried.test"):
        answer = Client().post(address, {"email": email}, follow=True)
        pages.add((answer.redirect_chain[0], re.sub(r'value="\w{64}"', "", answer.text).replace(email, "")))
    assert len(pages) == 1
    assert [message.to for message in mail.outbox] == [[olive.email]]


@pytest.mark.parametrize("address", [CODE, FORGOTTEN])
def test_mail_is_asked_for_three_times_for_a_known_or_an_unknown_address(client, olive, address):
    with time_machine.travel("2027-03-01 10:01Z", tick=False):
        for email in (olive.email, "nobody@carried.test"):
            said = ["too many tries" in Client().post(address, {"email": email}).text for _ in range(5)]
            assert said == [False, False, False, True, True]
    assert len(mail.outbox) == 3


def test_password_is_changed_by_whoever_knows_it_and_they_are_told(client, olive):
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one, olive)
    page = client.post("/account/password/", {"oldpassword": "a wrong one", **NEW})
    assert "This is not your password" in page.text
    assert client.post("/account/password/", {"oldpassword": PASSWORD, **NEW})["Location"] == "/account/"
    assert (is_in(client), is_in(elsewhere)) == (True, False)
    [message] = mail.outbox
    assert (message.to, "Your password was changed." in message.body) == ([olive.email], True)


def test_password_is_guessed_ten_times_by_whoever_found_a_browser_open(client, olive):
    with time_machine.travel("2027-03-01 10:01Z", tick=False):
        sign_in(client, olive)
        wrong = {"oldpassword": "a guess", **NEW}
        said = ["too many tries" in client.post("/account/password/", wrong).text for _ in range(12)]
        assert said == [False] * 10 + [True] * 2
        assert "too many tries" in client.post("/account/password/", {"oldpassword": PASSWORD, **NEW}).text


def test_password_made_of_the_address_or_too_short_is_refused(client, olive):
    sign_in(client, olive)
    for password in ("olive@carried", "short", "password123"):
        sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
        assert client.post("/account/password/", sent).status_code == 200
    olive.refresh_from_db()
    assert olive.check_password(PASSWORD)


def test_mail_of_signing_in_waits_for_no_pause_and_is_kept_nowhere(client, olive, caplog):
    caplog.set_level(logging.DEBUG)
    pause(by=olive, why="A mistake in a mail.")
    client.post(FORGOTTEN, {"email": olive.email})
    assert len(mail.outbox) == 1
    assert not Email.objects.exists()
    token = link_in(mail.outbox[0]).split("/")[-2]
    assert token not in caplog.text
    assert olive.email not in caplog.text


def test_mail_server_that_fails_is_no_fault_of_the_page(client, olive, settings, caplog):
    settings.EMAIL_BACKEND = "tests.sign_in.backends.Failing"
    assert client.post(FORGOTTEN, {"email": olive.email}).status_code == 302
    assert "not taken (ConnectionRefusedError)" in caplog.text
    assert olive.email not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_mail_goes_from_a_thread_on_a_real_site(client, olive, settings):
    settings.SIGN_IN_MAIL_BEHIND_PAGES = True
    client.post(FORGOTTEN, {"email": olive.email})
    mails._threads().submit(int).result()
    mails._threads().shutdown()
    mails._threads.cache_clear()
    assert [message.to for message in mail.outbox] == [[olive.email]]
