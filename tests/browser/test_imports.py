"""Importing a spreadsheet in a real browser: axe, the policy, the keyboard, phones and desks, and no JavaScript."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clps.models import Secretary
from motions.models import Vote
from tests.browser.axe import violations_everywhere, width_of
from tests.browser.complaints import complaints_of
from tests.browser.signing_in import make_owner, sign_in
from tests.factories import CLPFactory, ConferenceFactory, MotionFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def places():
    today = timezone.localdate()
    days = timedelta(days=60), timedelta(days=63)
    conference = ConferenceFactory(
        starts_on=today + days[0], ends_on=today + days[1], deadline=timezone.now() + timedelta(days=50)
    )
    MotionFactory(campaign__conference=conference)
    bath = CLPFactory(name="Bath", slug="bath")
    Secretary.objects.create(clp=bath, name="Bea Bath", email="bea@example.org", known_since=today, how_known="x")
    return [bath, CLPFactory(name="Houghton and Sunderland South", slug="houghton-and-sunderland-south")]


@pytest.fixture
def desk(page, live_server, places):
    """The page to choose a file, as somebody comes to it from the front page. Nothing may go wrong on the way."""
    complaints = complaints_of(page)
    make_owner()
    sign_in(page, live_server, until="nav[aria-label=Desk]")
    page.get_by_role("navigation", name="Desk").get_by_role("link", name="CLPs", exact=True).click()
    page.get_by_role("link", name="Bring in a spreadsheet").click()
    page.wait_for_selector("h1:text('Import a spreadsheet')")
    yield page
    # A file that is refused comes back as 422, which the browser notes.
    assert [words for words in complaints if "422" not in words] == []


def check(page, name):
    assert violations_everywhere(page) == {}
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert width_of(page) <= width
    if shots := os.environ.get("SHOTS"):
        for width in (390, 1440):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=f"{shots}/{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 720})


def choose(page, content, heading):
    page.set_input_files("#id_file", {"name": "list.csv", "mimeType": "text/csv", "buffer": content.encode()})
    page.get_by_role("button", name="Show what would change").press("Enter")
    page.wait_for_selector(f"h1:text('{heading}')")


def test_secretaries_are_imported_after_their_mistakes_are_mended(desk):
    check(desk, "choose")
    desk.get_by_role("link", name="Secretaries").first.press("Enter")
    desk.wait_for_selector("#id_file")
    check(desk, "upload-secretaries")
    header, good = "CLP,Name,Email,Phone\n", "Bath,Cal New,cal.new.with.a.long.name@example.org,0\n"
    choose(desk, header + good + "Houghton,Hal,hal at example.org,\n", "2 things to mend")
    check(desk, "wrong")
    # Line 2 alone is good, and it may go in without the other.
    expect(desk.get_by_role("button", name="Import the other 1 line")).to_have_count(1)
    desk.get_by_role("link", name="choose it again").click()
    desk.wait_for_selector("#id_file")
    choose(desk, header + good + "Houghton & Sunderland South,Hal,,\n", "This would change")
    check(desk, "preview-secretaries")
    desk.get_by_role("button", name="Import 2 lines").press("Enter")
    desk.wait_for_selector("text=Secretaries: 1 added, 1 changed, 0 as before.")
    assert sorted(Secretary.objects.filter(left_on=None).values_list("name", flat=True)) == ["Cal New", "Hal"]


def test_results_are_imported(desk):
    today = timezone.localdate()
    desk.get_by_role("link", name="Past results").click()
    desk.wait_for_selector("#id_motion")
    check(desk, "upload-results")
    lines = f"Bath;Carried;{today};Conference;31;2\nHoughton & Sunderland South;Lost;{today};;3;40\n"
    choose(desk, "CLP;Outcome;Date;Carried for;For;Against\n" + lines, "This would change")
    check(desk, "preview-results")
    desk.get_by_role("button", name="Import 2 lines").click()
    desk.wait_for_selector("text=Past results: 2 added, 0 changed, 0 as before.")
    assert sorted(Vote.objects.values_list("outcome", flat=True)) == ["carried", "lost"]


def test_strange_headings_are_matched_on_the_page(desk, places):
    desk.get_by_role("link", name="Secretaries").first.click()
    desk.wait_for_selector("#id_file")
    choose(desk, "Seat,Who,Where to write\nBath,Cal New,cal@example.org\n", "Which column is which?")
    check(desk, "columns")
    for label, heading in (("CLP", "Seat (Bath)"), ("Name", "Who (Cal New)")):
        desk.get_by_label(label, exact=True).select_option(label=heading)
    desk.get_by_label("Email address").select_option(label="Where to write (cal@example.org)")
    desk.get_by_role("button", name="Show what would change").press("Enter")
    desk.wait_for_selector("h1:text('This would change')")
    desk.get_by_role("button", name="Import 1 line").press("Enter")
    desk.wait_for_selector("text=Secretaries: 0 added, 1 changed, 0 as before.")
    check(desk, "imported")
    desk.get_by_role("button", name="Take it back").press("Enter")
    desk.wait_for_selector("text=Secretaries: the import was taken back.")
    assert [row.name for row in Secretary.objects.filter(left_on=None)] == ["Bea Bath"]


def test_file_that_cannot_be_read_says_why_beside_the_field(desk):
    desk.get_by_role("link", name="Secretaries").first.click()
    desk.wait_for_selector("#id_file")
    desk.set_input_files("#id_file", {"name": "x.csv", "mimeType": "text/csv", "buffer": b"PK and nothing"})
    desk.get_by_role("button", name="Show what would change").click()
    desk.wait_for_selector("#id_file_error")
    assert "This workbook cannot be read." in desk.inner_text("#id_file_error")
    assert desk.get_attribute("#id_file", "aria-invalid") == "true"
    assert "id_file_error" in desk.get_attribute("#id_file", "aria-describedby")
    check(desk, "refused")
