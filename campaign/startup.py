"""What a server says when it starts: what was forgotten, so that it stands in the log before anybody meets it."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

from django.core import checks
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from campaign.static_files import FORGOTTEN, are_collected

logger = logging.getLogger(__name__)

SOME = 3  # migrations that are named; the rest are counted
MIGRATE = "Run: python manage.py migrate"


def pending_migrations() -> list[str]:
    """Return the migrations that the database has not had yet; raise DatabaseError where it does not answer."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def in_words(pending: list[str]) -> str:
    """Return a sentence about migrations that wait."""
    rest = f" and {len(pending) - SOME} more" if len(pending) > SOME else ""
    return f"The database lacks {len(pending)} migrations: {', '.join(pending[:SOME])}{rest}."


def say_what_was_forgotten(**kwargs: Any) -> None:
    """Log it, from a thread: a database that is away holds no server up. Takes what a signal of Celery's brings."""
    threading.Thread(target=_say, name="starting", daemon=True).start()


def _say() -> None:
    try:
        for trouble in _troubles():
            logger.error("%s", trouble)
    except Error as error:
        logger.warning("The database does not answer (%s).", type(error).__name__)
    finally:
        connection.close()


def _troubles() -> Iterator[str]:
    for message in checks.run_checks():
        if message.level >= checks.ERROR:
            yield f"{message.msg} {message.hint or ''}".strip()
    if not are_collected():
        yield FORGOTTEN
    if pending := pending_migrations():
        yield f"{in_words(pending)} {MIGRATE}"
