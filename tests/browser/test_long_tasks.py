"""Five tasks of an organiser on a full desk, by keys alone, with the inputs counted.

650 CLPs and 2,000 reports. An input is a press, a tick, a choice or a field that is filled; of those there are bounds.
How long each took is printed: the machine's own pace is in it.
"""

import re

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import expect

from campaign.accounts.models import User
from campaign.desk.models import Call, Import
from clps.models import Secretary
from motions.demo import ORGANISER
from motions.models import ConferenceEntry, Submission
from motions.queries import current_conference_motion
from tests.browser.full_desk import SUBMISSIONS, FullDesk
from tests.browser.hands import Keys

pytestmark = pytest.mark.django_db(transaction=True)
# A sheet as people keep it: a title above the headings, headings of their own, and a name that is nearly right.
SHEET = """Our secretaries

Seat,Who,Where to write
Bath,Cal New,cal@example.org
Houghton and Sunderland Sth,Hal,hal@example.org
"""


@pytest.fixture(scope="module")
def full_desk():
    return FullDesk()


@pytest.fixture
def hands(browser, browser_context_args, live_server, full_desk, client, settings):
    """Somebody at the front page of the desk."""
    # Who is signed in and whom a page is about are both people: that is no query in a loop.
    settings.ZEAL_ALLOWLIST = [{"model": "accounts.User", "field": "get()"}]
    full_desk.bring()
    name = django_settings.SESSION_COOKIE_NAME
    client.force_login(User.objects.get(email=ORGANISER))
    context = browser.new_context(**browser_context_args, viewport=Keys.size)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
    page.goto(f"{live_server.url}/admin/")
    hands = Keys(page)
    hands.begin()
    yield hands
    assert hands.problems == []
    context.close()


@pytest.fixture
def at_most(hands, request):
    """Say that it took no more inputs than so many, and print what it took."""

    def check(inputs):
        print(f"\n{request.node.name}: {hands.inputs} inputs, {hands.tabs} tabs, {hands.seconds:.1f} s", end="")
        assert hands.inputs <= inputs

    return check


def test_desk_is_full(full_desk, live_server):
    full_desk.bring()
    assert Submission.objects.filter(version__motion=current_conference_motion()).count() == SUBMISSIONS


def test_somebody_in_wales_is_called_and_the_outcome_recorded(hands, at_most):
    hands.press("link", "Whom to call")
    hands.choose("Nation or region", "Wales")
    hands.choose("Why", "Outcome overdue")
    hands.press("button", "Show", exact=True)
    hands.press("button", "Take the next one")
    hands.press("button", "They told me the outcome")
    hands.choose("What did the meeting do?", "Lost")
    hands.press("button", "Record or correct the outcome")
    hands.sees("The outcome is recorded.")
    at_most(8)
    assert Call.objects.get().clp.region.name == "Wales"
    assert Submission.objects.get(pk=Call.objects.get().clp.submissions.latest("pk").pk).state == "decided"


def bring_in(hands):
    hands.press("link", "CLPs", exact=True)
    hands.press("link", "Bring in a spreadsheet")
    hands.press("link", "Secretaries", exact=True)
    hands.file("The spreadsheet", "list.csv", SHEET.encode())
    hands.press("button", "Show what would change")
    for ours, theirs in (
        ("CLP", "Seat (Bath)"),
        ("Name", "Who (Cal New)"),
        ("Email address", "Where to write (cal@example.org)"),
    ):
        hands.choose(ours, theirs, exact=True)
    hands.press("button", "Show what would change")
    hands.press("button", "It is Houghton and Sunderland South")
    hands.press("button", "Import 2 lines")
    hands.sees("Secretaries: 2 added, 0 changed, 0 as before.")


def test_strange_sheet_is_brought_in_with_a_suggested_clp(hands, at_most):
    bring_in(hands)
    at_most(11)
    assert sorted(Secretary.objects.values_list("name", flat=True)) == ["Cal New", "Hal"]


def test_import_is_taken_back(hands, at_most, live_server):
    bring_in(hands)
    hands.page.goto(f"{live_server.url}/admin/")
    hands.begin()
    hands.press("link", "CLPs", exact=True)
    hands.press("link", "Bring in a spreadsheet")
    hands.press("button", "Take it back")
    hands.sees("Secretaries: the import was taken back.")
    at_most(3)
    assert Import.objects.get().taken_back_at is not None


def test_person_is_searched_and_the_story_of_their_clp_opened(hands, at_most):
    hands.fill("Find a CLP", "Asha Khan")
    hands.press("button", "Find", exact=True)
    hands.press("link", re.compile("CLP$"))
    expect(hands.page.get_by_role("heading", name="The story")).to_be_visible()
    at_most(3)


def test_wrong_ruling_is_taken_back_with_a_reason(hands, at_most):
    entry = ConferenceEntry.objects.filter(motion=current_conference_motion(), state="ruled-out").first()
    hands.fill("Find a CLP", entry.clp.name)
    hands.press("button", "Find", exact=True)
    hands.press("link", "Take back the last step at conference")
    hands.fill(re.compile("^It is “ruled out” now"), "The letter was about another CLP.")
    hands.press("button", "Take back the last step at conference")
    at_most(5)
    entry.refresh_from_db()
    assert entry.state != "ruled-out"
