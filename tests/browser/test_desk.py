"""The organisers' front page in a real browser: axe, the content security policy, the keyboard, phones and desks."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaign.accounts.models import Consent
from campaign.desk.models import AttentionMark
from motions.models import Campaign
from tests.browser.axe import violations_everywhere, width_of
from tests.browser.complaints import complaints_of
from tests.browser.signing_in import make_owner, sign_in
from tests.browser.stages import stand_at_every_stage
from tests.factories import (
    CLPFactory,
    ConferenceFactory,
    MotionFactory,
    make_carried,
    make_submission,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def complaints(page):
    return complaints_of(page)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def motion(today):
    """Every stage, a meeting without a speaker, an overdue outcome, and enough carried for a forecast."""
    deadline = timezone.now() + timedelta(days=20)
    conference = ConferenceFactory(
        deadline=deadline, starts_on=today + timedelta(days=30), ends_on=today + timedelta(days=33)
    )
    motion = MotionFactory(slug="libraries", campaign__conference=conference, campaign__target=40)
    stand_at_every_stage(motion, lambda number: today - timedelta(days=number), regions=("Scotland", "Wales"))
    for number in range(10):
        held_on = today - timedelta(days=3 * number + 1)
        make_carried(motion, CLPFactory(), sent_on=held_on - timedelta(days=9), meeting_on=held_on, on=held_on)
    for name, days in (("Near Mickering", 3), ("Past Mickering", -10)):
        meeting_on = today + timedelta(days=days)
        make_submission(motion, CLPFactory(name=name), sent_on=today - timedelta(days=30), meeting_on=meeting_on)
    return motion


@pytest.fixture
def desk(page, live_server, motion, complaints):
    """The front page, as somebody meets it who has just signed in."""
    make_owner()
    sign_in(page, live_server)
    return page


def todo(page, name):
    return page.get_by_role("article", name=name)


def test_front_page_has_nothing_for_axe_and_breaks_no_policy(desk, complaints):
    desk.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert violations_everywhere(desk) == {}
    assert complaints == []


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_front_page_fits_its_screen(desk, width):
    desk.set_viewport_size({"width": width, "height": 800})
    assert width_of(desk) <= width


def test_put_away_and_a_refused_date_have_nothing_for_axe(desk, complaints):
    item = todo(desk, "Near Mickering")
    item.get_by_text("Snooze", exact=False).first.click()
    item.get_by_label("Back on").fill("2020-01-01")
    item.get_by_role("button", name="Snooze until then").click()
    expect(todo(desk, "Near Mickering").get_by_text("That day is not ahead.")).to_be_visible()
    assert violations_everywhere(desk) == {}
    todo(desk, "Past Mickering").get_by_role("button", name="Done: Past Mickering").click()
    desk.get_by_role("link", name="1 put away").click()
    expect(todo(desk, "Past Mickering").get_by_role("button", name="Bring back")).to_be_visible()
    assert violations_everywhere(desk) == {}
    # The answer to a refused form is 422, which Chromium writes to the console.
    assert [line for line in complaints if "422" not in line] == []


def test_item_is_taken_and_done_by_keyboard_alone(desk):
    desk.get_by_role("button", name="Assign to me: Past Mickering").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_selector("text=It is yours.")
    expect(todo(desk, "Past Mickering").get_by_text("Yours", exact=True)).to_be_visible()
    desk.get_by_role("button", name="Not mine: Past Mickering").focus()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    desk.wait_for_selector("text=Done. It comes back only")
    expect(todo(desk, "Past Mickering")).to_be_hidden()
    assert AttentionMark.objects.get().done_at is not None


def test_snooze_is_opened_by_keyboard_and_its_date_is_a_week_ahead(desk, today):
    summary = todo(desk, "Near Mickering").locator("summary")
    summary.focus()
    desk.keyboard.press("Enter")
    assert todo(desk, "Near Mickering").get_by_label("Back on").input_value() == str(today + timedelta(days=7))


def test_filters_are_chosen_and_stay_in_the_address(desk):
    desk.get_by_label("Nation or region", exact=True).select_option("Wales")
    desk.get_by_role("button", name="Show", exact=True).click()
    assert "region=wales" in desk.url
    expect(desk.locator("[data-hexmap] a")).to_have_count(6)
    desk.get_by_role("link", name="Show everything").click()
    expect(desk.locator("[data-hexmap] a")).to_have_count(12)


def test_map_and_table_show_the_same_clps(desk):
    desk.get_by_text("The map as a table").click()
    expect(desk.locator("#every-clp tbody tr")).to_have_count(24)
    assert desk.locator("#every-clp tbody a").first.get_attribute("href").startswith("/admin/")


def test_dark_is_followed_where_it_is_chosen_against_the_machine(desk):
    desk.emulate_media(color_scheme="light")
    figure = desk.locator(".headline__figure--carried b")
    light = figure.evaluate("one => getComputedStyle(one).color")
    desk.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert figure.evaluate("one => getComputedStyle(one).color") != light


def test_clps_and_people_are_taken_away_from_the_front_page(desk, motion, complaints):
    # Only who agreed to it by name is in that file.
    Campaign.objects.filter(pk=motion.campaign_id).update(uses_action_network=True)
    Consent.objects.update(wording="I agree, and to Action Network.")
    desk.get_by_label("Nation or region", exact=True).select_option("Wales")
    desk.get_by_role("button", name="Show", exact=True).click()
    desk.wait_for_url(lambda url: "region=wales" in url)
    with desk.expect_download() as taken:
        desk.get_by_role("link", name="CLPs as CSV").click()
    assert taken.value.path().read_text(encoding="utf-8-sig").count(',"Wales",') == 6
    desk.get_by_role("link", name="Show everything").click()
    desk.wait_for_url(lambda url: "region" not in url)
    desk.get_by_role("link", name="People for Action Network").click()
    desk.get_by_role("heading", name="People for Action Network").wait_for()
    assert violations_everywhere(desk) == {}
    desk.set_viewport_size({"width": 320, "height": 800})
    assert width_of(desk) <= 320
    with desk.expect_download() as taken:
        desk.get_by_role("button", name="Download the file").click()
    assert len(taken.value.path().read_text().splitlines()) == 13
    assert complaints == []
