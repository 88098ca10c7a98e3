"""A campaign whose site is backed up and brought back; what a restore puts aside goes at the end."""

import pytest
from django.db import connection

from tests.operations.conftest import back_up, place

__all__ = ["back_up", "place"]


@pytest.fixture(autouse=True)
def nothing_put_aside():
    """Drop the databases that were put aside: a file goes with its folder, and a database would stay on the server."""
    yield
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", ["%before%"])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE "{name}"')
