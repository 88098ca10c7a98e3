"""The mail that confirms the address of somebody who offers to help in their union or society."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from campaign.mail.models import Email, Reminder
from campaign.mail.outbox.queue import deliver
from campaign.mail.outbox.tokens import with_tokens
from campaign.mail.reminders.planner import plan
from motions.actions.offers import Help, confirm_offer, make_offer, withdraw_offer
from motions.enums import LinkPurpose
from motions.models import Offer, SubmissionLink
from tests.factories import MotionFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "Buy my watches at evil.example"


@pytest.fixture
def offer():
    motion = MotionFactory()
    return make_offer(motion, Help(other_affiliate=SECRET), name=SECRET, email="alex@example.org", consent="I agree.")


def test_offer_is_answered_by_one_mail_without_a_word_of_its_own(offer):
    for _ in range(2):
        plan(timezone.now())
        deliver(timezone.now())
    (message,) = mail.outbox
    assert message.recipients() == ["alex@example.org"]
    assert Email.objects.get().kind == "offer-confirm"
    whole = bytes(Email.objects.get().message).decode()
    assert "watches" not in whole
    assert "evil" not in whole
    assert not Reminder.objects.exists()


def test_its_link_confirms_the_offer(offer, client):
    plan(timezone.now())
    whole = with_tokens(bytes(Email.objects.get().message)).decode().replace("=\r\n", "")
    (address,) = set(re.findall(r"/affiliates/confirm/[\w-]+/", whole))
    assert "Confirm your offer" in client.get(address).text
    client.post(address)
    assert Offer.objects.get().state == "open"


@pytest.mark.parametrize("before", ["planned", "sent"])
@pytest.mark.parametrize("end", ["confirmed", "withdrawn"])
def test_offer_that_needs_no_confirming_any_more_gets_no_mail(offer, before, end):
    if before == "sent":
        plan(timezone.now())
    if end == "confirmed":
        confirm_offer(SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM))
    else:
        withdraw_offer(offer, by=UserFactory())
    plan(timezone.now())
    deliver(timezone.now())
    assert mail.outbox == []


def test_offer_of_somebody_who_is_inactive_gets_no_mail(offer):
    offer.activist.is_active = False
    offer.activist.save()
    plan(timezone.now())
    assert not Email.objects.exists()


def test_address_that_is_typed_again_and_again_gets_three_mails_an_hour(offer):
    for _ in range(5):
        make_offer(offer.motion, Help(other_affiliate="R"), name="A", email="alex@example.org", consent="Yes.")
    plan(timezone.now())
    states = sorted(Email.objects.values_list("state", flat=True))
    assert states == ["dropped"] * 3 + ["pending"] * 3


@pytest.mark.parametrize("number", [1, 30])
def test_planning_takes_no_more_queries_to_read_many_offers(number, django_assert_max_num_queries):
    motion = MotionFactory()
    for place in range(number):
        make_offer(motion, Help(other_affiliate="R"), name="A", email=f"a{place}@example.org", consent="Yes.")
    from campaign.mail.reminders.facts import offers

    with django_assert_max_num_queries(2):
        assert len(list(offers.to_write_about(timezone.now()))) == number
