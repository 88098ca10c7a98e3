"""What to do next, and by which buttons, at each stage of a CLP and after each outcome."""

import re
from datetime import date

import pytest
from django.urls import reverse

from motions.actions.entries import record_sent
from motions.actions.submissions import check_report, withdraw_report
from motions.actions.votes import Result, record_vote
from motions.enums import Body, LinkPurpose, MotionKind, Outcome, Purpose
from motions.models import SavedAnswer, Standing, Submission
from tests.factories import MotionFactory, UserFactory, make_submission
from tests.journeys.pages import client_text, link, page

pytestmark = pytest.mark.django_db

MET = date(2027, 3, 24)
SEND, REPORT, VOTED, PASS_ON = (
    "Write the email",
    "I have sent it: report it",
    "It has been voted on",
    "Tell other CLPs",
)
BUTTONS = re.compile(r'<a class="button[^"]*" href="[^"]*">([^<]*)</a>')


def buttons(text):
    """The buttons below “what to do”, in their order."""
    return BUTTONS.findall(text.split('id="next"')[1].split("</section>")[0])


def decide(submission, outcome, **more):
    record_vote(submission, Result(outcome=outcome, held_on=MET, **more), by=None)


def test_clp_page_offers_what_its_stage_calls_for(client, motion, clp):
    MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL, version__title="A bench in every street")
    assert buttons(client_text(client, clp)) == [SEND, REPORT]
    submission = make_submission(motion, clp)
    assert buttons(client_text(client, clp)) == [VOTED]
    decide(submission, Outcome.CARRIED, purpose=Purpose.CONFERENCE)
    assert buttons(client_text(client, clp)) == [PASS_ON, "Pass a local motion too"]
    record_sent(motion=motion, clp=clp, sent_on=MET, by=None, submission=submission)
    assert buttons(client_text(client, clp)) == [PASS_ON, "Pass a local motion too"]


def test_carried_clp_has_words_to_pass_on_with_its_own_address(client, motion, clp, settings):
    settings.SITE_URL = "https://motions.example.org"
    decide(make_submission(motion, clp), Outcome.CARRIED, purpose=Purpose.CONFERENCE)
    text = client_text(client, clp)
    words = re.search(r'<textarea[^>]*id="passing-on"[^>]*>([^<]*)', text)[1]
    assert words.startswith("Ynys Môn CLP has carried the motion “A library in reach of every child”.")
    assert words.endswith("https://motions.example.org/clps/ynys-mon/")
    assert 'id="pass-on"' in text


def test_clp_with_a_branch_offers_the_vote_and_another_branch(client, motion, clp):
    make_submission(motion, clp, body=Body.BRANCH, branch_name="Market")
    assert buttons(client_text(client, clp)) == [SEND, REPORT, VOTED]


@pytest.mark.parametrize(
    ("outcome", "title", "answer", "public"),
    [
        ("remitted", "Ask when it comes back", "It was remitted. What does that mean?", "passed it to the executive"),
        ("withdrawn", "Find out why it was taken back", "It was taken back before the vote", "It was taken back"),
        ("not-moved", "Find somebody to move it", "Nobody was there to move it", "nobody was there to move it"),
        ("ruled-out-by-chair", "Ask which rule it was", "The chair says it is out of order", "ruled it out"),
        ("other", "Ask whether it comes back", "Something else happened", "in a way of its own"),
        ("another-chosen", "You can still help", "Another motion was chosen for conference", "chose another motion"),
        ("lost", "It can come back", "It was lost. Is that the end?", "was not carried"),
    ],
)
def test_each_outcome_has_its_own_next_step_and_answer(client, motion, clp, outcome, title, answer, public):
    submission = make_submission(motion, clp, meeting_on=MET)
    decide(submission, Outcome(outcome), words="They sang." if outcome == "other" else "")
    for text in (client.get(page("manage", link(submission))).text, client_text(client, clp)):
        assert f'<h2 id="next">{title}</h2>' in text
        assert "Go to the meeting" not in text
        assert public in text
        address = re.search(rf'<a href="(/help/#answer-\d+)">{re.escape(answer)}', text)[1]
        assert f'id="{address.partition("#")[2]}"' in client.get("/help/").text


def test_answer_that_is_taken_off_the_help_page_is_linked_no_more(client, motion, clp):
    SavedAnswer.objects.filter(outcome="remitted").update(is_published=False)
    submission = make_submission(motion, clp)
    decide(submission, Outcome.REMITTED)
    text = client_text(client, clp)
    assert "Ask when it comes back" in text
    assert "/help/#answer-" not in text


def test_meeting_still_to_come_goes_before_what_another_one_did(client, motion, clp):
    decide(make_submission(motion, clp), Outcome.OTHER, words="They sang.")
    make_submission(motion, clp, email="second@example.org", meeting_on=date(2027, 4, 20))
    assert '<h2 id="next">Go to the meeting</h2>' in client_text(client, clp)


def test_outcome_that_the_campaign_does_not_show_shows_nowhere(client, motion, clp):
    motion.campaign.public_view = "adopted"
    motion.campaign.save()
    decide(make_submission(motion, clp), Outcome.RULED_OUT_BY_CHAIR)
    text = client_text(client, clp)
    assert "ruled it out" not in text
    assert "Ask which rule it was" not in text


def test_checked_outcome_is_what_the_page_tells_of(client, motion, clp):
    lost = make_submission(motion, clp)
    decide(lost, Outcome.LOST)
    check_report(lost, by=UserFactory(is_staff=True))
    decide(make_submission(motion, clp, email="second@example.org"), Outcome.NOT_MOVED)
    assert '<h2 id="next">It can come back</h2>' in client_text(client, clp)


def test_local_motion_that_nobody_moved_has_its_next_step_too(client, motion, clp):
    local = MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL, slug="benches")
    submission = make_submission(local, clp)
    decide(submission, Outcome.NOT_MOVED)
    text = client.get(page("manage", link(submission))).text
    assert '<h2 id="next">Find somebody to move it</h2>' in text
    assert f'href="{reverse("motions:send", args=[clp.slug, "benches"])}">Write the email</a>' in text


def test_policy_leads_to_its_own_letter_for_the_second_vote(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=MET)
    decide(submission, Outcome.CARRIED, purpose=Purpose.POLICY)
    response = client.get(reverse("motions:send", args=[clp.slug]))
    letter = response.context["letter"]
    assert letter.subject == "To choose as our conference motion: A library in reach of every child"
    assert "Ynys Môn CLP carried the motion below as policy on 24 March 2027." in letter.body
    assert "sends this motion to" in letter.body
    assert "How does your CLP meet?" in client.get(response.request["PATH_INFO"], {"first": "yes"}).text
    receipt = client.get(page("manage", link(submission))).text
    assert '<h2 id="next">Ask for one more vote</h2>' in receipt


def test_policy_as_amended_goes_on_in_the_words_of_the_clp_and_is_reported_anew(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=MET)
    decide(submission, Outcome.CARRIED_AS_AMENDED, purpose=Purpose.POLICY, amended_text="Conference says it shorter.")
    token = link(submission)
    onward = client.get(page("onward", token))
    assert "Conference says it shorter." in onward.context["letter"].body
    assert "It resolves." not in onward.context["letter"].body
    report = {"action": "report", "sent_on": "2027-03-25", "meeting_known": "no", "consent": "on"}
    assert "It counts." in client.post(page("onward", token), report, follow=True).text
    second = Submission.objects.get(follows=submission)
    assert (second.body, second.text_sent) == (Body.CLP, "Conference says it shorter.")
    assert Standing.objects.get().stage == "carried_as_policy"
    decide(second, Outcome.CARRIED, purpose=Purpose.CONFERENCE)
    assert Standing.objects.get().stage == "carried_for_conference"


def test_policy_whose_words_nobody_gave_leaves_a_marked_place(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=MET)
    decide(submission, Outcome.CARRIED_AS_AMENDED, purpose=Purpose.POLICY)
    onward = client.get(page("onward", link(submission)))
    assert "[Put in the words that the CLP carried." in onward.context["letter"].body
    assert "The CLP changed the words" in onward.text


def test_motion_chosen_for_conference_goes_to_no_second_vote(client, motion, clp):
    submission = make_submission(motion, clp, meeting_on=MET)
    decide(submission, Outcome.CARRIED, purpose=Purpose.CONFERENCE)
    assert client.get(page("onward", link(submission))).status_code == 302
    assert "How does your CLP meet?" in client.get(reverse("motions:send", args=[clp.slug])).text


@pytest.mark.parametrize("purpose", [LinkPurpose.MANAGE, LinkPurpose.OUTCOME])
def test_old_link_of_a_branch_shows_and_opens_the_clps_report(client, motion, clp, purpose):
    branch = make_submission(motion, clp, body=Body.BRANCH, branch_name="Market", meeting_on=MET)
    decide(branch, Outcome.CARRIED)
    token = link(branch, purpose)
    report = {
        "action": "report",
        "sent_on": "2027-03-25",
        "meeting_known": "yes",
        "meeting_on": "2027-04-20",
        "consent": "on",
    }
    client.post(page("onward", token), report)
    old = client.get(page("manage", token)).text
    assert "Market branch carried it, and it has gone on to the CLP" in old
    assert "for the meeting of 20 April 2027" in old
    assert f'href="{clp.get_absolute_url()}">See where Ynys Môn CLP stands' in old
    opened = client.post(page("following", token), follow=True)
    assert opened.context["submission"] == Submission.objects.get(follows=branch)
    assert ("Withdraw the report" in opened.text) == (purpose == LinkPurpose.MANAGE)
    assert client.get(page("following", token)).url == page("manage", token)


def test_old_link_of_a_branch_follows_another_members_report_too(client, motion, clp):
    branch = make_submission(motion, clp, body=Body.BRANCH, branch_name="Market", meeting_on=MET)
    decide(branch, Outcome.CARRIED)
    others = make_submission(motion, clp, email="second@example.org")
    old = client.get(page("manage", link(branch))).text
    assert "it has gone on to the CLP" in old
    assert "Open that report" not in old
    withdraw_report(others, by=others.activist)
    assert "Now the CLP." in client.get(page("manage", link(branch))).text


def test_stranger_tells_of_a_vote_and_is_asked_how_it_went(client, motion, clp):
    make_submission(motion, clp)
    address = reverse("motions:voted", args=[clp.slug])
    drawn = client.get(address)
    given = {
        "form_key": str(drawn.context["form"]["form_key"].value()),
        "body": "clp",
        "held_on": "2027-03-24",
        "name": "Viv Voter",
        "email": "viv@example.org",
        "consent": "on",
    }
    assert "Get the link again" in drawn.text
    assert client.post(address, given).status_code == 302
    told = Submission.objects.get(activist__email="viv@example.org")
    assert (told.state, told.meeting_on, told.sent_on) == ("awaiting-confirmation", MET, MET)
    confirm = reverse("motions:report-confirm", args=[link(told, LinkPurpose.CONFIRM)])
    assert "How did it go on 24 March?" in client.post(confirm, follow=True).text


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"held_on": "2027-03-26"}, "That day is still to come."),
        ({"held_on": "1999-03-26"}, "That is long ago."),
        ({"body": "branch"}, "Name the branch"),
        ({"body": ""}, "Choose who voted on it."),
    ],
)
def test_vote_told_with_a_mistake_keeps_what_was_typed(client, motion, clp, changes, reason):
    address = reverse("motions:voted", args=[clp.slug])
    key = str(client.get(address).context["form"]["form_key"].value())
    given = {"form_key": key, "body": "clp", "held_on": "2027-03-24", "name": "Viv", "email": "viv@example.org"}
    response = client.post(address, {**given, "consent": "on", **changes})
    assert reason in response.text
    assert 'value="viv@example.org"' in response.text
    assert not Submission.objects.exists()
