"""Statements that PostgreSQL plans once for each connection, because planning costs more than the rest of them."""

import psycopg
from django.db import connection

PREPARE_AFTER = 5  # runs on one connection, as psycopg has it


def may_prepare() -> bool:
    """Whether this database can; where queries are logged, as in tests, Django's own cursors are used all the same."""
    return connection.vendor == "postgresql" and not connection.queries_logged


def preparing_cursor() -> psycopg.Cursor:
    """Return a cursor that prepares what it runs often; only where `may_prepare`, and on an open connection.

    Django turns preparing off, for poolers that lose what was prepared, and its own cursors never prepare: so this is
    for a few small statements that run all the time, and for nothing else. Errors come as psycopg has them, unless
    they are wrapped by `connection.wrap_database_errors`.
    """
    if connection.connection.prepare_threshold is None:
        connection.connection.prepare_threshold = PREPARE_AFTER
    return psycopg.Cursor(connection.connection)
