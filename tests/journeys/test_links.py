"""A link that is used, has run out or was lost leaves nobody stuck, and tells a stranger nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from campaign.mail.tasks import mail_round
from motions.actions.links import ask_for_links
from motions.actions.submissions import withdraw_report
from motions.enums import LinkPurpose
from motions.models import Campaign, Event, Standing, Submission, SubmissionLink
from tests.factories import CampaignFactory, CLPFactory, make_submission

pytestmark = pytest.mark.django_db
EVENING = "2027-03-25T20:00:00+00:00"
LOST = reverse("motions:link-lost")
ASKED = reverse("motions:link-asked")


@pytest.fixture(autouse=True)
def _evening(time_machine):
    time_machine.move_to(EVENING, tick=False)


def later(time_machine, **passed):
    time_machine.move_to(timezone.now() + timedelta(**passed), tick=False)


def mailed_link(number=-1):
    """The path of the link in one mail, the newest unless told otherwise."""
    line = next(line for line in mail.outbox[number].body.splitlines() if "/reports/" in line)
    return "/reports/" + line.strip().partition("/reports/")[2]


def asked_for():
    return [event.kind for event in Event.objects.filter(kind__endswith="link_asked").order_by("pk")]


def test_confirm_link_that_ran_out_sends_a_new_one_and_nothing_is_typed_again(client, motion, clp, time_machine):
    make_submission(motion, clp, confirmed=False, email="alex@example.org")
    mail_round()
    old = mailed_link()
    later(time_machine, days=15)
    page = client.get(old)
    assert page.status_code == 410
    assert "This link has run out" in page.text
    assert asked_for() == []
    assert client.post(old).status_code == 410
    assert client.post(old, {"again": "yes"}).url == ASKED
    mail_round()
    mail_round()
    assert [message.to for message in mail.outbox] == [["alex@example.org"]] * 2
    assert client.post(mailed_link(), follow=True).context["submission"].state == "awaiting-outcome"
    assert Standing.objects.get().stage == "with_clp"


def test_used_confirm_link_says_so_and_sends_the_receipt_again(client, motion, clp, time_machine):
    make_submission(motion, clp, confirmed=False, email="alex@example.org")
    mail_round()
    used = mailed_link()
    client.post(used)
    mail_round()
    for response in (client.get(used), client.post(used)):
        assert response.status_code == 410
        assert "You have confirmed it" in response.text
    later(time_machine, days=30)
    client.post(used, {"again": "yes"})
    mail_round()
    assert len(mail.outbox) == 3
    assert mailed_link(2) != mailed_link(1)
    assert "Your report" in client.get(mailed_link()).text


def test_confirm_link_of_a_withdrawn_report_leads_to_reporting_again(client, motion, clp):
    submission = make_submission(motion, clp, confirmed=False)
    token = SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)
    withdraw_report(submission, by=None)
    page = client.get(reverse("motions:report-confirm", args=[token]))
    assert "This report was withdrawn" in page.text
    assert reverse("motions:report", args=[clp.slug]) in page.text
    client.post(reverse("motions:report-confirm", args=[token]), {"again": "yes"})
    assert asked_for() == []


@pytest.mark.parametrize("name", ["confirm", "manage", "change", "withdraw", "outcome", "onward", "sent", "calendar"])
def test_link_that_opens_nothing_offers_a_new_one(client, motion, clp, name):
    response = client.get(reverse(f"motions:report-{name}", args=["cut-off"]))
    assert response.status_code == 404
    assert "This link does not open anything" in response.text
    assert f'action="{LOST}"' in response.text


def test_receipt_link_that_ran_out_offers_a_new_one(client, motion, clp, time_machine):
    token = SubmissionLink.objects.mint(make_submission(motion, clp), LinkPurpose.MANAGE)
    later(time_machine, days=401)
    assert f'action="{LOST}"' in client.get(reverse("motions:report-manage", args=[token])).text


def test_lost_page_mails_each_report_its_own_link(client, motion, clp):
    make_submission(motion, clp, email="alex@example.org")
    make_submission(motion, CLPFactory(name="Bolsover"), confirmed=False, email="alex@example.org")
    make_submission(motion, clp, email="other@example.org")
    mail_round()
    mail.outbox.clear()
    assert client.post(LOST, {"email": " Alex@Example.org "}).url == ASKED
    mail_round()
    assert sorted((message.to[0], message.subject) for message in mail.outbox) == [
        ("alex@example.org", "Please confirm your report for Bolsover CLP"),
        ("alex@example.org", "Your receipt: the motion sent to Ynys Môn CLP"),
    ]


def test_lost_page_answers_a_stranger_the_same_and_changes_nothing(client, motion, clp):
    make_submission(motion, clp, email="alex@example.org")
    assert client.post(LOST, {"email": "nobody@example.org"}).url == ASKED
    assert asked_for() == []
    assert "alex" not in client.get(ASKED).text
    assert client.get(LOST).status_code == 200
    assert not client.cookies


def test_lost_page_asked_often_sends_once_an_hour(client, motion, clp, time_machine):
    make_submission(motion, clp, email="alex@example.org")
    mail_round()
    for _ in range(3):
        client.post(LOST, {"email": "alex@example.org"})
    mail_round()
    assert len(mail.outbox) == 2
    later(time_machine, minutes=61)
    client.post(LOST, {"email": "alex@example.org"})
    mail_round()
    mail_round()
    assert len(mail.outbox) == 3


def test_lost_page_keeps_a_slip_with_the_reason_beside_it(client, motion):
    response = client.post(LOST, {"email": "alex at example"})
    assert "Enter a valid email address." in response.text
    assert 'value="alex at example"' in response.text


def test_asking_to_confirm_again_sends_no_second_receipt_later(client, motion, clp, time_machine):
    submission = make_submission(motion, clp, confirmed=False, email="alex@example.org")
    mail_round()
    later(time_machine, hours=2)
    client.post(LOST, {"email": "alex@example.org"})
    mail_round()
    client.post(mailed_link())
    mail_round()
    mail_round()
    assert [message.subject.split()[0] for message in mail.outbox] == ["Please", "Please", "Your"]
    assert Submission.objects.get(pk=submission.pk).state == "awaiting-outcome"


def test_links_of_an_earlier_campaign_or_a_withdrawn_report_are_not_sent(motion, clp):
    gone = make_submission(motion, clp, email="alex@example.org")
    withdraw_report(gone, by=None)
    make_submission(motion, CLPFactory(), email="alex@example.org")
    Campaign.objects.update(is_current=False)
    CampaignFactory(name="The next one")
    assert ask_for_links("alex@example.org") == 0
