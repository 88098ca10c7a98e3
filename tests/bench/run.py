"""`make bench`: how fast the public pages are, as a share of a bare Django view that returns the same bytes.

Both are served by the same gunicorn. Measurements alternate, and the middle one of the shares counts, because another
program on the machine slows both. DATABASE_URL may name an empty database; without it the run makes an SQLite file.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.bench.load import measure

PAGES = {"home": "/", "progress": "/progress/", "progress.json": "/progress.json"}
FLOOR = 0.7
# As README starts it, with one worker.
GUNICORN = ["--workers", "1", "--log-level", "error"]


def main():
    """Build the world, measure each page against its bare twin, and print the shares; fail when one is under 0.7."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="carried-bench-") as folder:
        prepare(Path(folder))
        with gunicorn("campaign.wsgi") as ours:
            shares = [compare(name, ours + path, Path(folder), options) for name, path in PAGES.items()]
    return 0 if min(shares) >= FLOOR else f"A page is under {FLOOR} of the bare view's rate."


def prepare(folder):
    """Set the environment of production, collect the static files, and fill a database."""
    os.environ.update(BENCH_FOLDER=str(folder), DJANGO_SETTINGS_MODULE="tests.bench.settings", DEBUG="off")
    os.environ.update(SITE_URL="http://127.0.0.1", SECRET_KEY="for-the-benchmark-only-0123456789-0123456789-abcdef")
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}")

    import django
    from django.core.management import call_command
    from django.db import connection

    from tests.bench.world import build_world

    django.setup()
    if connection.introspection.table_names():
        sys.exit("The benchmark fills its database, so it takes an empty one only.")
    call_command("collectstatic", interactive=False, verbosity=0)
    build_world()


def compare(name, url, folder, options):
    """Print and return one page's share of the bare view's rate."""
    body = fetch(url)
    (folder / "body").write_bytes(body)
    with gunicorn("tests.bench.bare") as bare:
        rates = [(measure(url, options.seconds), measure(bare + "/", options.seconds)) for _ in range(options.rounds)]
    share, ours, theirs = sorted((ours / theirs, ours, theirs) for ours, theirs in rates)[len(rates) // 2]
    size = f"{len(body) / 1000:.0f} kB"
    print(f"{name:14} {share:5.2f} of bare  ({ours:,.0f} of {theirs:,.0f} a second, {size})", flush=True)
    return share


@contextmanager
def gunicorn(module):
    """Serve a WSGI application on a free port; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", *GUNICORN, "--bind", address, f"{module}:application"]
    server = subprocess.Popen(command)
    try:
        wait_for(address, server)
        yield f"http://{address}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


def wait_for(address, server):
    """Wait until something listens at the address."""
    host, port = address.split(":")
    until = time.monotonic() + 20
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nothing listens at {address}")


def fetch(url):
    """Return the page's bytes."""
    with urllib.request.urlopen(url) as response:
        return response.read()


if __name__ == "__main__":
    sys.exit(main())
