"""Every page that anybody can open is looked at in a browser: none is left out of the list of them."""

from tests.browser.public_pages import NOT_PAGES, PAGES, public_routes


def test_every_public_address_is_looked_at_or_is_said_to_be_no_page():
    listed = {*PAGES, *NOT_PAGES}
    assert sorted(public_routes() - listed) == [], "Add these to tests/browser/public_pages.py."
    assert sorted(listed - public_routes()) == []
    assert not set(PAGES) & set(NOT_PAGES)
