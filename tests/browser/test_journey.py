"""The whole journey in a real browser, with and without scripts: nothing typed is lost, and axe finds nothing."""

import re
from datetime import datetime, time, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import time_machine
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from campaign.mail.tasks import mail_round
from motions.models import Standing
from tests.browser.axe import violations_everywhere


def last_link(kind):
    """The link of this kind in the newest mail."""
    return re.search(rf"https?://\S+/reports/\S*{kind}\S*", mail.outbox[-1].body).group()


def morning_after(meeting_on):
    """Ten past ten, London time, on the day after a meeting."""
    local = datetime.combine(meeting_on + timedelta(days=1), time(10, 10), tzinfo=ZoneInfo("Europe/London"))
    return time_machine.travel(local, tick=True)


def find_clp(page, site_url):
    page.goto(site_url)
    page.get_by_role("searchbox").or_(page.get_by_role("textbox")).or_(page.get_by_role("combobox")).first.fill(
        "ynys mon"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ynys Môn CLP")


def check(page, scripts):
    if scripts:
        assert violations_everywhere(page) == {}


def report(page, scripts, meeting_on):
    """Fill in the report, with a slip first: it comes back whole."""
    page.get_by_label("On this date").check()
    page.get_by_label("Date of the meeting").fill(meeting_on.isoformat())
    page.get_by_label("Time, if you know it").fill("19:30")
    page.get_by_label("Your name").fill("Alex Activist")
    page.get_by_label("Your email address").fill("alex at example")
    page.get_by_label(re.compile("I agree that .* keeps my name")).check()
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_text("Not sent yet. Nothing you typed is lost.")).to_be_visible()
    check(page, scripts)
    expect(page.get_by_label("Your name")).to_have_value("Alex Activist")
    expect(page.get_by_label("Date of the meeting")).to_have_value(meeting_on.isoformat())
    expect(page.get_by_label(re.compile("I agree that .* keeps my name"))).to_be_checked()
    page.get_by_label("Your email address").fill("alex@example.org")
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("look in your mail")
    check(page, scripts)


def confirm(page, scripts):
    """Press the button in the confirmation mail's page."""
    mail_round()
    page.goto(last_link("confirm"))
    check(page, scripts)
    button = page.get_by_role("button", name="Yes, this was me")
    # With scripts a button pressed twice sends once; without them the second press would meet a used link.
    button.dblclick() if scripts else button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It counts.")
    check(page, scripts)


def go_back_and_forth(page, scripts):
    """The back button leads to words that calm, and the receipt is one step ahead."""
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have confirmed it")
    check(page, scripts)
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It counts.")


def tell_outcome(page, scripts, meeting_on, *, for_conference):
    """Follow the morning's mail and say that it was carried."""
    with morning_after(meeting_on):
        mail_round()
        page.goto(last_link("outcome"))
        check(page, scripts)
        page.locator("label", has_text="The meeting voted for it as you sent it.").click()
        if for_conference:
            page.get_by_label("As our conference motion").check()
        page.get_by_role("spinbutton", name="For").fill("23")
        page.get_by_role("spinbutton", name="Against").fill("4")
        page.get_by_role("button", name="Tell the campaign").click()
        expect(page.get_by_text("23 for, 4 against")).to_be_visible()
        check(page, scripts)


def test_journey_of_an_all_member_clp(reader, scripts, site_url, motion, clp):
    meeting_on = timezone.localdate() + timedelta(days=12)
    find_clp(reader, site_url)
    check(reader, scripts)
    reader.get_by_role("link", name="Write the email").click()
    check(reader, scripts)
    reader.get_by_label("All-member meetings").check()
    reader.get_by_role("button", name="Show me the email").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Email the CLP secretary")
    check(reader, scripts)
    reader.get_by_label("To", exact=True).fill("sec+clp@example.org")
    reader.get_by_label("Your name").fill("Alex & Co, 100% ü")
    if not scripts:
        reader.get_by_role("button", name="Use my changes").click()
        expect(reader.get_by_label("Your name")).to_have_value("Alex & Co, 100% ü")
    address = reader.get_by_role("link", name="Open in my mail app").get_attribute("href")
    assert address.startswith("mailto:sec%2Bclp@example.org?subject=Conference%20motion%3A%20A%20library")
    text = unquote(address.split("&body=")[1])
    assert "Alex & Co, 100% ü" in text
    assert motion.current_version.text.replace("\n", "\r\n") in text
    reader.get_by_role("link", name="Yes, I have sent it").click()
    expect(reader.get_by_label("The CLP secretary")).to_be_checked()
    check(reader, scripts)
    report(reader, scripts, meeting_on)
    assert Standing.objects.get().stage == "not_started"
    confirm(reader, scripts)
    go_back_and_forth(reader, scripts)
    assert Standing.objects.get().stage == "with_clp"
    tell_outcome(reader, scripts, meeting_on, for_conference=True)
    with morning_after(meeting_on):
        reader.get_by_role("link", name="Yes, it has been sent").click()
        check(reader, scripts)
        reader.get_by_role("button", name="Yes, it has been sent").click()
    assert Standing.objects.get().stage == "sent_to_conference"
    reader.goto(f"{site_url}/progress/")
    check(reader, scripts)
    expect(reader.get_by_role("row", name=re.compile("Ynys Môn"))).to_contain_text("Sent to conference")


def test_journey_of_a_general_committee_clp(reader, scripts, site_url, motion, clp):
    meeting_on = timezone.localdate() + timedelta(days=12)
    find_clp(reader, site_url)
    reader.get_by_role("link", name="Write the email").click()
    reader.get_by_label("General Committee").check()
    reader.get_by_role("button", name="Show me the email").click()
    expect(reader.get_by_label("General Committee")).to_be_checked()
    expect(reader.get_by_text("Name your branch, so that we can write to its secretary.").first).to_be_visible()
    check(reader, scripts)
    reader.get_by_role("textbox", name="Your branch").fill("Old Town")
    reader.get_by_role("button", name="Show me the email").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Email your branch secretary")
    reader.get_by_role("link", name="Yes, I have sent it").click()
    expect(reader.get_by_label("My branch secretary")).to_be_checked()
    expect(reader.get_by_label("Branch", exact=True)).to_have_value("Old Town")
    report(reader, scripts, meeting_on)
    confirm(reader, scripts)
    assert Standing.objects.get().stage == "with_branch"
    tell_outcome(reader, scripts, meeting_on, for_conference=False)
    assert Standing.objects.get().stage == "branch_carried"
    with morning_after(meeting_on):
        reader.get_by_role("link", name="Send it on to the CLP").click()
        check(reader, scripts)
        expect(reader.get_by_label("Message")).to_have_value(re.compile("Old Town branch carried the motion below"))
        reader.get_by_label("Not known yet").check()
        reader.get_by_label(re.compile("I agree that")).check()
        reader.get_by_role("button", name="Yes, it has gone to the CLP").click()
        expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you. It counts.")
    assert Standing.objects.get().stage == "with_clp"
