"""A motion's way through conference as an organiser records it: on the desk's own pages alone, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from motions.actions.entries import record_sent
from motions.models import Composite, ConferenceEntry
from tests.browser.signing_in import make_owner, sign_in
from tests.desk.reports import STORY
from tests.factories import CLPFactory, ConferenceFactory, MotionFactory, make_carried

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def entry():
    """A motion that a CLP carried and sent, on the first day of a conference."""
    today = timezone.localdate()
    conference = ConferenceFactory(
        deadline=timezone.now() - timedelta(days=9), starts_on=today, ends_on=today + timedelta(days=3)
    )
    motion, clp = MotionFactory(slug="libraries", campaign__conference=conference), CLPFactory(name="Little Mickering")
    report = make_carried(motion, clp, sent_on=today - timedelta(days=40), on=today - timedelta(days=20))
    return record_sent(motion=motion, clp=clp, sent_on=today - timedelta(days=12), by=None, submission=report)


@pytest.fixture
def desk(page, live_server, entry):
    """Somebody who has signed in to the desk."""
    make_owner()
    sign_in(page, live_server)
    return page


def step(desk, live_server, act, *, ticks=(), **typed):
    """Record one step from the CLP's story, as far as the way back to it."""
    desk.goto(f"{live_server.url}{STORY}")
    desk.locator(f'a[href="{STORY}entry/"]').first.click()
    desk.get_by_label(act, exact=True).check()
    desk.fill("#id_on", timezone.localdate().isoformat())
    for name in ticks:
        desk.get_by_label(name, exact=True).check()
    for name, words in typed.items():
        desk.fill(f"#id_{name}", words)
    desk.locator(".story-form .desk-button").click()
    desk.wait_for_url(f"**{STORY}")


def compose(desk, live_server):
    """Make a composite in a room of the CLP's own lines, and put it on record."""
    desk.goto(f"{live_server.url}/admin/composites/")
    desk.locator("#id_subject_heading").fill("Libraries")
    desk.get_by_role("button", name="Open the room").click()
    room = desk.locator(".room__tabs")
    room.locator('a[href$="/draft/ours/"]').click()
    desk.locator(".room__lines summary").click()
    for line in desk.locator('.room__lines input[name="line"]').all():
        line.check()
    desk.get_by_role("button", name="Put the chosen lines into the draft").click()
    desk.get_by_role("button", name="Save as the next reading").click()
    desk.get_by_role("link", name="Reading 1").wait_for()
    desk.locator('.room__tabs a[href$="/agreed/"]').click()
    desk.get_by_role("link", name="put the composite on record").click()
    desk.fill("#id_name", "Composite 4")
    desk.fill("#id_agreed_on", timezone.localdate().isoformat())
    desk.get_by_label("Little Mickering").check()
    desk.get_by_role("button", name="Put it on record").click()
    desk.get_by_text("Composite 4 is on record.").wait_for()


def test_from_ruled_out_on_two_grounds_to_carried_by_card_vote_on_the_desk_alone(desk, live_server):
    seen = []
    desk.on("framenavigated", lambda frame: seen.append(frame.url))
    grounds = ["More than one subject", "Not a new issue, or covered by the policy forum’s report"]
    step(desk, live_server, "Record that it was ruled out", ticks=grounds, letter="Not one subject, and not new.")
    step(desk, live_server, "Record an appeal", reason="It is one subject, and a library closed last week.")
    step(desk, live_server, "Record that the appeal was won")
    compose(desk, live_server)
    step(desk, live_server, "Record that conference carried it", card_for="62.1", card_against="37.9")
    entry = ConferenceEntry.objects.get()
    composite = Composite.objects.get()
    assert (entry.state, entry.composite, str(entry.card_for)) == ("floor-carried", composite, "62.10")
    assert "It resolves." in composite.text
    assert len(entry.ground_labels) == 2
    assert not [url for url in seen if "/admin/motions/" in url]
