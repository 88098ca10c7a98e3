"""A PostgreSQL of a test's own, to be killed and started again, and the site served from it as in production."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

from tests.servers import ROOT, answers, postgresql_programs, stopped_after, unprivileged, wait_for

# Makes the tables, as the models have them: the migrations, which others test, would take some ten seconds.
TABLES = """
import django; django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
settings.MIGRATION_MODULES = {each.label: None for each in apps.get_app_configs()}
call_command("migrate", run_syncdb=True, verbosity=0)
"""
# And a campaign with a motion, and some CLPs.
FILL = f"""{TABLES}
from tests.factories import CLPFactory, MotionFactory
motion = MotionFactory(slug="libraries")
for number in range(5):
    CLPFactory(name=f"Little Mickering {{number}}", slug=f"little-mickering-{{number}}")
print(motion.current_version_id)
"""
# The site without the limit on how often one network sends a form: here all come from one.
APPLICATION = "tests.bench.site:application"
ASKED = "/clps/little-mickering-0/report/"


def report_form(version, **values):
    """A report by somebody new, as the form at ASKED takes it; `version` is the key of the text that went."""
    return {
        "form_key": str(uuid.uuid4()),
        "version": version,
        "body": "clp",
        "consent": "on",
        "sent_on": time.strftime("%Y-%m-%d"),
        "meeting_known": "no",
        "name": "Alex Activist",
        "email": f"{uuid.uuid4().hex}@example.org",
        **values,
    }


class OwnPostgreSQL:
    """A server that makes everything safe on the disk, and takes a kill as a power cut."""

    def __init__(self, home):
        self.home, self.process = home, None
        self.programs, self.somebody = postgresql_programs(home), unprivileged(home)
        initdb = [*self.somebody, self.programs / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust"]
        subprocess.run([*initdb, "-E", "UTF8", "--no-instructions"], check=True, stdout=subprocess.DEVNULL, cwd=home)

    @property
    def url(self):
        return f"postgres://postgres@/postgres?host={self.home}"

    def start(self):
        command = [*self.somebody, self.programs / "postgres", "-D", self.home / "data"]
        command += [
            "-c",
            f"unix_socket_directories={self.home}",
            "-c",
            "listen_addresses=",
            "-c",
            "max_connections=60",
        ]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.home, start_new_session=True)
        wait_for(self.process, lambda: answers(self.home), self.home / "log")

    def kill(self):
        """End the server and every one of its processes at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        # Each of PostgreSQL's own processes is a group by itself.
        for pid in self.children():
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def freeze(self):
        """Stop every one of its processes where it stands; their connections stay open."""
        for pid in (self.process.pid, *self.children()):
            os.kill(pid, signal.SIGSTOP)

    def thaw(self):
        """Let them go on."""
        for pid in (self.process.pid, *self.children()):
            os.kill(pid, signal.SIGCONT)

    def addresses(self):
        """The address of everybody whose report is in the database."""
        with psycopg.connect(host=str(self.home), user="postgres", dbname="postgres") as connection:
            rows = connection.execute(
                "SELECT u.email FROM motions_submission s JOIN accounts_user u ON u.id = s.activist_id"
            ).fetchall()
        return [email for (email,) in rows]

    def children(self):
        found = []
        for stat in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = stat.read_bytes()
                if words.startswith(b"postgres:") and (stat.parent / "cwd").resolve() == self.home / "data":
                    found.append(int(stat.parent.name))
            except OSError:
                continue
        return found

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)


@contextmanager
def own_postgresql(home=None):
    """Run one, filled with a campaign, in a folder of its own or in this one; give it."""
    home = home or Path(tempfile.mkdtemp(prefix="carried-own-", dir="/tmp")).resolve()
    server = OwnPostgreSQL(home)
    try:
        server.start()
        server.version = filled(server.url)
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def environment(url, **values):
    """The environment of the site with this database."""
    given = {"DJANGO_SETTINGS_MODULE": "tests.faults.served_settings", "DATABASE_URL": url, "DEBUG": "off", **values}
    return {**os.environ, "SITE_URL": "http://localhost", "ALLOWED_HOSTS": "127.0.0.1", **given}


def filled(url, **values):
    """Make the tables and a campaign; return the key of its text."""
    done = subprocess.run(
        [sys.executable, "-c", FILL], env=environment(url, **values), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


class Site:
    """The site as gunicorn serves it, with its log in a file."""

    def __init__(self, address, process, log):
        self.address, self.process, self.log = address, process, log

    def get(self, path, **options):
        return httpx.get(f"{self.address}{path}", timeout=40, **options)

    def post(self, path, form, **options):
        return httpx.post(f"{self.address}{path}", data=form, timeout=40, **options)

    def lines(self):
        return self.log.read_text(errors="replace").splitlines()


@contextmanager
def served(folder, url, *arguments, prefix=(), **values):
    """Serve the site by gunicorn on a free port, with threads as a small machine has them; give it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    log = folder / f"web-{time.monotonic_ns()}.log"
    command = [*prefix, sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "8", "--bind", place]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *arguments, APPLICATION],
            env=environment(url, VAR_DIR=str(folder / "var"), **values),
            cwd=ROOT,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    def is_up():
        try:
            return httpx.get(f"http://{place}/healthz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    with stopped_after(process, signal.SIGTERM):
        wait_for(process, is_up, log)
        yield Site(f"http://{place}", process, log)
