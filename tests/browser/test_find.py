"""What the script of the find box does, and that nothing is lost without it."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations_everywhere
from tests.factories import CampaignFactory, CLPFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(page, site_url):
    """The box on the page for finding a CLP, where there are three."""
    CampaignFactory()
    page.emulate_media(reduced_motion="reduce")
    for name in ("Great Snoring", "Little Snoring", "Mickering"):
        CLPFactory(name=name, slug=name.lower().replace(" ", "-"))
    page.goto(f"{site_url}/find/")
    return page.get_by_label("Your CLP’s name")


@pytest.fixture
def asked(page):
    """What the page asks for as it is typed in."""
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url)))
    return asked


def test_names_are_suggested_as_one_types(page, box):
    box.press_sequentially("snor")
    expect(page.get_by_role("link", name="Snoring")).to_have_text(["Great Snoring", "Little Snoring"])
    expect(page.get_by_role("status")).to_have_text("2 CLPs like that, below the box.")
    assert violations_everywhere(page) == {}
    box.fill("xyzzy")
    expect(page.get_by_text("No CLP like that.").last).to_be_visible()
    expect(page.get_by_role("link", name="Snoring")).to_have_count(0)
    assert violations_everywhere(page) == {}


def test_suggestions_are_walked_by_keyboard(page, box):
    box.press_sequentially("snor")
    expect(page.get_by_role("link", name="Great Snoring")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Little Snoring")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Snoring")).to_have_count(0)
    expect(box).to_have_value("snor")


def test_answer_that_comes_late_does_not_replace_a_newer_one(page, box):
    def answer(route):
        if route.request.url.endswith("q=snoring"):
            page.wait_for_timeout(500)
        route.continue_()

    page.route("**/find/suggest/**", answer)
    box.press_sequentially("snoring")
    page.wait_for_timeout(250)
    box.fill("mickering")
    expect(page.locator("[data-find-suggestions] a")).to_have_text(["Mickering"])
    page.wait_for_timeout(600)
    expect(page.locator("[data-find-suggestions] a")).to_have_text(["Mickering"])


def test_postcode_is_not_sent_as_it_is_typed(page, box, asked):
    for postcode in ("SW1A 1AA", "n1 9gu", "M1 1AE"):
        box.fill("")
        box.press_sequentially(postcode, delay=60)
        page.wait_for_timeout(400)
    assert [url.path for url in asked if "suggest" in url.path] == []
    box.press("Enter")
    expect(page.locator("#find-error")).to_contain_text("We do not look up postcodes on this site.")
    assert [url.query for url in asked if url.query] == []
    assert page.url.endswith("/find/")
    expect(box).to_have_value("M1 1AE")


def test_name_is_found_by_keyboard_alone(page, box):
    box.focus()
    page.keyboard.type("mickerin")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 CLP like “mickerin”")).to_be_visible()
    page.get_by_role("link", name="Mickering").press("Enter")
    page.wait_for_url("**/clps/mickering/")


def test_name_is_found_without_scripts(browser, site_url):
    CampaignFactory()
    CLPFactory(name="Mickering", slug="mickering")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site_url}/find/")
    page.get_by_label("Your CLP’s name").fill("Mickering CLP")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/clps/mickering/")
    page.context.close()
