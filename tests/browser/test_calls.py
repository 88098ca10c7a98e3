"""The call sheet and its neighbours in a browser: by thumb on a phone, counted in taps, and everywhere for axe."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaign.desk.models import Call
from campaign.mail.group_letters import write_letter
from motions.actions.reports import GivenNumber, change_number
from tests.browser.axe import violations_everywhere, width_of
from tests.browser.complaints import complaints_of
from tests.browser.signing_in import make_owner, sign_in
from tests.factories import CLPFactory, MotionFactory, make_submission

pytestmark = pytest.mark.django_db(transaction=True)
# The least that a thumb hits for sure (WCAG 2.2, 2.5.5), in pixels.
THUMB = 44


@pytest.fixture
def desk(page, live_server, settings):
    settings.ZEAL_ALLOWLIST = [{"model": "accounts.User", "field": "get()"}]
    motion = MotionFactory(slug="libraries")
    met = timezone.localdate() - timedelta(days=20)
    for name in ("Little Mickering", "Ynys Môn"):
        told = make_submission(motion, CLPFactory(name=name), sent_on=met - timedelta(days=20), meeting_on=met)
        change_number(told, GivenNumber("07700 900123", "Ring me."))
    owner = make_owner()
    audience = {"roles": ["reporter"]}
    letter = write_letter(None, motion=motion, subject="Come to {clp}", body="{greeting}", audience=audience, by=owner)
    page.complaints = complaints_of(page)
    sign_in(page, live_server)
    page.letter = letter.pk
    return page


def test_call_is_taken_made_and_recorded_by_thumb_in_three_taps(desk, live_server):
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{live_server.url}/admin/calls/")
    desk.get_by_role("button", name="Take the next one").click()
    ring = desk.get_by_role("link", name="Ring 07700 900123")
    assert ring.get_attribute("href") == "tel:07700900123"
    for way in (ring, desk.get_by_role("link", name="Write"), *desk.locator("button.call-button").all()):
        if way.is_visible():
            assert way.bounding_box()["height"] >= THUMB
    desk.get_by_role("button", name="No answer").click()
    expect(desk.get_by_text("Recorded for Little Mickering CLP: No answer.")).to_be_visible()
    desk.get_by_role("button", name="Take the next one").click()
    expect(desk.get_by_role("heading", name="Ynys Môn CLP")).to_be_visible()
    assert Call.objects.count() == 1


def test_call_is_recorded_by_keyboard_alone(desk, live_server):
    desk.goto(f"{live_server.url}/admin/calls/")
    desk.get_by_role("button", name="Take the next one").focus()
    desk.keyboard.press("Enter")
    desk.get_by_label("What was said").focus()
    desk.keyboard.type("At work until six.")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Recorded for Little Mickering CLP: No answer.")).to_be_visible()
    assert Call.objects.get().words == "At work until six."


@pytest.mark.parametrize(
    "address",
    ["calls/", "calls/take-away/", "card", "letters/", "letters/new/", "letter", "week/", "api/", "webhooks/"],
)
def test_pages_pass_axe_and_the_policy_and_fit_a_phone(desk, live_server, address):
    if address == "card":
        desk.goto(f"{live_server.url}/admin/calls/")
        desk.get_by_role("button", name="Take the next one").click()
    else:
        desk.goto(f"{live_server.url}/admin/{f'letters/{desk.letter}/' if address == 'letter' else address}")
    assert violations_everywhere(desk) == {}
    desk.set_viewport_size({"width": 390, "height": 844})
    assert width_of(desk) <= 390
    assert desk.complaints == []
