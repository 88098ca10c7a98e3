"""The desk's menu and its new pages on every width, with axe, and on paper; and the tasks that they are for."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaign.accounts.models import User
from clps.models import Secretary
from motions.enums import Stage
from motions.models import Standing
from tests.browser.axe import violations_everywhere, width_of
from tests.browser.signing_in import bring_in
from tests.browser.widths import FEW_WIDTHS
from tests.factories import CLPFactory, MotionFactory, RegionFactory, make_submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def motion(conference):
    """Four meetings of which nobody told, a CLP at every stage, and a secretary."""
    motion = MotionFactory(
        slug="libraries", campaign__conference=conference, campaign__name="A library in reach of all"
    )
    today, wales = timezone.localdate(), RegionFactory(name="Wales")
    for number, stage in enumerate(Stage):
        clp = CLPFactory(name=f"Middlesbrough South {number}", region=wales, hex_q=number, hex_r=0)
        Standing.objects.create(motion=motion, clp=clp, stage=stage, since=today)
    for number in range(4):
        clp = CLPFactory(name=f"Overdue {number}", slug=f"overdue-{number}", region=wales)
        make_submission(motion, clp, sent_on=today - timedelta(days=40), meeting_on=today - timedelta(days=20))
    Secretary.objects.create(clp=clp, name="Sally Secretary", known_since="2026-01-01", how_known="Rang.")
    return motion


@pytest.fixture
def desk(page, live_server, motion):
    """The desk of an owner, with its address."""
    owner = User.objects.create_superuser("olwen.owner@example.org", "x", name="Olwen Owner of a Long Name")
    bring_in(page.context, owner, live_server.url)
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_every_section_fits_every_width_and_axe_finds_nothing(desk, live_server, motion):
    pages = ["", *(f"section/{slug}/" for slug in ("clps", "people", "motions", "conference", "mail", "settings"))]
    pages += ["several/things/", "several/clps/", "regions/", "texts/", f"texts/{motion.pk}/", "search/"]
    pages += [f"texts/{motion.pk}/compare/", f"campaigns/{motion.campaign_id}/desk/"]
    wrong = {}
    for address in pages:
        desk.goto(f"{live_server.url}/admin/{address}")
        for width in FEW_WIDTHS:
            desk.set_viewport_size({"width": width, "height": 800})
            if width_of(desk) > width:
                wrong[address, width] = width_of(desk)
        if found := violations_everywhere(desk):
            wrong[address, "axe"] = found
    assert wrong == {}


def test_head_shows_everything_at_every_width(desk, live_server):
    desk.goto(f"{live_server.url}/admin/")
    for width in FEW_WIDTHS:
        desk.set_viewport_size({"width": width, "height": 800})
        for link in desk.locator(".desk-menu a, #user-tools a, .find-clp button").all():
            box = link.bounding_box()
            assert box["x"] >= 0, (width, link.text_content())
            assert box["x"] + box["width"] <= width, (width, link.text_content())
            assert box["height"] >= 24 or link.evaluate("one => !one.closest('.desk-menu')")


@pytest.mark.parametrize("address", ["", "clps/overdue-0/story/", "motions/submission/", "regions/"])
def test_desk_prints_what_there_is_to_read_and_nothing_to_press(desk, live_server, address):
    desk.goto(f"{live_server.url}/admin/{address}")
    desk.emulate_media(media="print")
    # In what there is to read: the breadcrumbs name the CLP too, and are not printed.
    read = desk.get_by_role("main").get_by_text("Wales" if address == "regions/" else "Overdue 0")
    expect(read.first).to_be_visible()
    for hidden in ("#header", ".desk-menu", ".breadcrumbs", "button", "input:not([type=hidden])"):
        assert desk.locator(f"{hidden}:visible").count() == 0, hidden
    printed = desk.pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 8


def test_several_are_snoozed_with_a_thumb_and_brought_back(desk, live_server):
    desk.goto(f"{live_server.url}/admin/")
    desk.get_by_role("link", name="Several at once").click()
    desk.get_by_role("link", name="Choose all that are shown").click()
    desk.get_by_label("What to do").select_option("finish")
    desk.get_by_role("button", name="See what it would do").click()
    desk.get_by_role("button", name=re.compile("Do it for")).click()
    expect(desk.get_by_text("You can undo it below.")).to_be_visible()
    desk.get_by_role("button", name=re.compile("^Undo")).click()
    expect(desk.get_by_text(re.compile(r"Undone for \d+ of \d+"))).to_be_visible()


def test_secretary_is_found_from_the_head_and_the_name_stands_in_no_address(desk, live_server):
    seen = []
    desk.on("request", lambda request: seen.append(request.url))
    desk.goto(f"{live_server.url}/admin/")
    desk.get_by_role("searchbox", name="Find a CLP").fill("Sally")
    desk.get_by_role("button", name="Find", exact=True).click()
    desk.get_by_role("link", name="Sally Secretary").click()
    expect(desk.get_by_label("Name:")).to_have_value("Sally Secretary")
    assert not any("Sally" in address for address in seen)
