"""What `make run` serves, for tests: real processes, with everything that they write under one folder."""

import os
import pty
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from tests.servers import ROOT

GUARD = "setpriv --pdeathsig TERM" if shutil.which("setpriv") else ""  # as the Makefile has it
PATIENCE = 60  # seconds; three Djangos start, on a machine that may be busy


class Served:
    """What `campaign.serve` runs, on a terminal of its own, with everything that it writes under one folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.mark = f"VAR_DIR={folder / 'var'}"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.database = folder / "site.sqlite3"
        self.env = {**os.environ, "VAR_DIR": str(folder / "var"), "DATABASE_URL": f"sqlite:///{self.database}"}
        self.env |= {"DJANGO_SETTINGS_MODULE": "campaign.settings", "PYTHONUNBUFFERED": "1"}
        self.env |= {"SITE_URL": f"http://localhost:{self.port}", "ALLOWED_HOSTS": "localhost"}

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *, under_a_shell: bool = False) -> None:
        """Serve; under a shell as `make` starts it, which `process` is then."""
        self.terminal, theirs = pty.openpty()
        command = [sys.executable, "-m", "campaign.serve", str(self.port)]
        if under_a_shell:
            command = ["sh", "-c", f"{GUARD} {shlex.join(command)} & wait"]
        # Each signal as a terminal has it, whatever the run of the tests ignores.
        self.process = subprocess.Popen(
            ["env", "--default-signal", *command],
            cwd=ROOT,
            env=self.env,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def processes(self) -> dict[int, str]:
        """The command line of all that carries our mark in its environment, by its number."""
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (process / "environ").read_bytes().split(b"\0"):
                    found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
        return found

    def running(self) -> list[str]:
        return list(self.processes().values())

    def found(self, name: str) -> list[int]:
        return sorted(number for number, command in self.processes().items() if name in command)

    def end_left_over(self) -> None:
        for number in self.processes():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


def wait_until(condition, seconds=PATIENCE) -> bool:
    until = time.monotonic() + seconds
    while not (done := condition()) and time.monotonic() < until:
        time.sleep(0.1)
    return bool(done)


def everything(served: Served) -> bool:
    """Whether the web server with its reloader, the worker and the scheduler are all there."""
    commands = served.running()
    wanted = {"runserver": 2, " worker ": 1, " beat ": 1}
    return all(sum(name in command for command in commands) >= number for name, number in wanted.items())


def answers(served: Served) -> bool:
    try:
        urllib.request.urlopen(f"http://localhost:{served.port}/admin/login/").close()
    except OSError:
        return False
    return True
