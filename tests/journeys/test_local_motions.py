"""Model local motions: the same journey in their own words, counted apart and never towards conference."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from campaign.mail.models import Email
from campaign.mail.reminders.planner import plan
from motions.actions.submissions import report_onward, withdraw_report
from motions.actions.votes import Result, record_vote
from motions.enums import Body, MotionKind, Outcome, PublicView, Purpose
from motions.models import Motion, Standing, Submission
from motions.workflow import NotAllowed
from tests.factories import CampaignFactory, CLPFactory, MotionFactory, make_report, make_submission
from tests.journeys.pages import REPORT, link, page

pytestmark = pytest.mark.django_db
HELD = date(2027, 3, 24)


@pytest.fixture
def local(motion):
    return MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL, slug="seats", version__title="Our seats")


def heard(motion, clp, outcome=Outcome.CARRIED, *, branch="", **values):
    body = Body.BRANCH if branch else Body.CLP
    submission = make_submission(motion, clp, body=body, branch_name=branch)
    record_vote(submission, Result(outcome=outcome, held_on=HELD, **values), by=None)
    submission.refresh_from_db()
    return submission


def manage(submission):
    return page("manage", link(submission))


def send_report(client, clp, motion, **changes):
    data = {
        **REPORT,
        "body": "branch",
        "branch": "Market",
        "version": motion.current_version.pk,
        "form_key": str(uuid4()),
    }
    return client.post(reverse("motions:report", args=[clp.slug, motion.slug]), data | changes)


@pytest.mark.parametrize(
    ("meets", "branch", "heading", "said"),
    [
        ("branch", "Market", "Email your branch secretary", "the next meeting of Market branch"),
        ("clp", "", "Email the CLP secretary", "the next meeting of Ynys Môn CLP"),
        ("ask", "", "Email the secretary to ask", "how a member brings a motion"),
    ],
)
def test_email_asks_for_a_vote_on_its_own_account(client, local, clp, meets, branch, heading, said):
    page = reverse("motions:send", args=[clp.slug, local.slug])
    response = client.get(page, {"meets": meets, "branch": branch})
    letter = response.context["letter"]
    assert f"<h1>{heading}</h1>" in response.text
    assert said in " ".join(letter.body.split())
    assert "on its own account" in letter.body
    assert "onference motion" not in letter.subject + letter.body
    assert letter.subject == "Motion: Our seats"
    assert reverse("motions:report", args=[clp.slug, local.slug]) in response.text


def test_question_is_who_passes_it_and_not_how_the_clp_meets(client, local, clp):
    page = reverse("motions:send", args=[clp.slug, local.slug])
    text = client.get(page).text
    assert "<h1>Who is to pass it?</h1>" in text
    assert not re.search("How does your CLP meet|all-member", text)
    assert "Name your branch" in client.get(page, {"meets": "branch"}).text


def test_clp_page_leads_to_model_local_motions_of_this_campaign_alone(client, local, clp):
    other = MotionFactory(campaign=CampaignFactory(is_current=False), kind=MotionKind.LOCAL)
    MotionFactory(campaign=local.campaign, kind=MotionKind.LOCAL, slug="unwritten", version=False)
    text = client.get(clp.get_absolute_url()).text
    assert reverse("motions:send", args=[clp.slug, local.slug]) in text
    assert reverse("motions:report", args=[clp.slug, local.slug]) in text
    assert other.slug not in text
    assert "unwritten" not in text
    for slug in (other.slug, "unwritten", "nothing"):
        assert client.get(reverse("motions:send", args=[clp.slug, slug])).status_code == 404
        assert client.get(reverse("motions:report", args=[clp.slug, slug])).status_code == 404


@pytest.mark.parametrize("number", [1, 12])
def test_clp_page_takes_a_constant_number_of_queries(client, motion, clp, django_assert_num_queries, number):
    for _ in range(number):
        MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL)
    # Two of them are for the picture that goes with a shared link: its address names what it shows.
    with django_assert_num_queries(11):
        client.get(clp.get_absolute_url())


def test_report_waits_for_its_address_and_is_of_the_local_motion(client, local, clp):
    response = send_report(client, clp, local)
    assert response.url.startswith(reverse("motions:reported", args=[clp.slug, local.slug]))
    assert reverse("motions:report", args=[clp.slug, local.slug]) in client.get(response.url.partition("?")[0]).text
    submission = Submission.objects.get()
    assert (submission.version, submission.body, submission.state) == (
        local.current_version,
        "branch",
        "awaiting-confirmation",
    )


def test_report_of_the_conference_motions_text_is_not_taken_here(client, motion, local, clp):
    response = send_report(client, clp, local, version=motion.current_version.pk)
    assert "This page had grown old" in response.text
    assert not Submission.objects.exists()


def test_votes_move_only_the_local_motions_own_standing(client, motion, local, clp):
    before = client.get("/progress.json").json()
    heard(local, clp, purpose=Purpose.CONFERENCE)
    heard(local, clp, branch="Market")
    assert client.get("/progress.json").json() == before
    assert list(Standing.objects.values_list("motion", "stage")) == [(local.pk, "carried_as_policy")]
    assert Motion.objects.get(pk=motion.pk).progress_version == 0
    assert "Nobody has told us" in client.get(clp.get_absolute_url()).text


def test_outcome_form_asks_nothing_about_conference(client, local, clp):
    submission = make_submission(local, clp, meeting_on=HELD)
    page = manage(submission) + "outcome/"
    text = client.get(page).text
    assert not re.search("onference motion|for what|Another motion chosen|Conference allows", text)
    refused = client.post(page, {"outcome": "another-chosen", "held_on": "2027-03-24"})
    assert refused.status_code == 200
    assert not submission.votes.exists()
    assert client.post(page, {"outcome": "carried", "held_on": "2027-03-24"}).status_code == 302
    assert submission.votes.get().purpose == "policy"


def test_receipt_of_a_branch_says_it_is_passed_and_leads_nowhere_further(client, local, clp):
    submission = heard(local, clp, branch="Market")
    text = client.get(manage(submission)).text
    assert "A branch here has passed it." in text
    assert not re.search("Now the CLP|Send it on|secretary sent it|policy", text)
    for part in ("onward/", "sent/"):
        assert client.get(manage(submission) + part).status_code == 302
    with pytest.raises(NotAllowed, match="goes no further"):
        report_onward(submission, make_report(local, clp), consent="Yes.")
    assert Submission.objects.count() == 1


def test_receipt_of_a_clp_says_it_is_passed_and_nothing_of_conference(client, local, clp):
    text = client.get(manage(heard(local, clp))).text
    assert "The CLP has passed it." in text
    assert "onference" not in text.split("<main")[1].split("The text that went")[0]


def test_receipt_of_a_withdrawn_report_leads_back_to_the_same_motion(client, local, clp):
    submission = make_submission(local, clp)
    withdraw_report(submission, by=None)
    assert reverse("motions:report", args=[clp.slug, local.slug]) in client.get(manage(submission)).text


def test_mails_say_nothing_of_conference(client, local, clp):
    make_submission(local, clp, meeting_on=HELD)
    make_submission(local, clp, confirmed=False)
    plan(timezone.now())
    mails = list(Email.objects.order_by("kind"))
    assert [mail.kind for mail in mails] == ["confirm", "receipt"]
    assert all("Our seats" in bytes(mail.message).decode() for mail in mails)
    assert not any("onference motion" in bytes(mail.message).decode() for mail in mails)


def test_motion_page_counts_branches_and_clps_that_passed_it(client, local, clp):
    page = local.get_absolute_url()
    assert "Passed by 0 branches and 0 CLPs." in client.get(page).text
    heard(local, clp, branch="Market")
    heard(local, clp, branch="Market")
    heard(local, clp, branch="Riverside")
    heard(local, clp, Outcome.LOST, branch="Hill")
    heard(local, CLPFactory())
    make_submission(local, CLPFactory())
    make_submission(local, CLPFactory(), confirmed=False)
    text = " ".join(client.get(page).text.split())
    assert "Passed by 2 branches and 1 CLP.</strong> 1 more is before a meeting now." in text


def test_motion_page_corrected_vote_does_not_count(client, local, clp):
    submission = heard(local, clp, branch="Market")
    record_vote(submission, Result(outcome=Outcome.LOST, held_on=HELD), by=None)
    assert "Passed by 0 branches and 0 CLPs." in client.get(local.get_absolute_url()).text


def test_motion_page_shows_clps_alone_where_the_campaign_does(client, local, clp):
    local.campaign.public_view = PublicView.ADOPTED
    local.campaign.save()
    heard(local, clp, branch="Market")
    heard(local, CLPFactory())
    make_submission(local, CLPFactory())
    text = client.get(local.get_absolute_url()).text
    assert "Passed by 1 CLP." in text
    assert not re.search(r"\d branch|before a meeting", text)


def test_conference_motions_page_has_no_such_count(client, motion):
    assert "Passed by" not in client.get(motion.get_absolute_url()).text


@pytest.mark.parametrize("number", [1, 20])
def test_local_motion_page_takes_a_constant_number_of_queries(client, local, django_assert_num_queries, number):
    for _ in range(number):
        heard(local, CLPFactory(), branch="Market")
    # Two of them are for the picture that goes with a shared link: its address names what it shows.
    with django_assert_num_queries(8):
        client.get(local.get_absolute_url())
