"""Two things that are done to connections to PostgreSQL itself: they end a wait, and they prepare what is asked often.

A server that is frozen keeps its connections open and says nothing. The machine below it still confirms every packet,
so no time limit of the network ends that wait, and a limit inside the server freezes with it. So where the site is
served the wait itself ends here, and with it the connection, because what it would still bring is nobody's answer any
more. That counts as a database that is away. Workers, migrations and backups wait as long as it takes.

Planning a small statement costs more than the rest of it, so those that run all the time are planned once for each
connection.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg.pq import TransactionStatus

# Once one question was given up on, the next wait so long, until one is answered: else each visitor waits in full.
ONCE_FROZEN = 2.0  # seconds
PREPARE_AFTER = 5  # runs on one connection, as psycopg has it
_at_most: ContextVar[float | None] = ContextVar("at_most", default=None)


class Patience:
    """What this process has learned about the server: whether it answers."""

    def __init__(self) -> None:
        self.is_frozen = False

    def seconds(self) -> float:
        """Return how long to wait for the next answer."""
        longest: float = ONCE_FROZEN if self.is_frozen else settings.DATABASE_ANSWERS_WITHIN
        wanted = _at_most.get()
        return longest if wanted is None else min(longest, wanted)

    def teach(self, connection: psycopg.Connection[Any]) -> None:
        """Have a connection give up once it has waited too long, and be closed then."""
        wait = connection.wait

        def patient_wait(generator: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as psycopg has it
            seconds = self.seconds()
            try:
                answer = wait(generator, *arguments, **{"timeout": seconds, **options})
            except psycopg.OperationalError:
                if connection.pgconn.transaction_status == TransactionStatus.ACTIVE:
                    # It still owes the answer, so nothing else can be asked on it.
                    connection.pgconn.finish()
                    self.is_frozen = self.is_frozen or seconds == settings.DATABASE_ANSWERS_WITHIN
                raise
            self.is_frozen = False
            return answer

        # Its own method, but for this connection alone: Django chooses the class.
        connection.wait = patient_wait  # type: ignore[method-assign, assignment]


patience = Patience()


def end_waits() -> None:
    """End waits from now on, because this process serves the site."""
    connection_created.connect(_teach, dispatch_uid="patience")
    for one in connections.all(initialized_only=True):
        if one.connection is not None:
            _teach(one)


def _teach(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if connection.vendor == "postgresql":
        patience.teach(connection.connection)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Wait no longer than this for each answer inside: for what a visitor can do without."""
    token = _at_most.set(seconds)
    try:
        yield
    finally:
        _at_most.reset(token)


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
