"""axe finds nothing on the pages that are the same for everyone, light and dark, narrow and wide."""

from datetime import date

import pytest
from playwright.sync_api import expect

from motions.actions.entries import move_entry, record_sent
from motions.enums import Body, LinkPurpose, Stage
from motions.models import Standing, SubmissionLink
from motions.workflow import EntryAct
from tests.browser.axe import LOOKS, violations, violations_everywhere, width_of
from tests.browser.stages import stand_at_every_stage
from tests.factories import CampaignFactory, CLPFactory, MotionFactory, make_submission

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = [
    "/",
    "/progress/",
    "/about/",
    "/privacy/",
    "/help/",
    "/help/ask/",
    "/help/asked/",
    "/nowhere/",
    "/reports/lost/",
    "/reports/lost/asked/",
    "/reports/gone/",
]


@pytest.fixture
def motion():
    """A CLP at every stage, side by side on the map."""
    motion = MotionFactory()
    stand_at_every_stage(motion, lambda number: date(2027, 2, 1 + number))
    return motion


def test_axe_finds_nothing_and_every_page_fits(page, live_server, motion):
    assert {address: found for address in PAGES if (found := faults_of(page, live_server.url + address))} == {}


def test_axe_finds_nothing_where_it_says_what_became_of_a_motion(page, live_server, motion):
    entry = record_sent(motion=motion, clp=CLPFactory(), sent_on=date(2027, 3, 1), by=None)
    entry = move_entry(entry, EntryAct.RULE_IN_ORDER, on=date(2027, 3, 2), by=None)
    move_entry(entry, EntryAct.CARRY, on=date(2027, 3, 3), by=None)
    assert faults_of(page, f"{live_server.url}{motion.get_absolute_url()}afterwards/") == {}


def faults_of(page, address):
    """What is wrong with a page in light and dark, on a phone and on a desk; it is loaded once."""
    page.goto(address)
    found = violations_everywhere(page)
    for _, width in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        if (wide := width_of(page)) > width:
            found["width", width] = wide
    return found


def test_progress_page_fits_a_small_phone_with_the_longest_names(page, live_server, motion):
    clp = CLPFactory(name="Middlesbrough South-and-Clackmannanshire", hex_q=9, hex_r=9)
    Standing.objects.create(
        motion=motion, clp=clp, stage=Stage.ANOTHER_MOTION_CHOSEN, since=date(2027, 12, 30), is_checked=True
    )
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(live_server.url + "/progress/")
    assert width_of(page) <= 320


def test_pages_fit_a_small_phone_with_words_that_have_no_end(page, live_server):
    """Such as an address, which people put where a name belongs."""
    endless = "motionsforlibrariesinreachofeverybody.example.org"
    campaign = CampaignFactory(name=endless, group=endless, email=f"motions@{endless}")
    motion = MotionFactory(campaign=campaign, version__title=endless, version__text=endless * 3)
    clp = CLPFactory(name=endless, slug="endless")
    receipt = SubmissionLink.objects.mint(
        make_submission(motion, clp, body=Body.BRANCH, branch_name=endless), LinkPurpose.MANAGE
    )
    page.set_viewport_size({"width": 320, "height": 800})
    addresses = [
        *("/", "/progress/", "/embed/progress/", "/motions/", motion.get_absolute_url(), "/nowhere/", "/affiliates/"),
        *(f"/clps/endless/{name}" for name in ("", "send/?meets=all-member", "report/", "champion/")),
        *(f"/reports/{receipt}/{name}" for name in ("", "change/", "outcome/", "withdraw/")),
    ]
    widths = {}
    for address in addresses:
        page.goto(live_server.url + address)
        widths[address] = width_of(page)
    assert {address: width for address, width in widths.items() if width > 320} == {}


def test_axe_finds_nothing_before_there_is_a_campaign(page, live_server):
    page.goto(live_server.url + "/")
    assert violations(page) == []


@pytest.mark.parametrize("address", ["/", "/progress/"])
def test_page_reads_at_twice_the_size(page, live_server, motion, address):
    # 1280 px at 200 % is 640 px of room.
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(live_server.url + address)
    assert width_of(page) <= 640


def test_map_is_one_tab_stop_with_arrows_inside(page, live_server, motion):
    page.goto(live_server.url + "/progress/")
    page.locator("[data-hexmap] a").first.focus()
    caption = page.locator("[data-hexmap-caption]")
    first = caption.inner_text()
    assert first.endswith(": Not started")
    page.keyboard.press("ArrowRight")
    assert caption.inner_text().endswith(": Champion found")
    page.keyboard.press("ArrowDown")
    assert caption.inner_text() != first
    expect(page.locator('[data-hexmap] a[tabindex="0"]')).to_have_count(1)


def test_table_is_narrowed_by_stage_and_region(page, live_server, motion):
    page.goto(live_server.url + "/progress/")
    shown = page.locator("#clp-table tbody tr:not(.is-group):visible")
    expect(shown).to_have_count(12)
    page.get_by_label("Nation or region", exact=True).select_option("Scotland")
    expect(shown).to_have_count(6)
    page.get_by_label("Stage", exact=True).select_option("Accepted")
    assert page.locator(".filter__count").inner_text() == "1 of 12 CLPs"


def test_table_is_whole_without_javascript(browser, live_server, motion):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + "/progress/")
    expect(page.locator("#clp-table tbody tr:not(.is-group):visible")).to_have_count(12)
    expect(page.locator(".filter")).to_be_hidden()
    page.get_by_role("link", name="Scotland").click()
    assert page.url.endswith("#scotland")
