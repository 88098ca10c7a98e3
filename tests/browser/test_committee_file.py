"""The committee file in a real browser: every page for axe, light and dark, and on every width of screen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from motions.actions.ballots import HeadingTerms, record_heading
from motions.actions.committee_lists import keep_list
from motions.actions.dated_notes import DatedWords, add_dated_note
from motions.actions.delegates import DelegateContact, record_delegate
from motions.actions.entries import move_entry, record_sent
from motions.committee.reading import ListedMotion
from motions.enums import CommitteeRuling, DatedNoteKind, RulingGround
from motions.models import ConferenceEntry
from motions.workflow import EntryAct
from tests.browser.axe import violations_everywhere, width_of
from tests.browser.signing_in import make_owner, sign_in
from tests.factories import CLPFactory, ConferenceFactory, MotionFactory

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = [
    "rulings/",
    "clps/little-mickering/appeal/",
    "clps/little-mickering/story/entry/",
    "committee-list/",
    "ballot/",
    "delegations/",
    "delegations/little-mickering/",
    "happened/new-matter/",
    "rulings/answers/",
]


@pytest.fixture
def desk(page, live_server):
    """A refusal on two grounds, a list that names others, a delegate and a heading, and somebody who has signed in."""
    today = timezone.localdate()
    conference = ConferenceFactory(
        deadline=timezone.now() - timedelta(days=3),
        starts_on=today + timedelta(days=9),
        ends_on=today + timedelta(days=12),
    )
    motion = MotionFactory(slug="libraries", campaign__conference=conference)
    entries = []
    for name in ("Little Mickering", "Middlesbrough South-and-Clackmannanshire"):
        clp = CLPFactory(name=name, slug=name.lower().replace(" ", "-"))
        entries.append(record_sent(motion=motion, clp=clp, sent_on=today - timedelta(days=9), by=None))
    grounds = [RulingGround.SEVERAL_SUBJECTS, RulingGround.NOT_NEW]
    move_entry(entries[0], EntryAct.RULE_OUT, on=today, by=None, grounds=grounds, letter="Not one subject.")
    record_delegate(entries[1], DelegateContact(name="Jo Quill", email="jo@example.org", how_known="Rang."), by=None)
    listed = [
        ListedMotion(sender="Little Mickering CLP", ruling=CommitteeRuling.IN_ORDER, heading="Libraries"),
        ListedMotion(sender="Nowhere-on-the-Wold-and-Clackmannanshire CLP"),
    ]
    keep_list(motion, listed, published_on=today, source="First report.", by=None)
    terms = HeadingTerms(name="Libraries", clps_vote=True, affiliates_vote=True, is_ours=True)
    record_heading(motion, terms, by=None)
    told = DatedWords(on=today, words="A library closed.", source="The Mercury.")
    add_dated_note(motion, DatedNoteKind.NEW_MATTER, told, by=None)
    make_owner()
    sign_in(page, live_server)
    return page


def test_every_page_has_nothing_for_axe_and_fits_its_screen(desk, live_server):
    for address in PAGES:
        desk.goto(f"{live_server.url}/admin/{address}")
        assert violations_everywhere(desk) == {}, address
        for width in (320, 390, 768, 1440):
            desk.set_viewport_size({"width": width, "height": 800})
            assert width_of(desk) <= width, (address, width)


def test_difference_is_recorded_by_one_press_on_a_phone(desk, live_server):
    entry = ConferenceEntry.objects.get(clp__slug="middlesbrough-south-and-clackmannanshire")
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{live_server.url}/admin/delegations/")
    desk.get_by_role("button", name="Jo Quill: elected").click()
    desk.get_by_text("Elected since").wait_for()
    entry.refresh_from_db()
    assert entry.delegates.get().elected_on == timezone.localdate()
