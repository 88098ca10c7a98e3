"""The pages that a person sees on side roads: axe finds nothing, they fit a small phone, and they are light."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from motions.actions.submissions import confirm_report, withdraw_report
from motions.actions.votes import Result, record_vote
from motions.enums import Body, LinkPurpose, Outcome, Purpose
from motions.models import SubmissionLink
from tests.browser.axe import violations_everywhere, width_of
from tests.factories import CLPFactory, carried_on, make_submission

pytestmark = pytest.mark.django_db(transaction=True)
HELD = date(2027, 3, 24)


def expired(submission):
    token = SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)
    SubmissionLink.objects.update(expires_at=timezone.now())
    return reverse("motions:report-confirm", args=[token])


def used(submission):
    token = SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)
    confirm_report(token)
    return reverse("motions:report-confirm", args=[token])


def withdrawn(submission):
    address = expired(submission)
    withdraw_report(submission, by=None)
    return address


def seconded(submission):
    record_vote(
        confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)),
        carried_on(HELD),
        by=None,
    )
    return reverse("motions:second", args=[submission.clp.slug])


def receipt(result):
    """Return what makes a receipt on which this outcome has been told."""

    def make(submission):
        confirmed = confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM))
        record_vote(confirmed, result, by=None)
        return reverse("motions:report-manage", args=[SubmissionLink.objects.mint(submission, LinkPurpose.MANAGE)])

    return make


PUT_OFF = Result(outcome=Outcome.DEFERRED, held_on=HELD, deferred_to=date(2027, 4, 21))
TOO_LONG = Result(
    outcome=Outcome.CARRIED_AS_AMENDED, purpose=Purpose.CONFERENCE, held_on=HELD, amended_text="word " * 253
)


@pytest.mark.parametrize(
    "make",
    [
        expired,
        used,
        withdrawn,
        seconded,
        pytest.param(receipt(PUT_OFF), id="receipt put off"),
        pytest.param(receipt(TOO_LONG), id="receipt too long"),
    ],
)
def test_side_road_passes_axe_fits_a_small_phone_and_is_light(page, site_url, motion, make):
    problems = []
    page.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
    submission = make_submission(motion, CLPFactory(name="Ynys Môn", slug="ynys-mon"), confirmed=False)
    page.goto(site_url + make(submission))
    sizes = "performance.getEntries().map((entry) => entry.decodedBodySize ?? 0).reduce((sum, size) => sum + size)"
    assert page.evaluate(sizes) < 100_000
    assert problems == []
    assert violations_everywhere(page) == {}
    page.set_viewport_size({"width": 320, "height": 640})
    assert width_of(page) <= 320
    assert page.context.cookies() == []


def tab_to(page, name):
    """Press the Tab key until a field of this name has the focus; a date picker has several stops of its own."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    pytest.fail(f"The Tab key does not lead to {name}.")


def test_report_is_made_by_keyboard_alone(page, site_url, motion):
    clp = CLPFactory(name="Ynys Môn", slug="ynys-mon")
    page.goto(f"{site_url}/clps/{clp.slug}/report/")
    page.get_by_role("link", name="Ynys Môn CLP").focus()
    tab_to(page, "body")
    page.keyboard.press("Space")
    tab_to(page, "meeting_known")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "name")
    page.keyboard.type("Alex Activist")
    tab_to(page, "email")
    page.keyboard.type("alex@example.org")
    tab_to(page, "consent")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/reported/"))
    submission = motion.current_version.submissions.get()
    assert (submission.body, submission.meeting_on, submission.reporter_name) == (Body.CLP, None, "Alex Activist")
