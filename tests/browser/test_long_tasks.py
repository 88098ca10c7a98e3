"""Ten tasks of organisers on a full desk, each by keys alone and by touch on a phone, with the inputs counted.

650 CLPs and 2,000 reports. An input is a press, a tick, a choice or a field that is filled; of those there are bounds.
How long each took is printed: the machine's own pace is in it.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaign.accounts.models import User
from campaign.desk.models import BulkAct, Call, Import
from campaign.mail.models import GroupLetter
from clps.models import Secretary
from motions.demo import ADMIN, ORGANISER
from motions.models import AdviceReply, ConferenceEntry, SavedAnswer, Submission
from motions.queries import current_conference_motion
from tests.browser.full_desk import SUBMISSIONS, FullDesk
from tests.browser.hands import Keys, Thumb
from tests.browser.signing_in import bring_in

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
def person():
    """Who does it, by their address."""
    return ORGANISER


@pytest.fixture(params=[Keys, Thumb], ids=["keys", "phone"])
def hands(request, person, browser, browser_context_args, live_server, full_desk, settings):
    """Somebody at the front page of the desk."""
    # Who is signed in and whom a page is about are both people: that is no query in a loop.
    settings.ZEAL_ALLOWLIST = [{"model": "accounts.User", "field": "get()"}]
    full_desk.bring()
    context = browser.new_context(**{**browser_context_args, **request.param.context})
    bring_in(context, User.objects.get(email=person), live_server.url)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
    page.goto(f"{live_server.url}/admin/")
    hands = request.param(page)
    yield hands
    assert hands.problems == []
    context.close()


@pytest.fixture
def at_most(hands, request):
    """Say that it took no more inputs than so many, and print what it took."""

    def check(inputs):
        print(f"\n{request.node.name}: {hands.told}", end="")
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


def test_strange_sheet_is_brought_in_with_a_suggested_clp_and_taken_back(hands, at_most, live_server):
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
    at_most(11)
    assert sorted(Secretary.objects.values_list("name", flat=True)) == ["Cal New", "Hal"]
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


def test_saved_answer_is_sent_from_the_inbox(hands, at_most):
    saved = SavedAnswer.objects.order_by("pk").first()
    hands.press("link", "Advice", exact=True)
    hands.press("link", "I joined last month and have never had a notice")
    hands.choose("Put a saved answer in", saved.question)
    hands.press("button", "Put it in")
    hands.press("button", "Send the answer")
    hands.sees("Answered. It goes out by mail.")
    at_most(5)
    assert AdviceReply.objects.latest("pk").words.split() == saved.answer.split()


@pytest.mark.parametrize("person", [ADMIN])
def test_version_is_published(hands, at_most):
    motion = current_conference_motion()
    before = motion.current_version.number
    hands.press("link", "Motions", exact=True)
    hands.press("link", "Write and publish")
    hands.press("link", "Write the next version")
    hands.fill("Title", "Books within reach")
    hands.fill("What changed", "A shorter title.")
    hands.press("button", "Save the draft")
    hands.press("link", "Go on to publish it")
    hands.press("button", "Publish it")
    hands.sees(f"Version {before + 1} is published.")
    at_most(8)
    motion.refresh_from_db()
    assert (motion.current_version.number, motion.current_version.title) == (before + 1, "Books within reach")


def test_letter_is_written_to_a_group(hands, at_most):
    hands.press("link", "Mail", exact=True)
    hands.press("link", "Letters to groups")
    hands.press("link", "Write a letter")
    hands.tick("Wales")
    hands.fill("Subject", "Tonight in Wales")
    hands.fill("What it says", "Thank you for all that you did.")
    hands.press("button", "Save, and see who gets it")
    number = re.search(r"Who gets it: (\d+)", hands.page.inner_text("#letter-who"))[1]
    hands.fill("To how many people does it go?", number)
    hands.press("button", f"Send it to these {number}")
    at_most(9)
    letter = GroupLetter.objects.latest("pk")
    assert (letter.subject, letter.state, letter.recipients.count()) == ("Tonight in Wales", "scheduled", int(number))
    assert int(number) > 10


def test_deadline_is_moved_and_people_told(hands, at_most):
    conference = current_conference_motion().campaign.conference
    day = timezone.localdate(conference.deadline) + timedelta(days=2)
    hands.press("link", "Conference", exact=True)
    hands.press("link", "Dates that change")
    hands.press("link", "Move the deadline")
    hands.date("Motions now close on", day)
    hands.press("button", "Show what would happen")
    hands.press("button", "Do it, and tell them")
    hands.sees("The deadline is moved.")
    at_most(6)
    conference.refresh_from_db()
    assert timezone.localdate(conference.deadline) == day


def test_several_clps_are_tagged_at_once(hands, at_most):
    hands.press("link", "CLPs", exact=True)
    hands.press("link", "Tags and owners of several")
    hands.choose("Nation or region", "Wales")
    hands.press("button", "Show", exact=True)
    hands.press("link", "Choose all that are shown")
    hands.choose("What to do", "Put a tag on them")
    # The list is narrowed by one, too.
    hands.fill("Tag:", "visited", exact=True)
    hands.press("button", "See what it would do")
    hands.press("button", "Do it for 32")
    hands.sees("You can undo it below.")
    at_most(9)
    act = BulkAct.objects.get()
    assert (act.number, act.sort) == (32, "clps")
