"""No page and no letter sends anybody to a meeting that cannot be, or to a conference that is called off."""

from datetime import date, timedelta

import pytest

from motions.actions.conferences import call_off
from motions.actions.rules import tell_body_rules
from motions.actions.suspensions import SuspensionTerms, suspend_meetings
from motions.attention import find_attention
from motions.enums import LinkPurpose, Outcome, Purpose, Route
from motions.letters import write_letter, write_onward_letter, write_second_vote_letter
from motions.models import SubmissionLink
from tests.factories import CLPFactory, RegionFactory, UserFactory, make_champion, make_submission
from tests.mail.helpers import at, london, told

pytestmark = pytest.mark.django_db
NOW = london(2027, 3, 10, 12)
MINUTE = timedelta(minutes=1)
SENT_ON = date(2027, 3, 1)
BARRED = "Labour meetings in North West are suspended from Monday 8 March 2027 until Friday 19 March 2027: mourning."


@pytest.fixture(autouse=True)
def noon():
    with at(NOW):
        yield


def suspended(clp, ends_on=date(2027, 3, 19), **values):
    terms = SuspensionTerms(date(2027, 3, 8), {clp.region: ends_on}, "mourning", **values)
    with at(NOW + MINUTE):
        return suspend_meetings(terms, by=UserFactory(is_staff=True))


def off(motion):
    with at(NOW + MINUTE):
        call_off(motion.campaign.conference, reason="there is no hall", by=UserFactory(is_staff=True))


def own_page(client, submission, purpose=LinkPurpose.MANAGE):
    return client.get(f"/reports/{SubmissionLink.objects.mint(submission, purpose)}/").content.decode()


def test_clp_page_says_that_meetings_are_suspended_and_sends_nobody_to_one(client, motion, clp):
    make_submission(motion, clp, sent_on=SENT_ON, meeting_on=date(2027, 3, 17))
    assert "Go to the meeting" in client.get(clp.get_absolute_url()).content.decode()
    suspended(clp, executives_may_decide=True)
    page = client.get(clp.get_absolute_url()).content.decode()
    assert BARRED in page
    assert '<h2 id="next">Meetings are suspended</h2>' in page
    assert "executive committee may decide meanwhile" in page
    assert "Go to the meeting" not in page
    elsewhere = CLPFactory(name="Ynys", region=RegionFactory(name="Wales"))
    assert "suspended" not in client.get(elsewhere.get_absolute_url()).content.decode()


def test_reporters_page_says_that_their_meeting_cannot_be(client, motion, clp):
    submission = make_submission(motion, clp, sent_on=SENT_ON, meeting_on=date(2027, 3, 17))
    assert "Go to the meeting on 17 March" in own_page(client, submission)
    suspended(clp)
    page = own_page(client, submission)
    assert "The meeting on 17 March cannot be held" in page
    assert "Give the date" in page
    for gone in ("Go to the meeting", "Put it in your calendar", "Who speaks for it?", "morning after"):
        assert gone not in page
    token = SubmissionLink.objects.mint(submission, LinkPurpose.MANAGE)
    assert client.get(f"/reports/{token}/meeting.ics").status_code == 404


def test_reporters_page_does_not_ask_how_a_meeting_went_that_was_not(client, motion, clp):
    submission = make_submission(motion, clp, sent_on=SENT_ON, meeting_on=date(2027, 3, 9))
    suspended(clp)
    assert "How did it go on 9 March" not in own_page(client, submission)


def test_letters_ask_for_the_first_meeting_afterwards(motion, clp):
    version = motion.current_version
    carried = make_submission(motion, clp, body="branch", branch_name="Mill Lane", sent_on=SENT_ON)
    told(carried, Outcome.CARRIED, NOW)

    def letters():
        yield from (write_letter(route, clp=clp, version=version, branch="Mill Lane") for route in Route)
        yield write_second_vote_letter(clp, version, carried_on=SENT_ON)
        yield write_onward_letter(carried)

    assert not any("suspended" in letter.body for letter in letters())
    suspended(clp, ends_on=None, executives_may_decide=True)
    wanted = (
        "I know that meetings are suspended until further notice. Please put it on the agenda of the first meeting "
        "that can be held afterwards. If the executive committee can decide on it meanwhile, I would be glad if it "
        "did."
    )
    assert all(wanted in letter.body for letter in letters())


def test_champion_and_whoever_writes_the_email_are_told(client, motion, clp):
    champion = make_champion(motion, clp)
    suspended(clp)
    token = SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_MANAGE)
    assert BARRED in client.get(f"/champions/{token}/").content.decode()
    assert BARRED in client.get(f"{clp.get_absolute_url()}send/").content.decode()


def test_home_page_says_where_meetings_are_suspended_today(client, motion, clp):
    RegionFactory(name="Wales")
    assert "suspended" not in client.get("/").content.decode()
    suspended(clp)
    assert (
        "Labour meetings are suspended in North West until Friday 19 March 2027." in client.get("/").content.decode()
    )


def test_every_page_says_that_conference_is_called_off_and_none_sends_to_it(client, motion, clp):
    submission = make_submission(motion, clp, sent_on=SENT_ON)
    told(submission, Outcome.CARRIED, NOW, purpose=Purpose.CONFERENCE)
    champion = make_champion(motion, CLPFactory(name="Great Mickering"))
    name = motion.campaign.conference.name
    off(motion)
    words = f"{name} is called off: there is no hall."
    token = SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_MANAGE)
    pages = ["/", "/progress/", "/motions/libraries/", "/embed/progress/", clp.get_absolute_url()]
    for page in [*pages, f"{clp.get_absolute_url()}send/", f"/champions/{token}/"]:
        found = client.get(page).content.decode()
        assert words in found, page
        for gone in (
            "Motions close",
            "days left",
            "must reach",
            "are taken until",
            "Write the email",
            "last safe day",
        ):
            assert gone not in found, (page, gone)
    mine = own_page(client, submission)
    assert words in mine
    assert "Has the secretary sent it to conference?" not in mine


def told_of_executive(motion, clp, decides):
    with at(NOW):
        tell_body_rules(
            motion=motion,
            clp=clp,
            branch=None,
            told={"executive_decides": decides, "source": "standing orders"},
            by=UserFactory(is_staff=True),
        )


@pytest.mark.parametrize("may_decide", [True, False])
def test_clp_whose_executive_decides_is_asked_for_that_whatever_holds_for_all(client, motion, clp, may_decide):
    make_submission(motion, clp, sent_on=SENT_ON, meeting_on=date(2027, 3, 17))
    told_of_executive(motion, clp, decides=True)
    suspended(clp, executives_may_decide=may_decide)
    page = client.get(clp.get_absolute_url()).content.decode()
    assert "Meanwhile the CLP’s executive committee decides: ask the secretary to put the motion to it." in page
    assert "Meanwhile the CLP’s executive committee decides: ask for the motion to be put to it." in page
    assert "ecutive committees may decide" not in page
    letter = write_letter(Route.CLP, clp=clp, version=motion.current_version)
    assert "I know that the executive committee decides meanwhile" in letter.body
    assert "I would be glad if it did" not in letter.body


def test_clp_whose_executive_does_not_decide_is_not_sent_to_it(client, motion, clp):
    make_submission(motion, clp, sent_on=SENT_ON, meeting_on=date(2027, 3, 17))
    told_of_executive(motion, clp, decides=False)
    suspended(clp, executives_may_decide=True)
    page = client.get(clp.get_absolute_url()).content.decode()
    assert BARRED in page
    assert "ecutive committee" not in page
    assert "executive" not in write_letter(Route.CLP, clp=clp, version=motion.current_version).body


def test_silence_is_noticed_where_the_executive_decides_meanwhile(motion, clp):
    with at(london(2027, 2, 1, 12)):
        make_submission(motion, clp, sent_on=date(2027, 2, 1))
    suspended(clp)

    def silent():
        found = find_attention(motion, day=date(2027, 3, 18), asks_after=(1,))
        return [item.clp.name for item in found if item.kind.key == "stale"]

    assert silent() == []
    with at(london(2027, 2, 1, 13)):
        tell_body_rules(
            motion=motion,
            clp=clp,
            branch=None,
            told={"executive_decides": True, "source": "minutes"},
            by=UserFactory(is_staff=True),
        )
    assert silent() == [clp.name]
