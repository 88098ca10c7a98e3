"""The public page of affiliates, the short form on it, and the link that confirms."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from clps.models import Affiliate
from motions.actions.affiliates import Person, change_affiliation, move_affiliate, record_contact
from motions.actions.offers import withdraw_offer
from motions.affiliate_workflow import AffiliateAct
from motions.enums import AffiliateRoute, LinkPurpose
from motions.models import Affiliation, Offer, SubmissionLink
from tests.factories import CampaignFactory, MotionFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/affiliates/"
A = AffiliateAct


def decide(motion, affiliate, act=A.SAY_YES):
    change_affiliation(
        motion, affiliate, route=AffiliateRoute.ONE_DECISION, owner=None, notes="A secret note.", by=None
    )
    move_affiliate(motion, affiliate, A.APPROACH, on=date(2027, 3, 1), by=None)
    return move_affiliate(motion, affiliate, act, on=date(2027, 4, 1), words="Secret words.", by=None)


def send(client, **changes):
    data = {"affiliate": "other", "other_affiliate": "Ramblers", "name": "Alex", "email": "alex@example.org"}
    return client.post(PAGE, {**data, "consent": "on", "form_key": str(uuid4()), **changes})


def test_page_names_those_who_said_yes_and_no_others(client, motion, union):
    decide(motion, union)
    refused = Affiliate.objects.create(kind="interest group", name="Friends of the Dark")
    decide(motion, refused, A.SAY_NO)
    asked = Affiliate.objects.create(kind="union", name="Union of Candlemakers")
    move_affiliate(motion, asked, A.REACH_BRANCH, on=date(2027, 3, 1), by=None)
    record_contact(motion, union, Person(name="Jo Quill", email="jo@example.org", how_known="Wrote."), by=None)
    text = client.get(PAGE).text
    shown = text[: text.index("<form")]
    assert "Union of Lamplighters" in shown
    assert "1 April 2027" in shown
    assert not re.search("Friends of the Dark|Candlemakers|Quill|jo@|ecret", shown)


def test_affiliate_whose_yes_was_a_mistake_is_off_the_page(client, motion, union):
    decide(motion, union)
    assert "have said yes" in client.get(PAGE).text
    move_affiliate(motion, union, A.OPEN_AGAIN, on=date(2027, 4, 2), by=None)
    assert "None has said yes yet" in client.get(PAGE).text


def test_affiliate_that_supported_an_earlier_motion_is_not_on_the_page(client, union):
    earlier = MotionFactory(campaign=CampaignFactory(is_current=False))
    decide(earlier, union)
    MotionFactory()
    assert "None has said yes yet" in client.get(PAGE).text


def test_progress_counts_affiliates_apart_and_at_once(client, motion, union):
    progress = reverse("motions:progress")
    before = client.get("/progress.json").json()
    assert "said yes" not in client.get(progress).text
    decide(motion, union)
    assert "1 affiliated organisation has said yes" in client.get(progress).text
    assert client.get("/progress.json").json() == before


@pytest.mark.parametrize("number", [1, 40])
def test_page_takes_a_constant_number_of_queries(client, motion, django_assert_num_queries, number):
    for place in range(number):
        affiliate = Affiliate.objects.create(kind="union", name=f"Union {place}")
        Affiliation.objects.create(motion=motion, affiliate=affiliate, stage="said-yes", since=date(2027, 4, 1))
    # Two of them are for the picture that goes with a shared link: its address names what it shows.
    with django_assert_num_queries(7):
        assert client.get(PAGE).status_code == 200


def test_page_before_there_is_a_campaign_says_so(client):
    assert client.get(PAGE).status_code == 200
    assert send(client).status_code == 404


def test_offer_without_an_account_or_cookie_waits_for_its_address(strict, motion, union):
    response = send(strict, affiliate=union.pk, other_affiliate="left over")
    assert response.url == reverse("motions:offered")
    assert not strict.cookies
    offer = Offer.objects.get()
    assert (offer.motion, offer.affiliate, offer.other_affiliate, offer.state) == (
        motion,
        union,
        "",
        "awaiting-confirmation",
    )
    assert "writes to me about it" in offer.consent
    assert "Look in your mail" in strict.get(response.url).text


def test_offer_in_one_that_is_not_on_the_list_is_taken(client, motion):
    send(client)
    assert Offer.objects.get().affiliate_name == "Ramblers"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"affiliate": ""}, "Choose your union, society or group."),
        ({"affiliate": "999"}, "Select a valid choice"),
        ({"other_affiliate": " "}, "Give its name."),
        ({"email": "alex@"}, "Enter a valid email address."),
        ({"name": ""}, "Tell us what to call you."),
        ({"consent": ""}, "Tick this, or we cannot keep your offer."),
        ({"form_key": "x"}, "This page had grown old."),
    ],
)
def test_offer_that_lacks_something_is_told_so_and_loses_nothing(client, motion, changes, error):
    response = send(client, **changes)
    assert response.status_code == 200
    assert error in response.text
    assert changes.get("name") == "" or 'value="Alex"' in response.text
    assert not Offer.objects.exists()


def test_offer_sent_from_another_site_is_refused(client, motion):
    data = {"affiliate": "other", "other_affiliate": "Ramblers", "name": "A", "email": "a@example.org"}
    data |= {"consent": "on", "form_key": str(uuid4())}
    assert client.post(PAGE, data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not Offer.objects.exists()


def test_link_only_asks_and_its_button_confirms_once(strict, motion):
    send(strict)
    offer = Offer.objects.get()
    address = reverse("motions:offer-confirm", args=[SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM)])
    page = strict.get(address)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "no-referrer")
    assert "alex@example.org" not in page.text
    offer.refresh_from_db()
    assert offer.state == "awaiting-confirmation"
    assert "Thank you. We have your offer." in strict.post(address).text
    offer.refresh_from_db()
    assert offer.state == "open"
    assert strict.get(address).status_code == strict.post(address).status_code == 410


def test_link_of_an_offer_that_was_taken_back_cannot_be_used(client, motion):
    send(client)
    offer = Offer.objects.get()
    address = reverse("motions:offer-confirm", args=[SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM)])
    withdraw_offer(offer, by=UserFactory())
    assert client.get(address).status_code == client.post(address).status_code == 410
    assert client.get(reverse("motions:offer-confirm", args=["made-up"])).status_code == 410


def test_link_of_one_purpose_opens_no_other(client, motion):
    send(client)
    token = SubmissionLink.objects.mint(Offer.objects.get(), LinkPurpose.OFFER_CONFIRM)
    for route in ("report-confirm", "report-manage", "champion-confirm", "champion-manage", "link-end"):
        assert client.get(reverse(f"motions:{route}", args=[token])).status_code in {404, 410}
