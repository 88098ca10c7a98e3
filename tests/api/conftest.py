"""Who may hand out what programs read with."""

import pytest

from tests.factories import UserFactory


@pytest.fixture
def owner(db):
    return UserFactory(is_staff=True, is_superuser=True)
