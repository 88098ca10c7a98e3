"""A copy for the campaign, offered beside the email to the secretary, and the page that confirms what it filed."""

from datetime import date

import pytest
from playwright.sync_api import expect

from motions.actions.reports import Report
from motions.actions.submissions import report_submission
from motions.enums import Body, LinkPurpose
from motions.models import Submission, SubmissionLink
from tests.browser.axe import violations_everywhere
from tests.factories import CLPFactory, MotionFactory

pytestmark = pytest.mark.django_db(transaction=True)
BCC = "bcc=motions%2Breport.ynys-mon.clp%40example.org"


@pytest.fixture
def clp(settings):
    settings.INBOUND_MAIL = True
    MotionFactory()
    return CLPFactory(name="Ynys Môn", slug="ynys-mon")


def links(page):
    return [page.locator(f"[{name}]").get_attribute("href") for name in ("data-mailto", "data-gmail", "data-outlook")]


def test_links_carry_the_copy_only_while_it_is_wanted(page, live_server, clp):
    page.goto(f"{live_server.url}/clps/ynys-mon/send/?meets=all-member")
    box = page.get_by_label("Send us a copy too, and we file your report for you")
    expect(box).not_to_be_checked()
    assert [BCC in link for link in links(page)] == [False] * 3
    written = links(page)

    box.check()
    assert [BCC in link for link in links(page)] == [True] * 3
    assert page.locator("[data-mailto-short]").get_attribute("href").startswith(f"mailto:?{BCC}&subject=")
    assert violations_everywhere(page) == {}

    box.uncheck()
    assert links(page) == written


def test_copy_is_kept_without_scripts(browser, live_server, clp):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/clps/ynys-mon/send/?meets=all-member")
    page.get_by_label("Send us a copy too").check()
    page.get_by_role("button", name="Use my changes").click()
    expect(page.get_by_label("Send us a copy too")).to_be_checked()
    assert [BCC in link for link in links(page)] == [True] * 3


def test_report_by_mail_is_confirmed_with_a_consent_and_what_it_lacks(page, live_server, clp):
    version = MotionFactory._meta.model.objects.get().current_version
    report = Report(clp=clp, version=version, body=Body.BRANCH, sent_on=date(2026, 3, 1))
    submission = report_submission(report, name="", email="alex@example.org", consent="")
    token = SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)

    page.goto(f"{live_server.url}/reports/confirm/{token}/")
    assert violations_everywhere(page) == {}
    page.get_by_label("Which branch did you send it to?").fill("Mill Lane")
    page.get_by_role("button", name="Yes, this was me").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick this, or we cannot keep your report.")
    expect(page.get_by_label("Which branch did you send it to?")).to_have_value("Mill Lane")
    assert violations_everywhere(page) == {}

    page.get_by_label("Your name").fill("Alex Activist")
    page.get_by_label("I agree that").check()
    page.get_by_role("button", name="Yes, this was me").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert [(row.state, str(row.branch)) for row in Submission.objects.all()] == [
        ("awaiting-outcome", "Mill Lane, Ynys Môn")
    ]
