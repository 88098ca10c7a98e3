"""A whole database copied into a file, and a file into a database: with PostgreSQL's programs, or by SQLite itself."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import psycopg
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

# The rows of each table.
Counts = dict[str, int]
# What somebody who was killed left half-way. No backup takes so long.
ABANDONED_AFTER = timedelta(hours=12)
WHEN = "%Y%m%d%H%M"


class NotPossible(Exception):
    """A database cannot be copied or filled. The message says why, and holds nothing from its rows."""


class Store(Protocol):
    """What backing up and bringing back needs of a database."""

    def dump(self, to: Path) -> Counts:
        """Write everything, as of one moment, into a file; return how many rows each table had at that moment."""

    def scratch(self, dump: Path) -> AbstractContextManager[str]:
        """Fill a database of its own from a dump; give its name. It goes at the end."""

    def take_place(self, name: str) -> str:
        """Put a scratch database in the place of the site's, all at once; return where the site's is put aside."""


def site_store() -> Store:
    """Return the store of the site's database."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def count_rows() -> Counts:
    """Return how many rows each table has in the database that Django is connected to."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {quote(table)}")  # noqa: S608 - a table's own name, quoted
            counts[table] = cursor.fetchone()[0]
    return counts


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let Django's own connection lead to another database on the same server, and back again afterwards."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


class SQLite:
    """A database that is a file."""

    def dump(self, to: Path) -> Counts:
        """Copy the file as of one moment, whoever else writes meanwhile."""
        self._copy(self._path(), to)
        with connected_to(str(to)):
            return count_rows()

    @contextmanager
    def scratch(self, dump: Path) -> Iterator[str]:
        """Take the dump itself: it is a copy already, and whoever opened the backup takes it away."""
        try:
            with closing(sqlite3.connect(dump)) as database:
                verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise NotPossible(f"SQLite cannot read it: {error}.") from error
        if verdict != "ok":
            raise NotPossible("SQLite finds the file damaged.")
        yield str(dump)

    def take_place(self, name: str) -> str:
        """Write it into the site's own file, in one transaction of SQLite's: whoever has that open goes on with it.

        A file that is put in the place of another would meet the other's journal, and leave open ones at the old.
        """
        connection.close()
        site = self._path()
        aside = site.with_name(f"{site.name}.{_aside_mark()}")
        if site.exists():
            try:
                self._copy(site, aside)
            except sqlite3.DatabaseError:
                # It is damaged. Its journal goes along with it: to another file it would be poison.
                for end in ("", "-wal", "-shm", "-journal"):
                    if (part := site.with_name(site.name + end)).exists():
                        part.replace(aside.with_name(aside.name + end))
        self._copy(Path(name), site)
        return str(aside)

    def _path(self) -> Path:
        name = str(connection.settings_dict["NAME"])
        if ":memory:" in name or "mode=memory" in name:
            raise NotPossible("The database is in memory only: there is nothing to copy.")
        return Path(name)

    def _copy(self, source: Path, to: Path) -> None:
        # A new file is for its owner alone; one that is there keeps the rights it has.
        to.touch(mode=0o600, exist_ok=True)
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(to, timeout=30)) as new:
            old.backup(new)


class PostgreSQL:
    """A database on a server, copied by `pg_dump` and `pg_restore`."""

    def dump(self, to: Path) -> Counts:
        """Write a dump in PostgreSQL's own format, and count in the same snapshot."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            self._run("pg_dump", self._name(), "--format=custom", f"--snapshot={snapshot}", f"--file={to}")
            return count_rows()

    @contextmanager
    def scratch(self, dump: Path) -> Iterator[str]:
        """Make a database beside the site's, and fill it."""
        self._drop_abandoned()
        name = f"{self._scratch_prefix()}{timezone.now():{WHEN}}_{uuid4().hex[:4]}"
        try:
            self._execute(self._name(), "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
        except psycopg.errors.InsufficientPrivilege as error:
            role = connection.settings_dict["USER"]
            raise NotPossible(
                f"The database’s user may not make a scratch database. Let it: ALTER ROLE {role} CREATEDB;"
            ) from error
        try:
            self._run("pg_restore", name, "--no-owner", "--no-privileges", "--exit-on-error", str(dump))
            yield name
        finally:
            self._execute(self._name(), "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def take_place(self, name: str) -> str:
        """Give it the site's name, and the site's another, in one transaction on a third database.

        A database is renamed only while nobody uses it, so whoever does is sent away, and comes back to the new one.
        """
        connection.close()
        site, aside = self._name(), f"{self._name()[:30]}_{_aside_mark()}"
        with closing(self._third()) as server:
            try:
                server.execute(_statement("ALTER DATABASE {} ALLOW_CONNECTIONS false", site))
                for one in (site, name):
                    server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [one])
                with server.transaction():
                    server.execute(_statement("ALTER DATABASE {} RENAME TO {}", site, aside))
                    server.execute(_statement("ALTER DATABASE {} RENAME TO {}", name, site))
            except psycopg.errors.InsufficientPrivilege as error:
                raise NotPossible("The database’s user may not rename it, or send away who uses it.") from error
            except psycopg.errors.ObjectInUse as error:
                raise NotPossible("Somebody is still at work in the database. Stop the site first.") from error
            finally:
                with suppress(psycopg.Error):
                    server.execute(_statement("ALTER DATABASE {} ALLOW_CONNECTIONS true", site))
            server.execute(_statement("ALTER DATABASE {} ALLOW_CONNECTIONS true", aside))
        return aside

    def _drop_abandoned(self) -> None:
        """Drop scratch databases whose maker was killed: each holds all that the site holds."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self._scratch_prefix()])
            names = [name for (name,) in cursor.fetchall()]
        newest = f"{self._scratch_prefix()}{timezone.now() - ABANDONED_AFTER:{WHEN}}"
        for name in names:
            if name < newest:
                with suppress(psycopg.Error):
                    self._execute(self._name(), "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _scratch_prefix(self) -> str:
        return f"{self._name()[:36]}_scratch_"

    def _third(self) -> psycopg.Connection:
        """Connect to a database that is not the site's, as each server has one."""
        try:
            return psycopg.connect(**{**self._parameters(), "dbname": "postgres"}, autocommit=True)
        except psycopg.OperationalError:
            return psycopg.connect(**{**self._parameters(), "dbname": "template1"}, autocommit=True)

    def _execute(self, database: str, statement: str, *names: str) -> None:
        with closing(psycopg.connect(**{**self._parameters(), "dbname": database}, autocommit=True)) as server:
            server.execute(_statement(statement, *names))

    def _name(self) -> str:
        return str(connection.settings_dict["NAME"])

    def _parameters(self) -> dict[str, Any]:
        """Return how Django connects, as far as PostgreSQL's own library has names for it."""
        known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
        given = connection.get_connection_params()
        return {name: value for name, value in given.items() if name in known and value is not None}

    def _run(self, program: str, database: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs. The password goes by the environment, where nobody else reads it."""
        if not shutil.which(program):
            raise NotPossible(f"{program} is not installed here. On Debian: apt install postgresql-client")
        parameters = {**self._parameters(), "dbname": database}
        secret = {"PGPASSWORD": str(parameters.pop("password"))} if parameters.get("password") else {}
        command = [program, "--no-password", f"--dbname={psycopg.conninfo.make_conninfo(**parameters)}", *arguments]
        done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise NotPossible(_first_error(done.stderr) or f"{program} ended with {done.returncode}.")


def _aside_mark() -> str:
    return f"before_{timezone.now():%Y%m%d_%H%M%S}_{uuid4().hex[:4]}"


def _statement(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*(sql.Identifier(name) for name in names))  # type: ignore[arg-type]


def _first_error(output: str) -> str:
    """Return the first line that says what was wrong. The lines after it may quote a row, and with it a person."""
    return next((line for line in output.splitlines() if "error:" in line), "")
