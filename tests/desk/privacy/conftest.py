"""Somebody of whom everything is held, somebody who only reported, and who may remove them."""

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import Role
from campaign.mail.outbox import queue
from campaign.mail.reminders.planner import plan
from tests.desk.privacy.somebody import Somebody
from tests.factories import CLPFactory, make_submission, with_role


@pytest.fixture
def admin():
    return with_role(Role.ADMIN, name="Ada Admin", email="ada@example.org")


@pytest.fixture
def signed_in(client, admin):
    """The admin's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def rosaria(motion):
    return Somebody(motion, "Rosaria Ó Briain", "rosaria.obriain@example.org", "kittiwake")


@pytest.fixture
def alexis(motion):
    return Somebody(motion, "Alexis Ahmed", "alexis@example.org", "puffin")


@pytest.fixture
def person(motion, clp):
    """Somebody who reported, and has our mail."""
    submission = make_submission(motion, clp, email="rosaria@example.org")
    plan(timezone.now())
    queue.deliver(timezone.now())
    return submission.activist


@pytest.fixture
def reader():
    """The person's browser: no cookie, no token."""
    return Client(enforce_csrf_checks=True)


def make_reporter(motion, *, reports):
    """Make somebody who reported so often in one CLP, and whose mail is written."""
    clp = CLPFactory()
    for _ in range(reports):
        last = make_submission(motion, clp, email=f"r{reports}@example.org")
    plan(timezone.now())
    return last.activist
