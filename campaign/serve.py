"""Web, worker and scheduler on one machine, as `make run` has them: they start together and stop together.

`python -m campaign.serve 8000` runs what Procfile names. Honcho does the work; here it is taught to stop everything
also when its terminal is closed, when its output is gone, and when it is told to stop while it still starts.
"""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

PROCFILE = Path(__file__).resolve().parent.parent / "Procfile"


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


class Together(Manager):  # type: ignore[misc]
    """Honcho's manager, which no way of ending leaves half done."""

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
            super().terminate()
        else:
            Timer(0.2, self.terminate).start()


def main(port: str) -> int:
    """Run until told to stop or until one of the processes ends; return the exit code."""
    # Procfile's `python` is the one that runs this.
    path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"
    manager = Together(Printer(Output()))
    for name, command in parse_procfile(PROCFILE.read_text()).processes.items():
        manager.add_process(name, command, env={**os.environ, "PATH": path, "PORT": port}, cwd=str(PROCFILE.parent))
    manager.loop()
    return int(manager.returncode or 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
