"""A real browser against the whole site. Its tests are marked `browser` by the folder that they lie in."""

import os

import pytest

from tests.browser.chromium import ARGUMENTS, CHROMIUM

# Playwright keeps an event loop in this thread; Django would take that for asynchronous code and refuse its database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Drive the machine's own Chromium."""
    if not CHROMIUM:
        pytest.fail("Chromium is not installed, and where CI is set the browser's tests must run.")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """Start the server once the test database stands.

    Started sooner it takes the database for one in memory and gives every thread the same connection; a page that
    asks for two things at once then brings it down.
    """
    return live_server


@pytest.fixture(autouse=True)
def site_url(settings, live_server):
    """The address of the site, for the browser and in the mail that it sends."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Be a reader in Britain."""
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/London"}
