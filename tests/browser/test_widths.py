"""What fits where: the block for other sites, the finder, help, what is printed, the legend, the head of the desk.

That every public page fits is held by `test_public_pages`.
"""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from motions.actions.delegates import DelegateContact, record_delegate
from motions.actions.entries import record_sent
from motions.enums import Stage
from motions.models import Standing
from motions.sharing.embedding import Look, Size
from tests.browser.signing_in import bring_in
from tests.browser.widths import WIDTHS
from tests.factories import CLPFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clp(motion):
    """One CLP at every stage, with the longest names of the list, and figures of three digits."""
    region = RegionFactory(name="Yorkshire and the Humber", position=1)
    for number, stage in enumerate([*Stage, *[Stage.ACCEPTED] * 111]):
        clp = CLPFactory(region=region, name=f"Middlesbrough South and East Cleveland {number}", hex_q=number, hex_r=1)
        Standing.objects.create(motion=motion, clp=clp, stage=stage, since=date(2027, 2, 1), is_checked=True)
    return clp


def test_a_frame_is_as_high_as_its_block_on_every_phone_with_larger_letters_too(page, live_server, motion, clp):
    for size in Size:
        page.goto(f"{live_server.url}/embed/progress/?size={size.value}")
        for letters in ("16px", "20px"):
            page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 100})
                height = page.evaluate("document.documentElement.scrollHeight")
                assert height <= Look(size=size).height, (size, letters, width)


def test_typing_in_the_finder_moves_nothing_below_it(page, live_server, motion, clp):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url)
    before = page.evaluate("document.documentElement.scrollHeight")
    page.locator("#find-q").press_sequentially("Middles")
    expect(page.locator("[data-find-suggestions] a").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") == before


def test_help_is_folded_and_a_link_to_an_answer_opens_it(page, live_server, motion):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/help/")
    assert page.evaluate("document.documentElement.scrollHeight") < 6_000
    answer = page.locator("details.answer .answer__text").last
    expect(answer).to_be_hidden()
    page.goto(f"{live_server.url}/help/#{answer.get_attribute('id')}")
    expect(answer).to_be_visible()


def test_progress_prints_on_four_sheets_at_most_when_every_clp_has_begun(page, live_server, motion):
    region = RegionFactory(name="London", position=1)
    for number in range(650):
        clp = CLPFactory(region=region, name=f"Leeds North West {number}", hex_q=number % 26, hex_r=number // 26)
        Standing.objects.create(motion=motion, clp=clp, stage=Stage.WITH_CLP, since=date(2027, 2, 1))
    page.goto(f"{live_server.url}/progress/")
    printed = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "12mm"))
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 4


def test_stages_keep_their_colours_where_a_device_forces_its_own(page, live_server, motion, clp):
    page.goto(f"{live_server.url}/progress/")
    mark = page.locator(".legend .stage-accepted .stage-pill__mark")
    ink = "(mark) => [getComputedStyle(mark).backgroundColor, getComputedStyle(mark).color]"
    usual = mark.evaluate(ink)
    page.emulate_media(forced_colors="active")
    assert mark.evaluate(ink) == usual
    page.emulate_media(forced_colors="none", media="print")
    assert mark.evaluate("(mark) => getComputedStyle(mark).printColorAdjust") == "exact"


def test_the_desks_head_keeps_its_parts_apart(page, live_server, motion):
    bring_in(page.context, UserFactory(is_staff=True, is_superuser=True), live_server.url)
    page.goto(f"{live_server.url}/admin/")
    for width in (320, 390, 768, 1024, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        field, button = (page.locator(f".find-clp {tag}").bounding_box() for tag in ("input", "button"))
        assert abs(field["y"] - button["y"]) < 3, width
        theme, leave = (
            page.locator("#user-tools .theme-toggle").bounding_box(),
            page.locator("#logout-form button").bounding_box(),
        )
        apart = theme["x"] >= leave["x"] + leave["width"] or theme["y"] >= leave["y"] + leave["height"]
        assert apart, width


def test_telephones_of_delegates_stay_in_sight_on_phones(page, live_server, motion, clp):
    entry = record_sent(motion=motion, clp=clp, sent_on=date(2027, 2, 1), by=None)
    contact = DelegateContact(name="Josephine Longname-Delegate", email="jo@example.org", phone="07700 900123",
                              how_known="Wrote.")  # fmt: skip
    record_delegate(entry, contact, by=None)
    bring_in(page.context, UserFactory(is_staff=True, is_superuser=True), live_server.url)
    page.goto(f"{live_server.url}/admin/motions/delegate/briefing/")
    for width in (320, 360, 390, 430):
        page.set_viewport_size({"width": width, "height": 800})
        number = page.get_by_role("link", name="07700 900123").bounding_box()
        assert number["x"] >= 0, width
        assert number["x"] + number["width"] <= width, width
