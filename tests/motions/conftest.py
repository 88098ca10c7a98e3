"""What many tests of motions begin with."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from clps.models import Affiliate
from tests.factories import UserFactory, open_another


@pytest.fixture
def june(time_machine):
    """It is noon on 1 June 2027, and stays so."""
    time_machine.move_to(datetime(2027, 6, 1, 12, tzinfo=UTC), tick=False)


@pytest.fixture
def organiser(db):
    return UserFactory(is_staff=True, name="Olive Organiser")


@pytest.fixture
def emergency(motion):
    """The campaign's other motion."""
    return open_another(motion)


@pytest.fixture
def union(db):
    return Affiliate.objects.create(kind="union", name="Union of Lamplighters", short_name="UL")


@pytest.fixture
def strict():
    """A browser whose forms have to carry their token."""
    return Client(enforce_csrf_checks=True)
