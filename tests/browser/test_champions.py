"""“I’ll do it” in a real browser, with and without scripts: nothing typed is lost, and axe finds nothing."""

import re

from playwright.sync_api import expect

from motions.actions.texts import publish_version
from motions.enums import LinkPurpose
from motions.models import Champion, Standing, SubmissionLink
from tests.browser.axe import violations_everywhere, width_of


def check(page, scripts):
    """What holds for every page: it fits on a narrow phone, and axe finds nothing."""
    if scripts:
        assert width_of(page) <= 320
        assert violations_everywhere(page) == {}


def heading(page):
    return expect(page.get_by_role("heading", level=1))


def say_so(page, scripts, site_url, clp):
    """From the CLP's page, with a slip first: it comes back whole."""
    page.goto(site_url + clp.get_absolute_url())
    check(page, scripts)
    page.get_by_role("link", name="Say “I’ll do it”").click()
    check(page, scripts)
    page.get_by_label("Your name").fill("Robin Reader")
    page.get_by_label("Your email address").fill("robin at example")
    page.get_by_label(re.compile("I agree that")).check()
    expect(page.get_by_label(re.compile("may put me in touch"))).not_to_be_checked()
    page.get_by_label(re.compile("may put me in touch")).check()
    page.get_by_role("button", name="I’ll do it").click()
    expect(page.get_by_text("Not sent yet. Nothing you typed is lost.")).to_be_visible()
    check(page, scripts)
    expect(page.get_by_label("Your name")).to_have_value("Robin Reader")
    expect(page.get_by_label(re.compile("may put me in touch"))).to_be_checked()
    page.get_by_label("Your email address").fill("robin@example.org")
    page.get_by_role("button", name="I’ll do it").click()
    heading(page).to_have_text("One more step: look in your mail")
    check(page, scripts)


def confirm(page, scripts, site_url):
    """By the link that our mail holds."""
    address = (
        f"{site_url}/champions/confirm/{SubmissionLink.objects.mint(Champion.objects.get(), 'champion-confirm')}/"
    )
    page.goto(address)
    check(page, scripts)
    page.get_by_role("button", name="Yes, I’ll do it").click()
    heading(page).to_have_text("You said “I’ll do it”")
    check(page, scripts)
    return address


def test_journey_of_somebody_who_cannot_send_it_tonight(reader, scripts, site_url, motion, clp):
    say_so(reader, scripts, site_url, clp)
    assert Standing.objects.get().stage == "not_started"
    confirm(reader, scripts, site_url)
    assert Standing.objects.get().stage == "champion_found"
    reader.get_by_role("link", name="Write the email").click()
    check(reader, scripts)
    reader.get_by_label("All-member meetings").check()
    reader.get_by_role("button", name="Show me the email").click()
    check(reader, scripts)
    reader.get_by_role("link", name="Yes, I have sent it").click()
    expect(reader.get_by_label("Your name")).to_have_value("Robin Reader")
    expect(reader.get_by_label("Your email address")).to_have_value("robin@example.org")
    expect(reader.get_by_label("Your email address")).to_be_disabled()
    check(reader, scripts)
    reader.get_by_label("Not known yet").check()
    # That a number may be kept is asked by a box of its own, and is left out.
    reader.get_by_label(re.compile("I agree that .* keeps my name")).check()
    reader.get_by_role("button", name="Report it").click()
    heading(reader).to_have_text("Thank you. It counts.")
    assert Standing.objects.get().stage == "with_clp"
    own = SubmissionLink.objects.mint(Champion.objects.get(), LinkPurpose.CHAMPION_MANAGE)
    reader.goto(f"{site_url}/champions/{own}/")
    heading(reader).to_have_text("You did it. Thank you.")
    check(reader, scripts)


def test_own_page_keeps_up_with_the_text_and_lets_go(reader, scripts, site_url, motion, clp):
    say_so(reader, scripts, site_url, clp)
    spent = confirm(reader, scripts, site_url)
    publish_version(motion=motion, title="A library", text="Conference notes books.", note="Shorter.", by=None)
    reader.reload()
    expect(reader.get_by_text("You hold version 1.")).to_be_visible()
    check(reader, scripts)
    reader.get_by_role("link", name="See what changed and take the new text").click()
    check(reader, scripts)
    reader.get_by_role("button", name="I take version 2").click()
    heading(reader).to_have_text("You hold the current text")
    check(reader, scripts)
    reader.get_by_role("link", name="Your own page").click()
    reader.get_by_role("link", name="Change this").click()
    check(reader, scripts)
    reader.get_by_role("button", name="Do not put me in touch").click()
    expect(reader.get_by_text("No: we tell nobody about you.")).to_be_visible()
    reader.get_by_role("link", name="You may put me in touch").click()
    check(reader, scripts)
    reader.get_by_role("button", name="Yes, I agree").click()
    expect(reader.get_by_text("Yes: we may put you in touch")).to_be_visible()
    reader.get_by_role("link", name="I can’t after all").click()
    check(reader, scripts)
    reader.get_by_role("button", name="Take me off the list").click()
    heading(reader).to_have_text("You are off the list")
    check(reader, scripts)
    assert Standing.objects.get().stage == "not_started"
    reader.goto(spent)
    heading(reader).to_have_text("This link cannot be used any more")
    expect(reader.get_by_role("link", name="find your CLP", exact=True)).to_be_visible()
    check(reader, scripts)


def test_offer_can_be_made_by_keyboard_alone(browser, browser_context_args, site_url, motion, clp):
    page = browser.new_context(**browser_context_args).new_page()
    page.goto(f"{site_url}/clps/ynys-mon/champion/")
    page.get_by_label("Your name").focus()
    page.keyboard.type("Robin Reader")
    page.keyboard.press("Tab")
    page.keyboard.type("robin@example.org")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    heading(page).to_have_text("One more step: look in your mail")
    assert not Champion.objects.get().may_introduce
