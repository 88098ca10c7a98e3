"""Whether the public pages, and a report's own, say what is so: once motions have closed, and as the CLP meets."""

from datetime import date

import pytest
from django.urls import reverse

from clps.enums import MeetingStructure
from motions.actions.entries import record_sent
from motions.actions.merging import merge_submissions
from motions.actions.suspensions import SuspensionTerms, suspend_meetings
from motions.actions.texts import publish_version
from motions.actions.votes import Result, record_vote
from motions.enums import Body, LinkPurpose, Outcome
from motions.letters import write_onward_letter
from motions.models import SubmissionLink
from tests.factories import (
    CLPFactory,
    UserFactory,
    make_carried,
    make_champion,
    make_submission,
    open_another,
)
from tests.journeys.pages import client_text, link, page
from tests.mail.helpers import at, london

pytestmark = pytest.mark.django_db

BEFORE, CLOSED, OVER = london(2027, 3, 24, 12), london(2027, 9, 20, 12), london(2027, 10, 4, 12)
DELEGATES, TOGETHER = MeetingStructure.GENERAL_COMMITTEE, MeetingStructure.ALL_MEMBER


@pytest.fixture
def went(motion, clp):
    """A motion that was sent to conference in time."""
    with at(BEFORE):
        submission = make_carried(motion, clp, on=BEFORE.date())
        record_sent(motion=motion, clp=clp, sent_on=BEFORE.date(), by=None, submission=submission)
    return submission


def address(name, *slugs):
    return reverse(f"motions:{name}", args=slugs)


def what_next(text):
    return text.split('id="next">')[1].split("</section>")[0]


def test_motion_that_went_asks_nobody_to_follow_once_motions_have_closed(client, clp, went):
    with at(BEFORE):
        assert "Tell other CLPs meanwhile" in client_text(client, clp)
        assert "Will yours?" in client_text(client, clp)
    with at(CLOSED):
        text = client_text(client, clp)
    assert "Talk to your delegate" in what_next(text)
    assert [words for words in ("Tell other CLPs", "Will yours?") if words in text] == []


def test_motion_that_went_is_not_still_to_be_heard_once_conference_is_over(client, clp, went):
    with at(OVER):
        text = what_next(client_text(client, clp))
    assert text.startswith("Ask what became of it")
    assert "speak and vote for it at conference" not in text


def test_front_page_asks_nobody_to_tell_a_delegate_once_conference_is_over(client, motion, went):
    asks = "Ask them to vote for it in the priorities ballot"
    with at(CLOSED):
        assert asks in client.get("/").text
    # Months later too: nobody has to close the site for its pages to stay true.
    for when in (OVER, london(2028, 2, 29, 12), london(2029, 1, 1, 0)):
        with at(when):
            text = client.get("/").text
        assert asks not in text
        assert "Conference is over" in text
        assert "ended on Wednesday 29 September 2027." in text
        assert f'href="{address("motion-afterwards", motion.slug)}"' in text
        with at(when):
            assert client.get(address("motion-afterwards", motion.slug)).status_code == 200


def test_letter_is_not_written_once_motions_have_closed(client, motion, clp):
    with at(CLOSED):
        text = client.get(address("send", clp.slug), {"meets": "all-member"}).text
    assert "There is no email to write now" in text
    assert "Motions closed at 5pm on Thursday 16 September 2027." in text
    assert "has to carry it before then" not in text
    assert f'href="{address("report", clp.slug)}"' in text


def test_second_motion_that_has_closed_leads_to_its_own_page_of_the_clp(client, motion, clp):
    open_another(motion)
    own = address("clp", clp.slug, "emergency")
    with at(CLOSED):
        text = client.get(address("send", clp.slug, "emergency")).text
    assert (f'href="{own}"' in text, f'href="{clp.get_absolute_url()}"' in text) == (True, False)


def test_visitor_is_offered_while_there_is_a_meeting_to_come_to(client, motion, clp):
    with at(BEFORE):
        assert "Ask for a visiting speaker" in client_text(client, clp)
    with at(CLOSED):
        assert "Ask for a visiting speaker" not in client_text(client, clp)


def test_speech_is_one_for_the_meeting_itself_once_motions_have_closed(client, motion, clp):
    with at(CLOSED):
        text = client.get(address("motion-speaking", motion.slug)).text
    untrue = ("send it to conference as our motion", "Motions close at", "rules out the whole motion")
    assert [words for words in untrue if words in text] == []
    assert "Please carry it as our own policy." in text
    assert "the letter that it asks for" not in text


def test_suspension_that_outlasts_the_deadline_does_not_promise_a_meeting_in_time(client, motion, clp):
    with at(london(2027, 9, 1, 12)):
        make_submission(motion, clp, meeting_on=date(2027, 9, 10))
        terms = SuspensionTerms(date(2027, 9, 1), {clp.region: date(2027, 9, 19)}, "mourning")
        suspend_meetings(terms, by=UserFactory(is_staff=True))
        text = what_next(client_text(client, clp))
    assert "By then motions have closed." in text
    assert "first meeting afterwards" not in text


def test_where_delegates_vote_nobody_is_told_to_bring_friends_who_do(client, motion):
    for structure, brings in ((DELEGATES, False), (TOGETHER, True), (MeetingStructure.UNKNOWN, True)):
        with at(BEFORE):
            clp = CLPFactory(structure=structure)
            report = make_submission(motion, clp, meeting_on=date(2027, 4, 1))
            for text in (client_text(client, clp), client.get(page("manage", link(report))).text):
                assert ("two friends who vote for it" in text) == brings, structure
                assert ("elegates vote at" in text) != brings, structure


def test_letter_of_a_branch_names_the_meeting_that_its_clp_has(motion):
    for structure, meeting in ((DELEGATES, "General Committee"), (TOGETHER, "all-member meeting")):
        branch = make_submission(motion, CLPFactory(structure=structure), body=Body.BRANCH, branch_name="Market")
        record_vote(branch, Result(outcome=Outcome.CARRIED, held_on=date(2027, 3, 2)), by=None)
        assert f"the agenda of the next {meeting} of" in write_onward_letter(branch).body


def test_report_that_stands_behind_another_is_not_asked_to_confirm_its_address(client, motion, clp):
    kept, merged = (make_submission(motion, clp, meeting_on=date(2027, 4, 1)) for _ in range(2))
    token = link(merged)
    merge_submissions(kept, merged, by=UserFactory(is_staff=True), reason="The same.")
    text = client.get(page("manage", token)).text
    assert "Confirm your address" not in text
    assert f'<a href="{clp.get_absolute_url()}">The CLP’s page</a> says where it stands' in text


def test_champion_is_not_asked_to_take_a_new_text_once_motions_have_closed(client, motion, clp):
    with at(BEFORE):
        token = SubmissionLink.objects.mint(make_champion(motion, clp), LinkPurpose.CHAMPION_MANAGE)
        publish_version(motion=motion, title="A library in reach", text="It resolves.", note="Shorter.", by=None)
        assert "The text has changed" in client.get(address("champion-manage", token)).text
    with at(CLOSED):
        assert "The text has changed" not in client.get(address("champion-manage", token)).text
