"""A campaign seen from the desk, on a day in June: the factories' deadline is 16 September 2027."""

from datetime import UTC, datetime

import pytest
import time_machine
from zeal import zeal_ignore

from tests.factories import CLPFactory, MotionFactory, UserFactory, allow, open_another

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def now():
    """When it is; a test of another day has its own."""
    return NOW


@pytest.fixture
def clock(db, now):
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def motion(clock):
    return MotionFactory(slug="libraries", campaign__target=4)


@pytest.fixture
def clp(motion):
    return CLPFactory(name="Little Mickering", slug="little-mickering", hex_q=1, hex_r=1)


@pytest.fixture
def organiser(clock):
    """Somebody who may see the desk and work at it."""
    rights = ("view_submission", "change_submission", "view_email", "view_advicerequest")
    return allow(UserFactory(is_staff=True, name="Olive Organiser"), *rights)


@pytest.fixture
def owner(clock):
    """Somebody who may do everything."""
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def desk(client, organiser):
    """The organiser's browser."""
    client.force_login(organiser)
    return client


@pytest.fixture
def two_people():
    """Who is signed in and who told are both people: that is no query in a loop."""
    with zeal_ignore([{"model": "accounts.User", "field": "get()"}]):
        yield


@pytest.fixture
def emergency(motion):
    """The campaign's other motion."""
    return open_another(motion)


@pytest.fixture
def own_var_dir(settings, tmp_path):
    """A place of this test's own for what is kept beside the database, such as the list of removals."""
    settings.VAR_DIR = tmp_path
