"""`make bench`: how fast the public pages are, as a share of a bare Django view that returns the same bytes.

It runs on SQLite and on a PostgreSQL of its own, one after the other. Ours and the bare view are served by the same
gunicorn. Measurements alternate, and the middle one of the shares counts, because another program on the machine slows
both.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench.load import ask, measure, measure_posts
from tests.bench.serving import gunicorn
from tests.servers import ROOT, postgresql

# What is measured, and the least share of the bare view's rate: what is kept is as good as bare, and a form is not.
PAGES = {"home": "/", "progress": "/progress/", "progress.json": "/progress.json", "a CLP": "/clps/{clp}/"}
FLOOR = 0.8
QUICKEST = 2.1  # seconds
USUAL, MILLION = 10_000, 1_000_000
# A report's form, as a browser sends it. The key and the address are new each time.
REPORT = {"body": "clp", "meeting_known": "no", "name": "Alex", "consent": "on"}


def main():
    """Measure on both databases, print the shares, and fail where a page is under the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", choices=DATABASES, help="one database instead of both")
    parser.add_argument("--million", action="store_true", help="then measure again at 1,000,000 submissions")
    options = parser.parse_args()
    shares = []
    for name in [options.only] if options.only else DATABASES:
        with tempfile.TemporaryDirectory(prefix="carried-bench-") as folder, DATABASES[name](Path(folder)) as url:
            environ(Path(folder), url)
            for submissions in (USUAL, MILLION) if options.million else (USUAL,):
                run("tests.bench.world", str(submissions))
                print(f"{name}, {submissions:,} submissions", flush=True)
                shares += measure_all(Path(folder), options)
    return 0 if min(shares) >= FLOOR else f"A page is under {FLOOR} of the bare view's rate."


@contextmanager
def sqlite(folder):
    """Give the value of DATABASE_URL for a new file."""
    yield f"sqlite:///{folder / 'bench.sqlite3'}"


@contextmanager
def private_postgresql(folder):
    """Give the value of DATABASE_URL for a server of our own."""
    with postgresql() as url:
        yield url


DATABASES = {"SQLite": sqlite, "PostgreSQL": private_postgresql}


def environ(folder, url):
    """Set the environment of production for every process of the run."""
    os.environ.update(BENCH_FOLDER=str(folder), DJANGO_SETTINGS_MODULE="tests.bench.settings", DEBUG="off")
    os.environ.update(SITE_URL="http://127.0.0.1", SECRET_KEY="for-the-benchmark-only-0123456789-0123456789-abcdef")
    os.environ.update(DATABASE_URL=url, VAR_DIR=str(folder / "var"))


def run(module, *arguments):
    """Run a piece of work in a process of its own; return what it says."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.rstrip()


def measure_all(folder, options):
    """Print each page's share of the bare view, and the report's; return the pages' shares."""
    clp = (folder / "clp").read_text()
    with gunicorn("tests.bench.site") as ours:
        shares = [compare(name, ours, path.format(clp=clp), folder, options) for name, path in PAGES.items()]
        compare_posts(ours, f"/clps/{clp}/report/", folder, options)
        print(f"  {'memory':16} {ours.memory() / 1000:.0f} MB in the worker", flush=True)
    return shares


def compare(name, ours, path, folder, options):
    """Print and return one page's share of the bare view's rate."""
    body, _ = ask(ours + path)
    (folder / "body").write_bytes(body)
    with gunicorn("tests.bench.bare") as bare:
        pair = [(ours, ours + path), (bare, f"{bare}/")]
        rates = [[timed(server, measure, url, options.seconds) for server, url in pair] for _ in range(options.rounds)]
    return say(name, rates, f"{len(body) / 1000:.0f} kB")


def compare_posts(ours, path, folder, options):
    """Print what share of the rate of a bare redirect a report's form has."""
    today, version = (folder / "report").read_text().split()
    drawn = re.search(r'name="drawn" value="([^"]+)"', ask(ours + path)[0].decode())[1]
    form = {**REPORT, "sent_on": today, "version": version, "drawn": drawn}
    # Who sends it sooner is taken for a program.
    time.sleep(QUICKEST)
    (folder / "body").write_bytes(b"")
    with gunicorn("tests.bench.bare") as bare:
        pair = [(ours, ours + path), (bare, f"{bare}/sent/")]
        rates = [
            [timed(server, measure_posts, url, form, options.seconds) for server, url in pair]
            for _ in range(options.rounds)
        ]
    say("a report’s POST", rates, "no body")


def timed(server, measuring, *arguments):
    """Return the answers a second, and the processor's time of each in seconds, of the server alone."""
    before, began = server.processor_time(), time.monotonic()
    rate = measuring(*arguments)
    return rate, (server.processor_time() - before) / rate / (time.monotonic() - began)


def say(name, rates, size):
    """Print and return the middle one of the shares. The processor's time is what a busy machine changes least."""
    share = median(ours[0] / theirs[0] for ours, theirs in rates)
    of_processor = median(theirs[1] / ours[1] for ours, theirs in rates)
    each, bare = (median(one[place][1] for one in rates) * 1_000_000 for place in (0, 1))
    rate = median(ours[0] for ours, _ in rates)
    print(
        f"  {name:16} {share:5.2f} of bare, {of_processor:.2f} by processor’s time"
        f"  ({rate:,.0f} a second; {each:,.0f} µs each, bare {bare:,.0f}; {size})",
        flush=True,
    )
    return share


if __name__ == "__main__":
    sys.exit(main())
