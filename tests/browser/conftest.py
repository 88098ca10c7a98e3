"""A real browser against the whole site. Its tests are marked `browser` by the folder that they lie in."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.factories import CampaignFactory, CLPFactory, ConferenceFactory, MotionFactory

# Playwright keeps an event loop in this thread; Django would take that for asynchronous code and refuse its database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# A busy machine may take longer than the 5 s that are usual.
expect.set_options(timeout=15_000)


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


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request):
    return request.param


@pytest.fixture
def reader(browser, browser_context_args, scripts):
    """A person with a phone in the evening."""
    context = browser.new_context(
        **browser_context_args, java_script_enabled=scripts, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
    page.on("request", lambda request: None if "localhost" in request.url else pytest.fail(request.url))
    yield page
    assert context.cookies() == []
    context.close()


@pytest.fixture
def conference():
    """A conference that is still to come, whatever the day: a browser's clock cannot travel."""
    today = timezone.localdate()
    return ConferenceFactory(
        starts_on=today + timedelta(days=100),
        ends_on=today + timedelta(days=103),
        deadline=timezone.now() + timedelta(days=80),
    )


@pytest.fixture
def motion(conference):
    return MotionFactory(campaign=CampaignFactory(conference=conference))


@pytest.fixture
def clp():
    return CLPFactory(name="Ynys Môn", slug="ynys-mon")
