"""Asking for advice and answering it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from motions.actions.advice import answer_advice, take_advice
from motions.enums import AdviceStep, LinkPurpose
from motions.models import AdviceReply, AdviceRequest, SavedAnswer, SubmissionLink
from tests.browser.axe import violations_everywhere, width_of
from tests.browser.signing_in import bring_in
from tests.factories import UserFactory, make_question, make_submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organiser():
    return UserFactory(is_staff=True, is_superuser=True, name="Olive Organiser")


@pytest.fixture
def desk(page, site_url, organiser):
    bring_in(page.context, organiser, site_url)
    return page


def test_question_is_asked_from_where_the_person_is_stuck(browser, browser_context_args, site_url, motion, clp):
    context = browser.new_context(
        **browser_context_args, java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    page.goto(f"{site_url}/clps/ynys-mon/send/?meets=all-member")
    page.get_by_role("link", name="ask for advice").click()
    expect(page.get_by_label("Where are you stuck?")).to_have_value("writing-email")
    expect(page.get_by_label("Your CLP, if you know it")).to_have_value("Ynys Môn")
    page.get_by_label("Your question").fill("May I shorten it?")
    page.get_by_label("Your name").fill("Sam Member")
    page.get_by_label("Your email address").fill("sam at example")
    page.get_by_role("button", name="Send my question").click()
    expect(page.get_by_text("Not sent yet. Nothing you typed is lost.")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value("May I shorten it?")
    assert width_of(page) <= 320
    page.get_by_label("Your email address").fill("sam@example.org")
    page.get_by_role("button", name="Send my question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your question.")
    asked = AdviceRequest.objects.get()
    assert (asked.question, asked.clp, asked.step) == ("May I shorten it?", clp, AdviceStep.WRITING_EMAIL)
    assert context.cookies() == []
    context.close()


def test_link_to_help_leads_to_the_step(page, site_url, motion, clp):
    page.goto(f"{site_url}/clps/ynys-mon/send/")
    page.get_by_role("link", name="Read what helps").first.click()
    expect(page).to_have_url(f"{site_url}/help/#which-way")
    expect(page.get_by_role("heading", name="Which way to go: branch or CLP")).to_be_in_viewport()


def test_axe_finds_nothing_where_a_report_asks(page, site_url, motion, clp):
    token = SubmissionLink.objects.mint(make_submission(motion, clp), LinkPurpose.MANAGE)
    page.goto(f"{site_url}/reports/{token}/ask/?step=other")
    page.get_by_role("button", name="Send my question").click()
    expect(page.get_by_text("Not sent yet. Nothing you typed is lost.")).to_be_visible()
    assert violations_everywhere(page) == {}
    page.get_by_label("Your question").fill("May I come?")
    page.get_by_role("button", name="Send my question").click()
    expect(page.get_by_role("link", name="Back to your report")).to_be_visible()
    assert violations_everywhere(page) == {}


def test_axe_finds_nothing_in_the_inbox(desk, site_url, motion, clp, organiser):
    make_question(clp=clp)
    take_advice(make_question(by_mail=True), by=organiser)
    answer_advice(make_question(clp=clp), "Yes.", by=organiser)
    desk.goto(f"{site_url}/admin/advice/?state=all")
    expect(desk.locator(".inbox__list tbody tr")).to_have_count(3)
    assert violations_everywhere(desk) == {}
    desk.set_viewport_size({"width": 320, "height": 640})
    assert width_of(desk) <= 320
    desk.goto(f"{site_url}/admin/advice/?state=closed")
    assert violations_everywhere(desk) == {}


def test_answer_is_written_by_keyboard_with_a_saved_one_in_it(desk, site_url, motion, clp, organiser):
    SavedAnswer.objects.create(step="notice", question="How long before?", answer="Seven days.", position=0)
    request = make_question(clp=clp, step=AdviceStep.NOTICE)
    errors = []
    desk.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    desk.goto(f"{site_url}/admin/advice/")
    desk.get_by_role("link", name="Who is our secretary?").press("Enter")
    assert violations_everywhere(desk) == {}
    desk.get_by_label("Your answer").fill("Dear Sam,")
    desk.get_by_label("Put a saved answer in").select_option(label="How long before?")
    desk.get_by_role("button", name="Put it in").press("Enter")
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Sam,\n\nSeven days.")
    desk.get_by_role("button", name="Send the answer").press("Enter")
    expect(desk.get_by_text("Answered. It goes out by mail.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Olive Organiser answered")).to_be_visible()
    assert violations_everywhere(desk) == {}
    assert re.sub(r"\r\n", "\n", AdviceReply.objects.get(request=request).words) == "Dear Sam,\n\nSeven days."
    desk.set_viewport_size({"width": 320, "height": 640})
    assert width_of(desk) <= 320
    # A policy that refused something would say so here.
    assert errors == []


def test_answer_that_was_refused_stands_with_its_reason(desk, site_url, motion, clp, organiser):
    request = make_question(clp=clp)
    desk.goto(f"{site_url}/admin/advice/{request.reference}/")
    answer_advice(request, "I was quicker.", by=UserFactory(is_staff=True))
    desk.get_by_label("Your answer").fill("My answer.")
    desk.get_by_role("button", name="Send the answer").click()
    expect(desk.get_by_role("alert")).to_contain_text("Somebody answered while you were writing.")
    expect(desk.get_by_label("Your answer")).to_have_value("My answer.")
    assert violations_everywhere(desk) == {}
