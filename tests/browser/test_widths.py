"""Every public page and the block for other sites fits every phone, a tablet and a desk, with large letters too."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from motions.enums import Body, LinkPurpose, Stage
from motions.models import Standing, SubmissionLink
from motions.sharing.embedding import Look, Size
from tests.factories import CLPFactory, RegionFactory, UserFactory, make_submission

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [*range(320, 431, 10), 768, 1280]
# How many pixels a page is wider than the screen, and which figures run into their words or out of their column.
MEASURE = """() => {
  const box = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect();
  };
  const clashes = [...document.querySelectorAll(".figure")].filter((figure) => {
    const number = box(figure.querySelector(".figure__number")), words = box(figure.querySelector(".figure__words"));
    if (!number.width) return false;
    const beside = number.right > words.left && number.bottom > words.top + 8 && number.top < words.bottom - 8;
    return beside || Math.max(number.right, words.right) > figure.getBoundingClientRect().right + 1;
  });
  const root = document.documentElement;
  return [Math.max(0, root.scrollWidth - root.clientWidth), clashes.map((figure) => figure.textContent)];
}"""


@pytest.fixture
def clp(motion):
    """One CLP at every stage, with the longest names of the list, and figures of three digits."""
    region = RegionFactory(name="Yorkshire and the Humber", position=1)
    for number, stage in enumerate([*Stage, *[Stage.ACCEPTED] * 111]):
        clp = CLPFactory(region=region, name=f"Middlesbrough South and East Cleveland {number}", hex_q=number, hex_r=1)
        Standing.objects.create(motion=motion, clp=clp, stage=stage, since=date(2027, 2, 1), is_checked=True)
    return clp


def faults(page, address):
    """Return what is wrong with one page, by width and size of letters; it is loaded once."""
    page.goto(address)
    found = {}
    for letters, widths in (("100%", WIDTHS), ("200%", (320, 360, 390, 430, 768))):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            if (measured := page.evaluate(MEASURE)) != [0, []]:
                found[letters, width] = measured
    return found


def test_every_public_page_fits_every_width_with_usual_letters_and_with_large_ones(page, live_server, motion, clp):
    receipt = SubmissionLink.objects.mint(
        make_submission(motion, clp, body=Body.BRANCH, branch_name="Castle"), LinkPurpose.MANAGE
    )
    addresses = [
        *(
            "/",
            "/progress/",
            "/share/",
            "/about/",
            "/privacy/",
            "/help/",
            "/help/ask/",
            "/affiliates/",
            "/find/",
            "/clps/",
        ),
        *(
            "/motions/",
            motion.get_absolute_url(),
            f"{motion.get_absolute_url()}print/",
            f"{motion.get_absolute_url()}afterwards/",
            "/reports/lost/",
            "/nowhere/",
        ),
        *(clp.get_absolute_url() + name for name in ("", "send/", "send/?meets=all-member", "report/", "champion/")),
        *(f"/reports/{receipt}/{name}" for name in ("", "change/", "outcome/", "withdraw/")),
        *(f"/embed/progress/?size={size}" for size in Size.values),
    ]
    wrong = {address: found for address in addresses if (found := faults(page, live_server.url + address))}
    assert wrong == {}


def test_a_frame_is_as_high_as_its_block_on_every_phone(page, live_server, motion, clp):
    for size in Size:
        page.goto(f"{live_server.url}/embed/progress/?size={size.value}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 100})
            assert page.evaluate("document.documentElement.scrollHeight") <= Look(size=size).height, (size, width)


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


def test_the_desks_head_keeps_its_parts_apart(page, live_server, motion, client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
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
