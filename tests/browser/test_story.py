"""A CLP's whole story in a real browser: axe, the content security policy, phones and desks, light and dark."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from motions.actions.votes import Result, record_vote
from motions.enums import Outcome, Purpose
from tests.browser.axe import violations_everywhere, width_of
from tests.browser.complaints import complaints_of
from tests.browser.signing_in import make_owner, sign_in
from tests.factories import CLPFactory, MotionFactory, make_submission

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told():
    motion, clp = MotionFactory(), CLPFactory(name="Little Mickering", slug="little-mickering")
    held_on = timezone.localdate() - timedelta(days=5)
    for outcome in (Outcome.CARRIED_AS_AMENDED, Outcome.LOST):
        submission = make_submission(motion, clp, sent_on=held_on - timedelta(days=20), meeting_on=held_on)
        result = Result(
            outcome=outcome,
            purpose=Purpose.CONFERENCE,
            held_on=held_on,
            votes_for=31,
            amended_text="Libraries matter. " * 140 if outcome == Outcome.CARRIED_AS_AMENDED else "",
            words="Lively, but friendly.",
        )
        record_vote(submission, result, by=submission.activist)


@pytest.mark.parametrize("address", ["", "conflict/", "note/", "phone/"])
def test_pages_of_a_clp_pass_axe_and_the_policy(page, live_server, told, address):
    complaints = complaints_of(page)
    make_owner()
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/clps/little-mickering/story/{address}")
    assert violations_everywhere(page) == {}
    assert complaints == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert width_of(page) <= 390
    if shots := os.environ.get("SHOTS"):
        name = address.strip("/") or "story"
        page.screenshot(path=f"{shots}/{name}-390.png", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        page.screenshot(path=f"{shots}/{name}-1440.png")
