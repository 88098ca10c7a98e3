"""Serving a WSGI application for the benchmark, by gunicorn as README starts it, with one worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

GUNICORN = ["--workers", "1", "--log-level", "error"]


class Address(str):
    """Where it is served, which also knows by which process."""

    process = None

    def workers(self):
        """Return the numbers of the processes that answer."""
        return Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()

    def memory(self):
        """Return what the largest worker holds, in kB."""
        return max(resident(pid) for pid in self.workers())

    def processor_time(self):
        """Return the seconds of processor's time that the workers have had."""
        return sum(spent(pid) for pid in self.workers())


def resident(pid):
    """Return the resident memory of a process in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def spent(pid):
    """Return the processor's time of a process, in seconds."""
    # The name before the closing bracket may hold anything.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def gunicorn(module):
    """Serve a WSGI application on a free port; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", *GUNICORN, "--bind", place, f"{module}:application"]
    server = subprocess.Popen(command)
    try:
        wait_for(place, server)
        address = Address(f"http://{place}")
        address.process = server
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


def wait_for(place, server):
    """Wait until something listens."""
    host, port = place.split(":")
    until = time.monotonic() + 20
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nothing listens at {place}")
