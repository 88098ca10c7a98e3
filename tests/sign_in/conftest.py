"""People to sign in as, and what they read in their mail."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from zeal import zeal_ignore

from campaign.accounts.models import User


@pytest.fixture(autouse=True)
def _one_person_looks_at_another():
    """Whoever asks is read, and then who is asked about: two people, but not a loop. So is a session that is ended."""
    twice = (("accounts.User", "get()"), ("accounts.User", "groups"), ("sessions.Session", "get()"))
    with zeal_ignore([{"model": model, "field": field} for model, field in twice]):
        yield


PASSWORD = "a long enough password"


@pytest.fixture
def olive(campaign):
    return User.objects.create_organiser("olive@carried.test", PASSWORD, name="Olive Organiser")


@pytest.fixture
def ada(campaign):
    return User.objects.create_admin("ada@carried.test", PASSWORD, name="Ada Admin")


@pytest.fixture
def campaign(db):
    from tests.factories import CampaignFactory

    return CampaignFactory()


def sign_in(client, person, password=PASSWORD):
    return client.post("/sign-in/", {"login": person.email, "password": password})


def is_in(client):
    return client.get("/account/").status_code == 200


def link_in(message):
    """The address that a mail's button leads to, from the site's root."""
    return urlsplit(re.search(r":\n(https?://\S+)", message.body)[1]).path


def subjects():
    """Whom mail went to, and about what; it is emptied."""
    told = [(message.to[0], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return told
