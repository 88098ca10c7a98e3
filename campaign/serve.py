"""Web, worker and scheduler on one machine, as `make run` has them: they start together and stop together.

`python -m campaign.serve 8000` runs what Procfile names. Honcho does the work; here it is taught to start a worker or
scheduler again that has fallen, and to stop everything also when its terminal is closed, when its output is gone, when
it is told to stop while it still starts, and when it is killed.
"""

import ctypes
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer
from honcho.process import Process

PROCFILE = Path(__file__).resolve().parent.parent / "Procfile"
# Without this one there is no site, so when it ends, all ends. The others are started again.
WEB = "web"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds; doubled each time
# Whoever ran for so long was well, and what ended it was something new.
WELL_AFTER = 60.0  # seconds
PR_SET_PDEATHSIG = 1  # prctl(2), Linux


class Output:
    """Standard output, for as long as somebody reads it. A line lost is better than a process left running."""

    def write(self, text: str) -> None:
        """Write, or drop what nobody can read any more."""
        with suppress(OSError):
            sys.stdout.write(text)

    def flush(self) -> None:
        """Flush, or let go."""
        with suppress(OSError):
            sys.stdout.flush()

    def isatty(self) -> bool:
        """Whether a person reads it, and colours help."""
        return sys.stdout.isatty()


class Kept(Process):  # type: ignore[misc]
    """One of the processes, started again after growing pauses when it falls; all but the web server."""

    stopping: Any = None  # set by the manager: true once everything is to stop

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:  # noqa: ANN401, FBT001, FBT002 - honcho's
        """Run it until it is told to stop; the web server runs once."""
        self._events = events
        end_with_parent()
        # Handlers, not SIG_IGN: what is started anew would inherit that, and could not be stopped.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            code = self._run_once()
            if self.name == WEB or self.stopping.value:
                break
            if time.monotonic() - began > WELL_AFTER:
                pause = FIRST_PAUSE
            self._send_message(f"It ended (rc={code}), and is started again in {pause:.0f} s.\n")
            if self._stopped_within(pause):
                break
            pause = min(pause * 2, LONGEST_PAUSE)
        self._send_message({"returncode": code}, type="stop")

    def _run_once(self) -> int:
        self._child = self._child_ctor(self.cmd, env=self.env, cwd=self.cwd)
        self._send_message({"pid": self._child.pid}, type="start")
        if self.stopping.value:
            # It was said while this one started, to the one before it.
            os.killpg(self._child.pid, signal.SIGTERM)
        for line in iter(self._child.stdout.readline, b""):
            self._send_message(line)
        self._child.stdout.close()
        return int(self._child.wait())

    def _stopped_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self.stopping.value and time.monotonic() < until:
            time.sleep(0.1)
        return bool(self.stopping.value)


class Together(Manager):  # type: ignore[misc]
    """Honcho's manager, which no way of ending leaves half done."""

    def __init__(self, printer: Printer) -> None:
        """Share with every process whether it is to stop."""
        super().__init__(printer)
        Kept.stopping = multiprocessing.RawValue(ctypes.c_bool)
        self._process_ctor = Kept

    def _start(self) -> None:
        # What is started here takes no notice of a closed terminal: it is stopped in order, by us.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self.process_id = os.getpid()
        super()._start()
        signal.signal(signal.SIGHUP, lambda *_: self.terminate())

    def terminate(self) -> None:
        """Stop every process, once all of them have started."""
        if os.getpid() != self.process_id:
            return  # Ctrl-C reaches our children too, and until they have started they are copies of us.
        if self._all_started():
            Kept.stopping.value = True
            super().terminate()
        else:
            Timer(0.2, self.terminate).start()


def end_with_parent() -> None:
    """Have this process killed when the one that started it is, however that ends; Linux alone can do it.

    What Procfile starts asks for the same, by `setpriv`: so an end at the top reaches through.
    """
    parent = os.getppid()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def settings_are_right() -> bool:
    """Whether the settings hold no mistake; each is on standard error, once and not from three processes in turn."""
    check = [sys.executable, "manage.py", "check", "--fail-level", "ERROR"]
    return subprocess.run(check, cwd=PROCFILE.parent, stdout=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603 - our own


def main(port: str) -> int:
    """Run until told to stop or until the web server ends; return the exit code."""
    if not settings_are_right():
        return 1
    # Procfile's `python` is the one that runs this.
    path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"
    manager = Together(Printer(Output()))
    # `make run` says so too; started by hand, what Procfile names has to end with us all the same.
    guard = os.environ.get("GUARD") or ("setpriv --pdeathsig TERM" if shutil.which("setpriv") else "")
    env = {**os.environ, "PATH": path, "PORT": port, "GUARD": guard}
    for name, command in parse_procfile(PROCFILE.read_text()).processes.items():
        manager.add_process(name, command, env=env, cwd=str(PROCFILE.parent))
    manager.loop()
    return int(manager.returncode or 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
