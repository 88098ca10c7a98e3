"""Every page behind the sign-in: it fits a phone, a tablet and a desk, and axe finds nothing on it."""

import pytest

from tests.browser.axe import looks, settled, violations, width_of, without_djangos_own
from tests.browser.desk_pages import desk_addresses, is_no_page
from tests.browser.signing_in import bring_in
from tests.browser.widths import FEW_WIDTHS
from tests.guards.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)
# So many shares, that several workers may take them.
SHARES = 6


@pytest.fixture
def pages(page, live_server, settings):
    """The addresses of all pages, and somebody signed in who may open them."""
    # How a page asks the database is others' to test; this is about what it shows.
    settings.ZEAL_RAISE = False
    world = make_world()
    bring_in(page.context, world.people["owner"], live_server.url)
    return [live_server.url + address for address, name in desk_addresses(world) if not is_no_page(name)]


def faults_of(page, address, complaints) -> list[str]:
    """Return what is wrong with one page; it is loaded once."""
    response = page.goto(address)
    if response.status != 200:
        return [f"answers {response.status}"]
    settled(page)
    found = []
    for width in FEW_WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if (wide := width_of(page)) > width:
            found.append(f"{wide} px on {width}")
    # Before axe, whose own styles the policy refuses.
    found += [line for line in complaints if "404" not in line]
    for scheme, _ in looks(page):
        found += [f"{scheme}, {line}" for line in without_djangos_own(violations(page))]
    return found


@pytest.mark.parametrize("share", range(SHARES))
def test_every_desk_page_fits_every_width_and_axe_finds_nothing_on_it(page, pages, share):
    complaints, wrong = [], {}
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in pages[share::SHARES]:
        complaints.clear()
        if found := faults_of(page, address, complaints):
            wrong[address] = found[:6]
    if wrong:
        pytest.fail("\n".join(f"{address}: {found}" for address, found in wrong.items()))
