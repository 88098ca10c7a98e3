"""An evening in March, the campaign's motion, a CLP, and a browser that has no cookie."""

import pytest
from django.test import Client

from tests.factories import CLPFactory
from tests.journeys.pages import TODAY


@pytest.fixture(autouse=True)
def _evening(time_machine):
    time_machine.move_to(TODAY)


@pytest.fixture
def clp():
    return CLPFactory(name="Ynys Môn", slug="ynys-mon")


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True)
