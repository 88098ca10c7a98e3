"""Noon on a day in March, an organiser at the desk, and the addresses of the inbox."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import Permission
from zeal import zeal_ignore

from tests.factories import MotionFactory, UserFactory, look_after

INBOX = "/admin/advice/"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
RIGHTS = ["view_advicerequest", "change_advicerequest", "view_savedanswer", "add_savedanswer", "change_savedanswer"]


@pytest.fixture(autouse=True)
def _an_organiser_reads_of_other_people():
    """Who is signed in and who asked are both people, but not a loop."""
    with zeal_ignore([{"model": "accounts.User", "field": "get()"}]):
        yield


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def motion():
    return MotionFactory()


@pytest.fixture
def organiser():
    return make_organiser(name="Olive Organiser")


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    return client


def make_organiser(*regions, rights=RIGHTS, **values):
    organiser = UserFactory(is_staff=True, **values)
    organiser.user_permissions.set(Permission.objects.filter(codename__in=rights))
    if regions:
        look_after(organiser, regions)
    return organiser


def page_of(request):
    return f"{INBOX}{request.reference}/"
