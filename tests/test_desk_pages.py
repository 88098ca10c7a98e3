"""Every page behind the sign-in is looked at in a browser: none is left out, and none is listed in vain."""

from fnmatch import fnmatch

import pytest
from zeal import zeal_ignore

from tests.browser.desk_pages import NOT_PAGES, desk_addresses, desk_names, is_no_page
from tests.guards.world import make_world

pytestmark = pytest.mark.django_db


def test_list_of_what_is_no_page_names_only_addresses_that_there_are():
    assert [pattern for pattern in NOT_PAGES if not any(fnmatch(name, pattern) for name in desk_names())] == []


def test_every_desk_address_opens_as_a_page_or_is_said_to_be_none(client):
    world = make_world()
    client.force_login(world.people["owner"])
    wrong, met = {}, set()
    for address, name in desk_addresses(world):
        met.add(name)
        # Who is signed in and whom a page is about are both people: that is no query in a loop.
        with zeal_ignore():
            response = client.get(address)
        is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
        if is_page == is_no_page(name):
            wrong[address] = (name, response.status_code, response["Content-Type"])
    assert wrong == {}, "Add those that draw no page to tests/browser/desk_pages.py, and mend the others."
    assert met == desk_names()
