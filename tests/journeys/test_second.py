"""A second person from the same CLP: with them behind it, what was reported is checked."""

from datetime import date
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from campaign.mail.tasks import mail_round
from motions.actions.submissions import confirm_report
from motions.actions.votes import Result, record_vote
from motions.enums import Body, LinkPurpose, Outcome, Stage
from motions.models import Standing, Submission, SubmissionLink
from motions.stages import supporting
from tests.factories import carried_on, make_carried, make_submission

pytestmark = pytest.mark.django_db
HELD = date(2027, 3, 24)
CARRIED = carried_on(HELD)
OFFER = "Do you know it too?"


@pytest.fixture
def address(clp):
    return reverse("motions:second", args=[clp.slug])


def person(**changes):
    given = {"name": "Bo Second", "email": "bo@example.org", "consent": "on", "form_key": str(uuid4())}
    return {**given, **changes}


def standing():
    return Standing.objects.values_list("stage", "is_checked", "is_conflicting").get()


def confirm(submission):
    return confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM))


def test_carried_motion_is_checked_once_a_second_person_tells_the_same(client, motion, clp, address):
    make_carried(motion, clp)
    assert standing() == ("carried_for_conference", False, False)
    assert OFFER in client.get(clp.get_absolute_url()).text
    asked = client.get(address).text
    assert "The CLP carried it as its conference motion" in asked
    assert "the meeting of 24 March 2027" in asked
    assert client.post(address, person()).url.startswith(reverse("motions:reported", args=[clp.slug]))
    second = Submission.objects.get(reporter_name="Bo Second")
    assert (second.state, second.meeting_on, second.body) == ("awaiting-confirmation", HELD, Body.CLP)
    assert "keeps my name" in second.consent.wording
    assert standing() == ("carried_for_conference", False, False)
    mail_round()
    asking = next(message for message in mail.outbox if message.to == ["bo@example.org"])
    link = next(line for line in asking.body.splitlines() if "/reports/confirm/" in line)
    receipt = client.post("/reports/" + link.strip().partition("/reports/")[2], follow=True)
    assert "How did it go on 24 March?" in receipt.text
    mail_round()
    written = [message for message in mail.outbox if message.to == ["bo@example.org"] and "receipt" in message.subject]
    assert "The meeting was on Wednesday 24 March 2027. How did it go?" in " ".join(written[0].body.split())
    assert b"text/calendar" not in written[0].message().as_bytes()
    token = SubmissionLink.objects.mint(second, LinkPurpose.OUTCOME)
    told = {"outcome": "carried", "purpose": "conference", "held_on": "2027-03-24"}
    client.post(reverse("motions:report-outcome", args=[token]), told)
    assert standing() == ("carried_for_conference", True, False)
    page = client.get(clp.get_absolute_url()).text
    assert "Checked by more than one person." in page
    assert OFFER not in page
    assert client.get(address).url == clp.get_absolute_url()


ONE_MAILBOX = [
    ("alex@example.org", "Alex+second@example.org"),
    ("alex+one@example.org", "alex+two@example.org"),
    ("alex.member@gmail.com", "a.lexmember+clp@googlemail.com"),
]


@pytest.mark.parametrize(("first", "second"), ONE_MAILBOX)
def test_two_addresses_of_one_mailbox_check_nothing(motion, clp, first, second):
    for email in (first, second):
        make_carried(motion, clp, email=email)
    assert standing() == ("carried_for_conference", False, False)
    make_carried(motion, clp, email="bo@example.org")
    assert standing() == ("carried_for_conference", True, False)


def test_dots_make_another_person_where_the_provider_heeds_them(motion, clp):
    for email in ("a.lex@example.org", "alex@example.org"):
        make_carried(motion, clp, email=email)
    assert standing() == ("carried_for_conference", True, False)


def test_motion_with_the_clp_is_checked_by_a_second_person(client, motion, clp, address):
    make_submission(motion, clp)
    client.post(address, person())
    confirm(Submission.objects.get(reporter_name="Bo Second"))
    assert standing() == ("with_clp", True, False)


def test_branch_is_carried_over_to_the_second_report(client, motion, clp, address):
    make_submission(motion, clp, body=Body.BRANCH, branch_name="Market", meeting_on=date(2027, 4, 1))
    client.post(address, person())
    second = Submission.objects.get(reporter_name="Bo Second")
    assert (second.branch.name, second.meeting_on) == ("Market", date(2027, 4, 1))


def test_second_person_who_knows_otherwise_leaves_both_words_standing(client, motion, clp, address):
    make_carried(motion, clp)
    client.post(address, person())
    second = confirm(Submission.objects.get(reporter_name="Bo Second"))
    record_vote(second, Result(outcome=Outcome.LOST, held_on=HELD), by=None)
    assert standing() == ("carried_for_conference", False, True)


def test_reporter_cannot_be_their_own_second(client, motion, clp, address):
    make_carried(motion, clp, email="alex@example.org")
    client.post(address, person(email="ALEX@example.org"))
    second = confirm(Submission.objects.get(reporter_name="Bo Second"))
    record_vote(second, CARRIED, by=None)
    assert standing() == ("carried_for_conference", False, False)


def test_pressing_twice_is_one_second_report(client, motion, clp, address):
    make_submission(motion, clp)
    given = person()
    client.post(address, given)
    client.post(address, given)
    assert Submission.objects.filter(reporter_name="Bo Second").count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "Tell us what to call you."),
        ({"email": "bo at example"}, "Enter a valid email address."),
        ({"consent": ""}, "Tick this, or we cannot keep your report."),
    ],
)
def test_second_with_a_mistake_comes_back_whole(client, motion, clp, address, changes, reason):
    make_submission(motion, clp)
    given = person(**changes)
    response = client.post(address, given)
    assert reason in response.text
    assert all(f'value="{given[name]}"' in response.text for name in ("name", "email") if given[name])
    assert Submission.objects.count() == 1


def test_page_with_nothing_to_second_leads_back_to_the_clp(client, motion, clp, address):
    assert client.get(address).url == clp.get_absolute_url()
    assert client.post(address, person()).url == clp.get_absolute_url()
    record_vote(make_submission(motion, clp), Result(outcome=Outcome.LOST, held_on=HELD), by=None)
    assert OFFER not in client.get(clp.get_absolute_url()).text
    assert client.get(address).url == clp.get_absolute_url()
    assert Submission.objects.count() == 1


def test_second_page_tells_nothing_that_the_campaign_does_not_show(client, motion, clp, address):
    motion.campaign.public_view = "adopted"
    motion.campaign.save()
    make_submission(motion, clp)
    assert OFFER not in client.get(clp.get_absolute_url()).text
    assert client.get(address).url == clp.get_absolute_url()


@pytest.mark.parametrize("stage", [Stage.NOT_STARTED, Stage.CHAMPION_FOUND, Stage.NOT_CARRIED, Stage.ACCEPTED])
def test_no_report_supports_a_stage_that_is_not_to_be_seconded(stage):
    assert supporting([], stage) is None
