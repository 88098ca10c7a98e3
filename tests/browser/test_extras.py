"""The pages for sharing and printing, and the block inside another site's page, in a real browser."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.axe import violations, violations_everywhere, width_of
from tests.browser.signing_in import bring_in
from tests.browser.stages import stand_at_every_stage
from tests.factories import CampaignFactory, MotionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def motion(conference):
    """A CLP at every stage, and a full motion with speaking points."""
    campaign = CampaignFactory(
        conference=conference, speaking_points="\n".join(["Say that it costs little. " * 6] * 3)
    )
    text = "\n\n".join(" ".join(["conference"] * 25) for _ in range(10))
    motion = MotionFactory(slug="libraries", campaign=campaign, version__text=text)
    stand_at_every_stage(motion, lambda _: timezone.localdate())
    return motion


def watch(page):
    """What goes wrong on a page: an error, a refusal by the policy, something asked for from elsewhere."""
    wrong = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: None if "localhost" in request.url else wrong.append(request.url))
    return wrong


@pytest.fixture
def quiet(page):
    """A page on which nothing may go wrong."""
    wrong = watch(page)
    yield page
    assert wrong == []


def fits(page):
    return width_of(page) <= page.viewport_size["width"]


@pytest.mark.parametrize(
    "address", ["/share/", "/share/?size=small&theme=dark", "/motions/libraries/print/", "/motions/libraries/"]
)
def test_page_is_clean_and_fits(quiet, site_url, motion, address):
    quiet.goto(site_url + address)
    assert violations_everywhere(quiet) == {}
    quiet.set_viewport_size({"width": 320, "height": 800})
    assert fits(quiet)


@pytest.mark.parametrize("size", ["small", "medium", "large"])
@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_block_is_clean_and_fits_its_frame(quiet, site_url, motion, theme, size):
    quiet.goto(f"{site_url}/embed/progress/?theme={theme}&size={size}")
    assert violations_everywhere(quiet) == {}
    quiet.set_viewport_size({"width": 320, "height": 340})
    assert fits(quiet)


@pytest.mark.parametrize(("theme", "paper"), [("light", "rgb(253, 251, 246)"), ("dark", "rgb(24, 21, 19)")])
def test_block_keeps_its_colours_whatever_the_reader_prefers(quiet, site_url, motion, theme, paper):
    quiet.goto(f"{site_url}/embed/progress/?theme={theme}")
    for preferred in ("light", "dark"):
        quiet.emulate_media(color_scheme=preferred)
        assert quiet.evaluate("getComputedStyle(document.body).backgroundColor") == paper


@pytest.fixture
def elsewhere():
    """Another site, of another origin than ours: its address, and the page that it serves."""
    pages = {}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", pages
        server.shutdown()


def test_block_stands_in_another_sites_page_and_leads_out_of_it(page, elsewhere, site_url, motion):
    address, pages = elsewhere
    page.goto(f"{site_url}/share/?size=small")
    pages["/"] = page.get_by_label("The code").input_value()
    page.goto(address)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("carried it for conference")).to_be_visible()
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Find your CLP").click()
    opened.value.wait_for_url(f"{site_url}/")
    assert page.url == address
    assert page.context.cookies() == []


def test_other_pages_do_not_stand_in_another_sites_page(page, elsewhere, site_url, motion):
    address, pages = elsewhere
    pages["/"] = f'<iframe src="{site_url}/progress/"></iframe>'
    with page.expect_event("console", lambda message: "frame-ancestors 'none'" in message.text):
        page.goto(address)
    expect(page.frame_locator("iframe").get_by_role("heading", name="Progress")).to_have_count(0)


def test_share_shows_the_look_that_was_chosen_without_scripts(browser, browser_context_args, site_url, motion):
    page = browser.new_context(**browser_context_args, java_script_enabled=False).new_page()
    page.goto(f"{site_url}/share/")
    page.get_by_label("Size").select_option("small")
    page.get_by_label("Colours").select_option("dark")
    page.get_by_role("button", name="Show me this one").click()
    expect(page.get_by_label("The code")).to_have_value(re.compile("theme=dark&amp;size=small"))
    expect(page.frame_locator("iframe").get_by_text("carried it for conference")).to_be_visible()
    page.context.close()


def test_page_to_print_is_one_side_of_a4(page, site_url, motion):
    page.goto(f"{site_url}/motions/libraries/print/")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_calendar_page_of_the_desk_is_clean(browser, browser_context_args, site_url, motion, client, width, scheme):
    sized = {**browser_context_args, "viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    context = browser.new_context(**sized)
    bring_in(context, UserFactory(is_staff=True, is_superuser=True), site_url)
    page = context.new_page()
    wrong = watch(page)
    page.goto(f"{site_url}/admin/calendar/")
    assert violations(page) == []
    page.get_by_role("button", name="Make my address").click()
    address = page.get_by_label(re.compile("Your address")).input_value()
    assert violations(page) == []
    assert client.get(address.removeprefix(site_url)).status_code == 200
    page.get_by_role("button", name="End the address").click()
    expect(page.get_by_text("The address has ended.")).to_be_visible()
    assert violations(page) == []
    assert wrong == []
    context.close()
