"""What the scripts of the motion's pages do."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from motions.actions.votes import Result, record_vote
from motions.enums import MotionKind, Outcome
from tests.browser.axe import clipboard_of, violations_everywhere, without_djangos_own
from tests.browser.signing_in import bring_in
from tests.factories import CampaignFactory, CLPFactory, MotionFactory, UserFactory, make_submission

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Conference notes:\n1. Libraries matter.\n\nConference resolves to act."


@pytest.fixture
def motion():
    return MotionFactory(slug="libraries", version__title="A library in reach", version__text=TEXT)


@pytest.fixture
def signed_in(page, site_url):
    bring_in(page.context, UserFactory(is_staff=True, is_superuser=True), site_url)
    return page


def test_copy_takes_title_and_text_and_says_so(page, site_url, motion):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site_url}/motions/libraries/")

    page.get_by_role("button", name="Copy title and text").click()

    expect(page.get_by_role("status")).to_have_text("Copy title and text: Copied")
    assert clipboard_of(page) == f"A library in reach\n\n{TEXT}"


def test_copy_without_a_clipboard_still_copies(page, site_url, motion):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site_url}/motions/libraries/")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')) }")

    page.get_by_role("button", name="Copy the title").click()

    expect(page.get_by_role("status")).to_have_text("Copy the title: Copied")
    assert clipboard_of(page) == "A library in reach"


def test_copy_buttons_are_absent_without_javascript(browser, site_url, motion):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site_url}/motions/libraries/")

    expect(page.get_by_role("heading", name="Take the text away")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


def test_editor_counts_as_one_types(signed_in, site_url, motion):
    page = signed_in
    page.goto(site_url + reverse("admin:motions_motion_change", args=[motion.pk]))
    text, shown = page.get_by_label("Text:"), page.locator("#id_text_count [data-words-count]")

    expect(shown).to_have_text("Text: 9 of 250 words, 241 left")
    text.fill("word " * 253)
    expect(shown).to_have_text("Text: 253 of 250 words, 3 too many")
    text.fill("word " * 249 + "he/she")
    expect(shown).to_have_text("Text: 250 of 250 words: nothing can be added")
    expect(page.locator("#id_text_count [data-words-warning]")).to_have_text(
        "Counted strictly it is 251: some count he/she as two words."
    )
    expect(page.locator("#id_text_count").get_by_role("status")).to_contain_text("Counted strictly it is 251")


def test_editor_drops_the_limit_for_a_local_motion(signed_in, site_url):
    CampaignFactory()
    page = signed_in
    page.goto(site_url + reverse("admin:motions_motion_add"))
    shown = page.locator("#id_text_count [data-words-count]")

    page.get_by_label("Text:").fill("two words")
    expect(shown).to_have_text("Text: 2 of 250 words, 248 left")
    page.get_by_label("Kind:").select_option(MotionKind.LOCAL)
    expect(shown).to_have_text("Text: 2 words")


def test_editor_refuses_without_javascript_and_keeps_what_was_typed(browser, signed_in, site_url, motion):
    context = browser.new_context(java_script_enabled=False, storage_state=signed_in.context.storage_state())
    page = context.new_page()
    page.goto(site_url + reverse("admin:motions_motion_change", args=[motion.pk]))

    page.get_by_label("Text:").fill("word " * 251)
    page.get_by_label("What changed:").fill("Longer")
    page.get_by_role("button", name="Save and continue editing").click()

    expect(page.locator(".errorlist").get_by_text("Text: 251 of 250 words, 1 too many")).to_be_visible()
    expect(page.get_by_label("Text:")).to_have_value("word " * 251)
    expect(page.get_by_label("What changed:")).to_have_value("Longer")


def test_admin_pages_of_texts_and_reports_pass_axe(signed_in, site_url, motion):
    submission = make_submission(motion, CLPFactory())
    for outcome in (Outcome.LOST, Outcome.REMITTED):
        record_vote(submission, Result(outcome=outcome, held_on=submission.sent_on, words="Ask again."), by=None)
    for address in (
        "motion/",
        "motion/add/",
        f"motion/{motion.pk}/change/",
        f"motionversion/{motion.current_version.pk}/change/",
        f"campaign/{motion.campaign.pk}/change/",
        f"conference/{motion.campaign.conference.pk}/change/",
        "submission/",
        f"submission/{submission.pk}/change/",
        f"submission/{submission.pk}/tools/outcome/",
        f"submission/{submission.pk}/tools/change/",
    ):
        assert signed_in.goto(f"{site_url}/admin/motions/{address}").status == 200
        # A conference has its windows and days in Django's own tables.
        found = violations_everywhere(signed_in).values()
        assert [line for lines in found for line in without_djangos_own(lines)] == [], address
