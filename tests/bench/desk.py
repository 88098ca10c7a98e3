"""`make bench-desk`: what the organisers' front page costs the server, at 650 CLPs and 100,000 submissions.

It runs on a PostgreSQL of its own, started for the run, unless DATABASE_URL names an empty database. The page is asked
for through the whole of Django, without a network. Server time is the processor's time of this process and the
database's time together, because another program on the machine slows only the clock on the wall; the middle one
counts.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests import servers

LIMIT = 100  # milliseconds
ROUNDS = 25
PAGES = {
    "everything": "/admin/",
    "one region": "/admin/?region=wales",
    "overdue, mine": "/admin/?kind=outcome-overdue&owner=me",
    "put away": "/admin/?show=away",
}


def main():
    """Start the database, fill it, and print the figures; fail when the whole page takes longer than the limit."""
    with tempfile.TemporaryDirectory(prefix="carried-bench-") as folder:
        if os.environ.get("DATABASE_URL"):
            return run(Path(folder))
        with servers.postgresql() as url:
            os.environ["DATABASE_URL"] = url
            return run(Path(folder))


def run(folder):
    """Fill the database and measure."""
    os.environ.update(BENCH_FOLDER=str(folder), DJANGO_SETTINGS_MODULE="tests.bench.settings", DEBUG="off")
    os.environ.update(SITE_URL="http://127.0.0.1", SECRET_KEY="for-the-benchmark-only-0123456789-0123456789-abcdef")

    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    if connection.introspection.table_names():
        sys.exit("The benchmark fills its database, so it takes an empty one only.")
    call_command("collectstatic", interactive=False, verbosity=0)
    from tests.bench.desk_world import build_desk_world

    organiser = build_desk_world()
    return measure(organiser)


def measure(organiser):
    """Print each page's time, its queries and its weight."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Host": "127.0.0.1"})
    client.force_login(organiser)
    slowest = 0.0
    for name, address in PAGES.items():
        ask(client, address)
        with CaptureQueriesContext(connection) as queries:
            body = ask(client, address).content
        # Read before the next request, which begins its log anew.
        took = [1000 * float(query["time"]) for query in queries.captured_queries]
        in_database = sum(took)
        times = [timed(client, address) for _ in range(ROUNDS)]
        ours, on_the_wall = (statistics.median(column) for column in zip(*times, strict=True))
        slowest = max(slowest, ours + in_database)
        parts = f"ours {ours:.0f}, the database {in_database:.0f}; on the wall {on_the_wall:.0f}"
        weight = f"{len(took)} queries, {len(body) / 1000:.0f} kB"
        print(f"{name:14} {ours + in_database:4.0f} ms  ({parts})  {weight}", flush=True)
    return 0 if slowest <= LIMIT else f"A page took longer than {LIMIT} ms."


def timed(client, address):
    """Ask for a page; return how long it took in milliseconds: of the processor, and on the wall."""
    processor, wall = time.process_time(), time.perf_counter()
    ask(client, address)
    return 1000 * (time.process_time() - processor), 1000 * (time.perf_counter() - wall)


def ask(client, address):
    """Ask for a page that has to be there."""
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    return response


if __name__ == "__main__":
    sys.exit(main())
