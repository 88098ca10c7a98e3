"""Three mails that came back within a month, none for good, let an address rest: what is for it waits."""

from datetime import date

import pytest

from campaign.desk.front.attention import DESK_KINDS
from campaign.mail.enums import EmailState, MailKind, SuppressionReason
from campaign.mail.models import Email, Suppression
from campaign.mail.outbox.suppression import lift, stop_for_good
from motions.actions.submissions import change_report
from motions.attention import find_attention
from tests.factories import CLPFactory, UserFactory, make_report
from tests.mail.helpers import ALEX, at, london, round_at, sent

pytestmark = pytest.mark.django_db

MEETING = date(2027, 3, 17)
NEAR = "Little Mickering CLP meets on Wednesday 17 March: will you speak?"


@pytest.fixture
def reported(motion, clp):
    """Three reports by one person, whose receipts went on 1 March."""
    first = sent(motion, clp, meeting_on=MEETING)
    for name in ("Great", "Upper"):
        sent(motion, CLPFactory(name=f"{name} Mickering"))
    return first


def came_back(postmark, *days, kind="SoftBounce"):
    """Let each receipt come back, on these days of March."""
    receipts = Email.objects.filter(kind=MailKind.RECEIPT).order_by("pk")
    for day, receipt in zip(days, receipts, strict=False):
        with at(london(2027, 3, day, 12)):
            told = postmark.bounce(receipt.message_id, kind, number=day, at=f"2027-03-{day:02}T09:00:00Z")
            assert told.status_code == 200


def resting():
    return list(Suppression.objects.standing().values_list("address", "reason"))


def test_third_soft_bounce_within_a_month_lets_the_address_rest(postmark, reported):
    came_back(postmark, 2, 3)
    assert resting() == []
    came_back(postmark, 2, 3, 4)
    assert resting() == [(ALEX, "resting")]


def test_bounces_more_than_a_month_apart_let_nothing_rest(postmark, reported):
    came_back(postmark, 2, 3)
    third = Email.objects.filter(kind=MailKind.RECEIPT).latest("pk")
    with at(london(2027, 4, 3, 12)):
        postmark.bounce(third.message_id, "SoftBounce", number=9, at="2027-04-03T09:00:00Z")
    assert resting() == []


def test_mail_that_is_still_tried_has_not_come_back(postmark, reported):
    came_back(postmark, 2, 3, 4, kind="Transient")
    assert resting() == []


def test_mail_waits_while_the_address_rests_and_goes_when_an_organiser_says_try_again(postmark, reported):
    came_back(postmark, 2, 3, 4)
    assert round_at(london(2027, 3, 10, 10)) == []
    near = Email.objects.get(kind=MailKind.MEETING_NEAR)
    assert near.state == EmailState.PENDING
    with at(london(2027, 3, 10, 11)):
        lift(Suppression.objects.get(), by=UserFactory(is_staff=True))
    assert (NEAR, ALEX) in round_at(london(2027, 3, 10, 11))
    # Two more are two, not five.
    came_back(postmark, 11, 12)
    assert resting() == []


def test_mail_that_waits_until_it_makes_no_sense_is_dropped_and_says_so(postmark, reported):
    came_back(postmark, 2, 3, 4)
    round_at(london(2027, 3, 10, 10))
    round_at(london(2027, 3, 18, 9))
    near = Email.objects.filter(kind=MailKind.MEETING_NEAR).earliest("pk")
    assert (near.state, near.last_error) == (EmailState.DROPPED, "It came too late to make sense.")


def test_mail_that_arrives_wakes_the_address(postmark, reported):
    came_back(postmark, 2, 3, 4)
    receipt = Email.objects.filter(kind=MailKind.RECEIPT).latest("pk")
    with at(london(2027, 3, 5, 12)):
        postmark.track("Delivery", receipt.message_id, DeliveredAt="2027-03-05T09:00:00Z", Recipient=ALEX)
    assert resting() == []


def test_address_whose_owner_does_something_here_is_written_to_again(postmark, motion, clp, reported):
    came_back(postmark, 2, 3, 4)
    with at(london(2027, 3, 9, 12)):
        change_report(reported, make_report(motion, clp, meeting_on=date(2027, 3, 24)), by=reported.activist)
    came = round_at(london(2027, 3, 9, 12)) + round_at(london(2027, 3, 9, 12, 1))
    assert came[0] == ("Moved: Little Mickering CLP meets on Wednesday 24 March", ALEX)
    assert resting() == []


def test_address_that_bounces_for_good_is_suppressed_instead_of_resting(postmark, reported):
    came_back(postmark, 2, 3, 4)
    came_back(postmark, 5, kind="HardBounce")
    assert resting() == [(ALEX, "bounced")]


def test_desk_asks_and_leave_it_stops_the_asking(postmark, motion, reported):
    came_back(postmark, 2, 3, 4)

    def asked():
        found = find_attention(motion, day=date(2027, 3, 5), asks_after=(1,), kinds=DESK_KINDS)
        return [item for item in found if item.kind.key == "mail-resting"]

    (item,) = asked()
    assert ALEX not in item.words
    assert (item.clp.name, item.kind.next_action) == (
        "Upper Mickering",
        "Try again, leave it, or find another address",
    )
    assert stop_for_good(Suppression.objects.get(), by=UserFactory(is_staff=True))
    assert asked() == []
    assert resting() == [(ALEX, SuppressionReason.BY_HAND)]
