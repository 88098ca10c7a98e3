"""What reporters put right or learn later: sent after all or not, a branch first, and somebody who told otherwise."""

from datetime import date

import pytest
from django.urls import reverse

from motions.actions.entries import move_entry, record_sent
from motions.actions.submissions import check_report
from motions.actions.votes import Result, record_vote
from motions.enums import Body, LinkPurpose, Outcome
from motions.models import ConferenceEntry, Event, Standing, Submission, SubmissionLink
from motions.workflow import EntryAct
from tests.factories import UserFactory, carried_on, make_carried, make_champion, make_submission
from tests.journeys.pages import client_text, link, page

pytestmark = pytest.mark.django_db

MET = date(2027, 3, 10)
CARRIED = carried_on(MET)
LOST = Result(outcome=Outcome.LOST, held_on=MET)
OTHERWISE = "Somebody told us otherwise."


@pytest.fixture
def carried(motion, clp):
    return make_carried(motion, clp, on=MET)


@pytest.fixture
def sent(motion, clp, carried):
    record_sent(motion=motion, clp=clp, sent_on=date(2027, 3, 20), by=None, submission=carried)
    return carried


def test_day_it_was_sent_is_shown_and_put_right_by_its_reporter(client, clp, sent):
    token = link(sent)
    assert "Saturday 20 March 2027" in client.get(page("manage", token)).text
    drawn = client.get(page("sent", token)).text
    assert 'value="2027-03-20"' in drawn
    assert client.post(page("sent", token), {"sent_on": "2027-03-22"}).status_code == 302
    assert ConferenceEntry.objects.get().sent_on == Standing.objects.get().since == date(2027, 3, 22)
    assert "22 March 2027" in client_text(client, clp)
    last = Event.objects.filter(kind="entry_sent").latest("pk")
    assert last.details == {"on": "2027-03-22", "instead_of": "2027-03-20"}
    client.post(page("sent", token), {"sent_on": "2027-03-22"})
    assert Event.objects.filter(kind="entry_sent").count() == 2


def test_not_sent_after_all_stands_as_carried_again_and_can_be_told_anew(client, motion, sent):
    token = link(sent)
    client.post(page("sent", token), {"not-sent": "yes"})
    assert Standing.objects.get().stage == "carried_for_conference"
    assert "Has the secretary sent it to conference?" in client.get(page("manage", token)).text
    client.post(page("sent", token), {"sent_on": "2027-03-24"})
    assert Standing.objects.get().stage == "sent_to_conference"
    assert ConferenceEntry.objects.get().sent_on == date(2027, 3, 24)


def test_entry_that_conference_ruled_on_is_not_the_reporters_to_change(client, sent):
    move_entry(ConferenceEntry.objects.get(), EntryAct.RULE_IN_ORDER, on=date(2027, 3, 25), by=None)
    token = link(sent)
    assert client.get(page("sent", token)).status_code == 302
    client.post(page("sent", token), {"not-sent": "yes"})
    assert ConferenceEntry.objects.get().state == "in-order"


def test_another_member_cannot_take_back_what_was_sent(client, motion, clp, sent):
    other = make_carried(motion, clp, email="other@example.org", on=MET)
    client.post(page("sent", link(other)), {"not-sent": "yes"})
    assert Standing.objects.get().stage == "sent_to_conference"


def test_day_before_motions_open_is_refused(client, motion, carried):
    conference = motion.campaign.conference
    conference.motions_open_on = date(2027, 3, 15)
    conference.save()
    response = client.post(page("sent", link(carried)), {"sent_on": "2027-03-12"})
    assert "Conference takes motions from 15 March 2027 on." in response.text
    assert 'value="2027-03-12"' in response.text
    assert not ConferenceEntry.objects.exists()


def test_contradicting_reports_say_so_to_both_until_one_is_checked(client, motion, clp, carried):
    other = make_submission(motion, clp, email="other@example.org")
    assert OTHERWISE not in client.get(page("manage", link(carried))).text
    record_vote(other, LOST, by=None)
    for one in (carried, other):
        shown = client.get(page("manage", link(one))).text
        assert OTHERWISE in shown
        assert "We have been told both: that the CLP carried it, and that it did not." in shown
    # Whoever told that it was lost is not sent to see to it that it is sent.
    assert "Make sure it is sent" not in shown
    assert OTHERWISE not in client_text(client, clp)
    check_report(carried, by=UserFactory(is_staff=True))
    for one in (carried, other):
        assert OTHERWISE not in client.get(page("manage", link(one))).text


def test_two_branches_that_decide_differently_do_not_contradict_each_other(client, motion, clp):
    for name, result in (("Market", LOST), ("Castle", Result(outcome=Outcome.CARRIED, held_on=MET))):
        branch = make_submission(motion, clp, body=Body.BRANCH, branch_name=name)
        record_vote(branch, result, by=None)
    assert OTHERWISE not in client.get(page("manage", link(branch))).text


def test_secretary_who_says_branch_first_leads_on_to_the_branch(client, motion, clp):
    submission = make_submission(motion, clp)
    token = link(submission)
    assert page("branch", token) in client.get(page("manage", token)).text
    assert "Name your branch" in client.get(page("branch", token), {"branch": " "}).text
    address = f"{page('branch', token)}?branch=Market"
    letter = client.get(address)
    assert "next meeting of Market branch" in letter.context["letter"].body
    given = {"action": "report", "branch": "Market", "sent_on": "2027-03-25", "meeting_known": "no"}
    assert "Choose one." in client.post(address, {**given, "meeting_known": ""}).text
    assert client.post(address, given, follow=True).status_code == 200
    submission.refresh_from_db()
    assert (submission.body, submission.branch.name, submission.meets) == ("branch", "Market", "general-committee")
    assert Standing.objects.get().stage == "with_branch"
    assert client.get(page("branch", token)).status_code == 302


def test_whoever_told_what_the_clp_did_is_not_asked_whether_a_branch_comes_first(client, motion, clp):
    submission = make_submission(motion, clp)
    record_vote(submission, Result(outcome=Outcome.INQUORATE, held_on=MET), by=submission.activist)
    assert "A branch has to vote first" not in client.get(page("manage", link(submission))).text


def test_link_that_only_tells_outcomes_moves_nothing_to_a_branch(client, motion, clp):
    token = link(make_submission(motion, clp), LinkPurpose.OUTCOME)
    assert client.get(page("branch", token)).status_code == 404
    assert client.post(page("answered", token)).status_code == 404
    assert Submission.objects.get().meets == ""


def test_how_a_clp_meets_is_learned_from_one_reporter_and_offered_to_the_next(client, motion, clp):
    send = reverse("motions:send", args=[clp.slug])
    assert "Somebody here has told us" not in client.get(send).text
    submission = make_submission(motion, clp)
    token = link(submission)
    client.get(page("answered", token))
    assert Submission.objects.get().meets == ""
    client.post(page("answered", token))
    assert "It goes straight to the CLP" not in client.get(page("manage", token)).text
    offered = client.get(send)
    assert "it goes straight to the CLP, which has all-member meetings" in offered.text
    assert offered.context["question"]["meets"].value() == "all-member"
    motion.campaign.public_view = "adopted"
    motion.campaign.save()
    assert "Somebody here has told us" not in client.get(send).text


def test_organisers_word_goes_before_a_reporters(client, motion, clp):
    submission = make_submission(motion, clp)
    client.post(page("answered", link(submission)))
    clp.structure = "general-committee"
    clp.save()
    offered = client.get(reverse("motions:send", args=[clp.slug]))
    assert "Somebody here has told us" not in offered.text
    assert offered.context["question"]["meets"].value() == "general-committee"


def test_answer_to_the_question_how_it_meets_comes_along_with_the_report(client, motion, clp):
    letter = client.get(reverse("motions:send", args=[clp.slug]), {"meets": "all-member"}).text
    assert "body=clp&amp;meets=all-member&amp;version=" in letter
    form = client.get(reverse("motions:report", args=[clp.slug]), {"meets": "all-member"}).context["form"]
    assert form["meets"].value() == "all-member"


def test_letter_of_somebody_whom_we_know_is_signed_already(client, motion, clp):
    champion = make_champion(motion, clp)
    token = SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_MANAGE)
    shown = client.get(reverse("motions:champion-send", args=[token]), {"meets": "all-member"})
    assert shown.context["letter"].body.endswith("Thank you,\n\nRobin Reader\n")
    assert 'value="Robin Reader"' in shown.text
    stranger = client.get(reverse("motions:send", args=[clp.slug]), {"meets": "all-member"})
    assert stranger.context["letter"].body.endswith("Thank you,\n")
    changed = {"action": "letter", "subject": "Ours", "body": "Dear all", "sender": "R. Reader", "to": ""}
    address = f"{reverse('motions:champion-send', args=[token])}?meets=all-member"
    assert client.post(address, changed).context["letter"].body == "Dear all\n\nR. Reader\n"
