"""The whole walk of somebody new with a motion at the word limit: both routes, with and without scripts.

Every page on the way is looked at on five widths, in light and in dark: nothing scrolls sideways, no sentence is left
with a hole, and what it says of the motion is so. Nothing typed is lost, and a report takes eight inputs at most.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from campaign.mail.tasks import mail_round
from motions.models import Standing
from tests.browser.axe import settled
from tests.browser.test_inputs import MOST
from tests.browser.test_journey import last_link, morning_after
from tests.browser.widths import MEASURE
from tests.factories import CampaignFactory, MotionFactory

WIDTHS, SCHEMES = (320, 375, 390, 412, 768), ("light", "dark")
TITLE = "A public library within reach of every child and pensioner"
# As people paste them: a paragraph, and a list with its markers. 250 words, as many as conference allows.
SENTENCE = "Conference notes that public libraries in towns and villages have closed and that nobody was asked first. "
TEXT = SENTENCE * 7 + "\n\nConference resolves:\n\n" + "\n".join("- " + SENTENCE.strip() for _ in range(7)) + "\n\n"
TEXT += " ".join(["Libraries"] * (250 - len(TEXT.split())))
# What no finished sentence holds: a template's own signs, a value that is not there, a place left to fill in.
HOLES = re.compile(r"\bNone\b(?! goes)|\bundefined\b|\bNaN\b|[{}]|\[[a-z ]+\]| \.(?!\w)|\(\)|“”")


@pytest.fixture
def motion(conference):
    return MotionFactory(campaign=CampaignFactory(conference=conference), version__title=TITLE, version__text=TEXT)


class Walk:
    """A page on which each input is counted, and which is looked at in every way before one goes on."""

    def __init__(self, page):
        self.page, self.inputs = page, 0

    def look(self, *sentences):
        """Look at the page in every width and scheme, and see that it says these sentences and none with a hole."""
        page, wrong = settled(self.page), {}
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                if (found := page.evaluate(MEASURE)) != [0, []]:
                    wrong[scheme, width] = found
        assert (page.url, wrong) == (page.url, {})
        page.set_viewport_size({"width": 390, "height": 844})
        said = page.locator("main").inner_text()
        assert HOLES.findall(said) == [], said
        assert [sentence for sentence in sentences if sentence not in " ".join(said.split())] == [], said

    def press(self, name, role="button"):
        self.page.get_by_role(role, name=name).first.click()

    def check(self, label):
        self.page.get_by_label(label).first.check()
        self.inputs += 1

    def fill(self, field, text):
        (self.page.locator(field) if field.startswith(("#", "input")) else self.page.get_by_label(field).first).fill(
            text
        )
        self.inputs += 1

    def forget_one_and_come_back(self):
        """Press the button before all is filled in: it comes back whole, and the rest can be given."""
        self.press("Report it")
        self.look("Not sent yet. Nothing you typed is lost.")


def to_the_letter(walk, site_url):
    walk.page.goto(site_url)
    walk.look(
        "The sooner, the stronger.", "Are you in a union, a socialist society, an interest group or a campaign group?"
    )
    walk.fill("#find-q", "ynys mon")
    walk.press("Find")
    walk.look("Nobody has told us of a motion here yet.", "Take the motion to your CLP")
    walk.press("Write the email", "link")
    walk.look("How does your CLP meet?")


def report(walk, meeting_on):
    walk.press("Yes, I have sent it", "link")
    walk.look("I have sent it", "Tell us what you sent and when the meeting is.")
    walk.check("On this date")
    walk.fill("Date of the meeting", meeting_on.isoformat())
    walk.fill("Your name", "Alex Activist")
    walk.fill("Your email address", "alex@example.org")
    walk.forget_one_and_come_back()
    expect(walk.page.get_by_label("Your name").first).to_have_value("Alex Activist")
    expect(walk.page.get_by_label("Date of the meeting")).to_have_value(meeting_on.isoformat())
    walk.page.locator("[name=consent]").check()
    walk.inputs += 1
    walk.press("Report it")
    walk.look("Look for a mail from us to alex@example.org.")
    assert walk.inputs <= MOST
    mail_round()
    walk.page.goto(last_link("confirm"))
    walk.look("Is that right?")
    walk.press("Yes, this was me")


def tell(walk, meeting_on, *, purpose=""):
    """Follow the mail of the morning after, and say that it was carried."""
    mail_round()
    walk.page.goto(last_link("outcome"))
    walk.look("What did the meeting do?")
    walk.page.locator("label", has_text="The meeting voted for it as you sent it.").click()
    if purpose:
        walk.page.get_by_label(purpose).check()
    walk.look("Not carried", "Not decided yet", "Something else")
    walk.press("Tell the campaign")


def test_walk_by_an_all_member_meeting(reader, scripts, site_url, motion, clp):
    walk, meeting_on = Walk(reader), timezone.localdate() + timedelta(days=12)
    reader.goto(f"{site_url}{motion.get_absolute_url()}")
    walk.look("Text: 250 of 250 words", "Each word that goes in means one out.")
    to_the_letter(walk, site_url)
    walk.check("All-member meetings")
    walk.press("Show me the email")
    walk.look("Email the CLP secretary")
    assert TEXT.split("\n")[0].strip() in reader.get_by_label("Message").input_value().replace("\r\n", "\n")
    report(walk, meeting_on)
    walk.look("Thank you. It counts.", "The motion is with the CLP and waits for its vote.", "Go to the meeting on")
    reader.get_by_role("link", name="What to say for it").click()
    walk.look("A speech", "What others may say, and what to answer")
    reader.go_back()
    with morning_after(meeting_on):
        tell(walk, meeting_on, purpose="As our conference motion")
        walk.look("It was carried. Thank you.", "Carried. Has the secretary sent it to conference?")
        walk.press("Yes, it has been sent", "link")
        walk.look("Only say so when the CLP secretary has told you that it has gone.")
        walk.press("Yes, it has been sent")
        walk.look("The CLP has sent it to conference.")
        assert Standing.objects.get().stage == "sent_to_conference"
        reader.goto(f"{site_url}{clp.get_absolute_url()}")
        walk.look("The CLP has sent it to conference.", "Talk to your delegate", "Tell other CLPs")
        reader.goto(f"{site_url}/progress/")
        walk.look("Sent to conference")


def test_walk_by_a_branch_and_the_general_committee(reader, scripts, site_url, motion, clp):
    walk, meeting_on = Walk(reader), timezone.localdate() + timedelta(days=12)
    to_the_letter(walk, site_url)
    walk.check("General Committee")
    walk.fill("input[name=branch]", "Castle and Priory Wards")
    walk.press("Show me the email")
    walk.look(
        "Email your branch secretary",
        "Castle and Priory Wards branch votes first. What it carries goes on to the CLP.",
    )
    report(walk, meeting_on)
    walk.look("Thank you. It counts.", "The motion is with a branch of this CLP.")
    with morning_after(meeting_on):
        tell(walk, meeting_on)
        walk.look("A branch has carried it. The CLP votes next.", "branch carried it. Now the CLP.")
        walk.press("Send it on to the CLP", "link")
        walk.look("Castle and Priory Wards branch carried it.", "in the words that the branch carried")
        walk.check("Not known yet")
        reader.locator("[name=consent]").check()
        walk.press("Yes, it has gone to the CLP")
        walk.look("Thank you. It counts.", "The motion is with the CLP and waits for its vote.")
        told = [one for one in mail.outbox if one.to == ["alex@example.org"]]
        assert [one.subject for one in told if HOLES.search(one.body)] == []
        walk.press("Tell us how it went", "link")
        reader.locator("label", has_text="The meeting voted for it as you sent it.").click()
        reader.get_by_label("As our conference motion").check()
        walk.press("Tell the campaign")
        walk.look("Not sent yet. Nothing you typed is lost.", "Give the day that it met.")
        expect(reader.get_by_label("As our conference motion")).to_be_checked()
        reader.get_by_label("Date of the meeting").fill(timezone.localdate().isoformat())
        walk.press("Tell the campaign")
        walk.look("It was carried. Thank you.", "Carried. Has the secretary sent it to conference?")
    assert Standing.objects.get().stage == "carried_for_conference"
