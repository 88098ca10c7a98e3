"""Every public page: it fits every phone, a tablet and a desk, with large letters too, and axe finds nothing on it."""

import pytest

from tests.browser.axe import looks, violations
from tests.browser.public_pages import addresses_of, make_pages
from tests.browser.widths import faults

pytestmark = pytest.mark.django_db(transaction=True)
# So many shares, that several workers may take them.
SHARES = 3


@pytest.fixture
def addresses(motion):
    return addresses_of(make_pages(motion))


@pytest.mark.parametrize("share", range(SHARES))
def test_every_public_page_fits_every_width_with_usual_letters_and_with_large_ones_and_axe_finds_nothing(
    page, live_server, addresses, share
):
    wrong = {}
    for address in list(addresses)[share::SHARES]:
        if found := faults(page, live_server.url + address):
            wrong[address] = found
        page.evaluate("document.documentElement.style.fontSize = ''")
        for scheme, width in looks(page):
            if found := violations(page):
                wrong[address, scheme, width] = found
        # Back to what the next page is loaded with.
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    assert wrong == {}
