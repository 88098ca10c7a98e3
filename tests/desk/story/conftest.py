"""Who reads a CLP's whole story."""

import pytest

from tests.desk.reports import RIGHTS
from tests.factories import allow


@pytest.fixture
def organiser(organiser):
    return allow(organiser, *RIGHTS)
