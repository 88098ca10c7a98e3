"""What every test may use, and where some tests cannot run."""

import gc
import os
from importlib import import_module

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase

from tests import servers
from tests.browser.chromium import CHROMIUM
from tests.factories import CLPFactory, MotionFactory
from tests.mail.inbound.dovecot import DOVECOT
from tests.mail.sink import Server

# What a machine or a run may be without, and how to have it.
REMEDIES = {
    "PostgreSQL": "`make test` runs them, in its first run",
    "Dovecot": "install it and they run; on Debian: apt install dovecot-imapd",
    "Caddy": "install it and they run; on Debian: apt install caddy",
    "systemd-analyze": "a machine with systemd has it",
    "nginx": "install it and they run; on Debian: apt install nginx",
    "history": "a whole clone has it; in a shallow one: git fetch --unshallow",
    "Chromium": "install it and they run; on Debian: apt install chromium-headless-shell",
}

# Examples are tried in the same order everywhere, so that a failure is one that others can have too. A slow machine
# is no reason to fail.
hypothesis.settings.register_profile("carried", deadline=None, derandomize=True)
hypothesis.settings.load_profile("carried")


# `make test` runs all of this on PostgreSQL, and on SQLite again what could go differently there: one writer at a
# time, text that is ordered and folded otherwise, what is written for each database, and one query of each shape. What
# a page says and when a mail goes is decided in Python: that is asked once. The browser has SQLite too, and looks at
# every page.
SQLITE_TOO = (
    "tests/broker/",  # what `make run` stands on: one file, and one writer at a time
    "tests/faults/test_fifty.py",
    "tests/faults/test_killed.py",
    "tests/faults/test_many.py",
    "tests/health/",
    "tests/mail/outbox/test_busy_evening.py",
    "tests/mail/outbox/test_compose.py",  # one mail of each kind, by the queries of each
    "tests/mail/outbox/test_queue.py",  # claims and leases
    "tests/mail/outbox/test_suppression.py",
    "tests/mail/reminders/test_planner.py",
    "tests/operations/",
    "tests/recovery/test_after_restore.py",
    "tests/recovery/test_restore.py",
    "tests/setup/",
    "tests/accounts/test_admin.py",  # SQLite folds the case of plain letters only: in addresses that have to be unique
    "tests/accounts/test_roles.py",
    "tests/clps/test_directory.py",  # and in names, and its text has another order
    "tests/clps/test_finding.py",
    "tests/clps/test_import_affiliates.py",
    "tests/clps/test_importing.py",
    "tests/clps/test_views.py",
    "tests/clps/lib/test_throttle.py",
    "tests/desk/front/test_find.py",  # lists, and what is found
    "tests/desk/front/test_list.py",
    "tests/desk/front/test_search.py",
    "tests/desk/front/test_sections.py",
    "tests/desk/privacy/test_closing.py",
    "tests/desk/privacy/test_expiry.py",
    "tests/desk/privacy/test_removing.py",
    "tests/desk/privacy/test_traces.py",
    "tests/desk/test_audit.py",  # triggers
    "tests/motions/attention/",
    "tests/motions/test_other_motions.py",  # a column that the database works out
    "tests/motions/progress/test_freshness.py",
    "tests/motions/progress/test_kept_answers.py",
    "tests/motions/progress/test_standings.py",
    "tests/journeys/test_links.py",  # a link is used once
)
# They take longest, and most of that they wait for servers. They come first, so that the others have the processor
# meanwhile, and so that no worker is left with one of them at the end.
FIRST = (
    "tests/faults/test_soak.py",
    "tests/test_serve.py",
    "tests/test_last_release.py",
    "tests/faults/",
    "tests/broker/",
    "tests/motions/progress/test_freshness.py",
    "tests/mail/test_clocks.py",
    "tests/desk/test_demo.py",
    "tests/accounts/test_whole_campaign.py",
    "tests/test_migration_safety.py",
    "tests/test_migrations.py",
    "tests/guards/",
    "tests/browser/test_public_pages.py",
    "tests/browser/test_desk_pages.py",
    "tests/browser/test_desk_tasks.py",
    "tests/browser/test_long_tasks.py",
)


def pytest_xdist_auto_num_workers() -> int:
    """Return how many tests run at once: one more than there are processors, because many a test waits."""
    return min((os.cpu_count() or 1) + 1, 5)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by where they stand; skip what this run cannot do. With CI set, a missing program is a failure."""
    on_postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    without_chromium = not CHROMIUM and not os.environ.get("CI")
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
        if item.nodeid.startswith(SQLITE_TOO) and uses_database(item):
            item.add_marker(pytest.mark.sqlite)
        if item.get_closest_marker("postgresql") and not on_postgresql:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))
        if item.get_closest_marker("dovecot") and not DOVECOT and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="needs Dovecot"))
        if item.get_closest_marker("browser") and without_chromium:
            item.add_marker(pytest.mark.skip(reason="needs Chromium"))
    items.sort(key=turn_of)


def pytest_collection_finish() -> None:
    """Look for garbage seldom: what was imported and collected stays, and looking through it costs a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def turn_of(item: pytest.Item) -> int:
    """Return when a test has its turn: those of `FIRST` in that order, and then all others."""
    return next((turn for turn, name in enumerate(FIRST) if item.nodeid.startswith(name)), len(FIRST))


def uses_database(item: pytest.Item) -> bool:
    """Say whether a test asks for the database of the run."""
    is_of_django = isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, TransactionTestCase)
    asked = {"db", "transactional_db"} & {*getattr(item, "fixturenames", ())}
    return bool(is_of_django or asked or item.get_closest_marker("django_db"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line each what was left out, and how to have it run."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = [report.longrepr[2] for report in reports if isinstance(report.longrepr, tuple)]
    for need, remedy in REMEDIES.items():
        if left_out := sum(f"needs {need}".casefold() in reason.casefold() for reason in reasons):
            terminalreporter.write_line(f"Left out for want of {need}: {left_out}. {remedy}.")


@pytest.fixture(scope="session", autouse=True)
def first_rows_stay():
    """Put the regions and the first answers back whenever a test has emptied the database, as Django does with its
    permissions.

    Migrations add them once; a test that commits leaves every table empty for those after it, in whatever order a
    worker gets them.
    """
    regions = import_module("clps.migrations.0002_first_rows")
    answers = import_module("motions.migrations.0002_first_answers")

    def add_first_rows(sender, **kwargs):
        if sender.label == "clps":
            regions.add_regions(apps, None)
        if sender.label == "motions":
            answers.add_answers(apps, None)

    post_migrate.connect(add_first_rows)
    yield
    post_migrate.disconnect(add_first_rows)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, first_rows_stay):
    """Have the first rows ready for the making of the test database: it is made from the models as they are now.

    `tests/test_migrations.py` runs the migrations, and sees that they come to the same.
    """


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Say of the test database that every migration has run, as a backup and a check of those that wait would ask."""
    settings.MIGRATION_MODULES = {}
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        names = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
        recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in names)


@pytest.fixture
def motion(db):
    return MotionFactory(slug="libraries")


@pytest.fixture
def clp(db):
    return CLPFactory(name="Little Mickering")


@pytest.fixture
def sink(settings):
    """A real mail server, and Django's mail sent to it."""
    with Server() as sink:
        settings.EMAIL_BACKEND = "campaign.mail.outbox.backends.SMTPBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 2
        yield sink


@pytest.fixture(scope="session")
def valkey_url():
    """The REDIS_URL of a real Valkey of this run's own."""
    with servers.valkey() as url:
        yield url


@pytest.fixture
def celery_worker(transactional_db, tmp_path):
    """Start real workers on the test database: `with celery_worker(REDIS_URL=...) as worker`."""

    def start(**environment):
        return servers.celery_worker(tmp_path, **environment)

    return start


@pytest.fixture(autouse=True)
def nothing_kept():
    """Drop the drawn pages of the test before: its database is gone."""
    from clps.lib.cache import forget_all
    from motions.progress.page_cache import forget_kept_pages

    forget_kept_pages()
    forget_all()
