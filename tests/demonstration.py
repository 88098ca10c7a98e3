"""The demonstration, made for a test as `make run` makes it."""

from io import StringIO

from django.core.management import call_command
from django.db import connection


def make_demonstration() -> None:
    """Fill the database, and let it look at what is in it.

    Else PostgreSQL takes tables that were filled in this transaction for empty ones, and a query for minutes.
    """
    call_command("prepare", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
