"""The admin's pages for affiliates and for offers of help."""

import pytest

from clps.models import Affiliate
from motions.actions.offers import Help, confirm_offer, make_offer
from motions.enums import LinkPurpose
from motions.models import AffiliateContact, Affiliation, Offer, SubmissionLink
from tests.motions.movement_admin.conftest import ON, page, told, tool

pytestmark = pytest.mark.django_db


def test_affiliate_is_followed_from_its_page(admin_client, motion, union):
    answer = admin_client.post(
        tool(union, "step"), {"act": "record that a branch has it", "on": "2027-03-01", "words": "Hull."}, follow=True
    )
    assert told(answer) == ["Record the next step: done."]
    admin_client.post(tool(union, "follow"), {"route": "by-steps", "owner": "", "notes": "Ask Jo."})
    admin_client.post(tool(union, "contact"), {"name": "Jo Quill", "email": "", "how_known": "Wrote to us."})
    way = Affiliation.objects.get()
    assert (way.stage, way.since, way.notes) == ("with-branch", ON, "Ask Jo.")
    shown = admin_client.get(page(Affiliate, "change", union.pk)).text
    assert "With a branch" in shown
    assert "Jo Quill" in shown
    contact = AffiliateContact.objects.get()
    admin_client.post(tool(union, "forget"), {"contact": contact.pk, "on": "2027-03-02"})
    assert "Jo Quill" not in admin_client.get(page(Affiliate, "change", union.pk)).text


def test_affiliates_step_out_of_turn_is_refused_beside_the_form(admin_client, motion, union):
    answer = admin_client.post(tool(union, "step"), {"act": "record that it said yes", "on": "2027-03-01"})
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.text
    ahead = admin_client.post(
        tool(union, "step"), {"act": "record that it was approached", "on": "2027-10-02", "words": "Not lost."}
    )
    assert "That day is still to come." in ahead.text
    assert "Not lost." in ahead.text
    admin_client.post(tool(union, "step"), {"act": "record that a branch has it", "on": "2027-03-01"})
    route = admin_client.post(tool(union, "follow"), {"route": "one-decision", "owner": "", "notes": ""})
    assert "It is on its way by steps: with a branch." in route.text
    assert Affiliation.objects.get().route == "by-steps"


def test_affiliates_are_listed_by_stage_and_kind_in_a_constant_number_of_queries(
    admin_client, motion, union, django_assert_max_num_queries
):
    admin_client.post(tool(union, "step"), {"act": "record that a branch has it", "on": "2027-03-01"})
    for place in range(20):
        Affiliate.objects.create(kind="campaign group", name=f"Group {place}")
    with django_assert_max_num_queries(9):
        listed = admin_client.get(page(Affiliate, "changelist"))
    assert listed.context["cl"].result_count == 21
    for query, number in (("stage=with-branch", 1), ("stage=not-approached", 20), ("kind=union", 1)):
        assert admin_client.get(f"{page(Affiliate, 'changelist')}?{query}").context["cl"].result_count == number


def test_affiliates_are_exported_as_the_list_shows_them(admin_client, motion, union):
    admin_client.post(tool(union, "step"), {"act": "record that a branch has it", "on": "2027-03-01"})
    Affiliate.objects.create(kind="socialist society", name="Readers’ Society")
    sent = admin_client.get("/admin/clps/affiliate/export.csv?stage=with-branch").getvalue().decode("utf-8-sig")
    assert sent.splitlines() == [
        '"Name","Short name","Kind","Stage","Since","Who looks after it"',
        '"Union of Lamplighters","UL","Union","With a branch","2027-03-01",""',
    ]


def test_affiliate_page_without_a_campaign_says_so_and_writes_nothing(admin_client, union):
    assert "No campaign with a conference motion" in admin_client.get(page(Affiliate, "change", union.pk)).text
    answer = admin_client.post(tool(union, "contact"), {"name": "Jo", "how_known": "Wrote."})
    assert "No campaign with a conference motion is shown on the site." in answer.text
    assert not Affiliation.objects.exists()


def test_offer_shows_who_it_is_from_once_the_address_is_confirmed(admin_client, motion):
    offer = make_offer(motion, Help(other_affiliate="Ramblers"), name="Alex", email="alex@example.org", consent="Yes.")
    pages = [page(Offer, "changelist"), page(Offer, "change", offer.pk)]
    assert not any("alex@example.org" in admin_client.get(one).text for one in pages)
    assert not any("Alex" in admin_client.get(one).text for one in pages)
    assert admin_client.get(pages[0], {"q": "alex@example.org"}).context["cl"].result_count == 0
    refused = admin_client.post(tool(offer, "answered"))
    assert "address not confirmed yet" in refused.text
    confirm_offer(SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM))
    assert "alex@example.org" in admin_client.get(pages[1]).text
    admin_client.post(tool(offer, "answered"))
    offer.refresh_from_db()
    assert offer.state == "answered"
    assert tool(offer, "answered") not in admin_client.get(pages[1]).text
    admin_client.post(tool(offer, "withdraw"))
    offer.refresh_from_db()
    assert offer.state == "withdrawn"


def test_unconfirmed_offer_does_not_show_on_its_affiliates_page(admin_client, motion, union):
    make_offer(motion, Help(affiliate=union), name="Alex", email="alex@example.org", consent="Yes.")
    assert "alex@example.org" not in admin_client.get(page(Affiliate, "change", union.pk)).text
