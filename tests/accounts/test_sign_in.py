"""Guessing at the sign-in page."""

import logging

import pytest
import time_machine

from campaign.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
LOGIN = "/admin/login/?next=/admin/"


@pytest.fixture
def olive():
    return User.objects.create_organiser("olive@example.org", PASSWORD)


def guess(client, email="olive@example.org", password="a wrong password", network=1):
    sent = {"username": email, "password": password}
    return client.post(LOGIN, sent, REMOTE_ADDR=f"203.0.{network}.7")


def test_thousand_guesses_get_ten_answers_and_the_right_one_waits(client, olive):
    with time_machine.travel("2027-03-01 10:01Z", tick=False) as now:
        answered = sum("too many tries" not in guess(client, network=n % 250).text for n in range(1000))
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
    assert client.post(LOGIN, {"username": "OLIVE@example.org", "password": PASSWORD}).status_code == 200
    told = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("campaign"))
    assert "A sign-in failed." in told
    assert "too many tries" in told
    for typed in ("example.org", "a wrong password", "secret words", PASSWORD):
        assert typed not in told
