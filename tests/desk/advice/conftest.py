"""Noon on a day in March, an organiser at the desk, and the addresses of the inbox."""

from datetime import UTC, datetime

import pytest

from tests.factories import UserFactory, allow, look_after

INBOX = "/admin/advice/"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
RIGHTS = ["view_advicerequest", "change_advicerequest", "view_savedanswer", "add_savedanswer", "change_savedanswer"]


@pytest.fixture
def now():
    return NOON


@pytest.fixture(autouse=True)
def _noon(clock, two_people):
    """It is noon; who is signed in and who asked are both people."""


@pytest.fixture
def organiser():
    return make_organiser(name="Olive Organiser")


def make_organiser(*regions, rights=RIGHTS, **values):
    organiser = allow(UserFactory(is_staff=True, **values), *rights)
    if regions:
        look_after(organiser, regions)
    return organiser


def page_of(request):
    return f"{INBOX}{request.reference}/"
