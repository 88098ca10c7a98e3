"""What only the tests of people need."""

import pytest
from zeal import zeal_ignore

from tests.factories import RegionFactory


@pytest.fixture(autouse=True)
def _one_person_looks_at_another():
    """The admin reads who asks, and then who is asked about: two people, but not a loop."""
    with zeal_ignore([{"model": "accounts.User", "field": "get()"}]):
        yield


@pytest.fixture
def wales(db):
    return RegionFactory(name="Wales")
