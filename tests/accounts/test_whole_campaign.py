"""What is in no region: affiliates, offers and composites. And what an organiser of one region meets besides."""

from datetime import date

import pytest
from django.contrib import admin
from django.test import TestCase
from django.urls import reverse
from zeal import zeal_ignore

from campaign.accounts.models import Role, User
from clps.lib.admin_pages import InTheirRegions
from clps.models import Affiliate
from motions.actions.affiliates import Person, change_affiliation, record_contact
from motions.actions.composites import CompositeWords, record_composite
from motions.actions.delegates import DelegateContact, record_delegate
from motions.actions.entries import move_entry, record_sent
from motions.actions.offers import Help, confirm_offer, make_offer
from motions.demo import REGION, REGIONAL
from motions.enums import AffiliateRoute, LinkPurpose
from motions.models import Affiliation, Composite, Delegate, Event, SubmissionLink
from motions.workflow import EntryAct
from tests.demonstration import make_demonstration
from tests.factories import CLPFactory, with_role
from tests.test_guards import ADMIN

pytestmark = pytest.mark.django_db
ON = date(2027, 5, 1)


@pytest.fixture
def rhian(client, wales):
    """An organiser of Wales, signed in."""
    person = with_role(Role.ORGANISER, wales, email="rhian@example.org", name="Rhian")
    client.force_login(person)
    return person


@pytest.fixture
def olive():
    return with_role(Role.ORGANISER, email="olive@example.org", name="Olive")


@pytest.fixture
def union(motion, olive):
    """A union with a contact and an offer of help."""
    affiliate = Affiliate.objects.create(kind="union", name="Union of Librarians")
    record_contact(motion, affiliate, Person(name="Una", email="una@example.org", how_known="Wrote."), by=olive)
    offer = make_offer(motion, Help(affiliate=affiliate), name="Mel", email="mel@example.org", consent="I agree.")
    confirm_offer(SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM))
    return affiliate


def tools_of(affiliate):
    offer = affiliate.offers.get()
    return {
        f"/admin/clps/affiliate/{affiliate.pk}/tools/step/": {"act": "approach them", "on": "2026-05-01"},
        f"/admin/clps/affiliate/{affiliate.pk}/tools/follow/": {"route": "by-steps", "notes": "Ring."},
        f"/admin/clps/affiliate/{affiliate.pk}/tools/contact/": {"name": "New", "how_known": "Wrote."},
        f"/admin/clps/affiliate/{affiliate.pk}/tools/forget/": {},
        f"/admin/motions/offer/{offer.pk}/tools/answered/": {},
        f"/admin/motions/offer/{offer.pk}/tools/withdraw/": {},
    }


def test_organiser_of_a_region_reads_how_far_affiliates_have_come_and_no_more(client, rhian, union):
    listed = client.get("/admin/clps/affiliate/").text
    assert "Union of Librarians" in listed
    assert "Not approached" in listed
    page = client.get(f"/admin/clps/affiliate/{union.pk}/change/").text
    for hidden in ("una@example.org", "mel@example.org", "Record the next step", 'name="_save"'):
        assert hidden not in page
    assert "Ask one of them to give it to you." in page
    assert "Mel" not in client.get("/admin/motions/offer/").text
    before = (Event.objects.count(), Affiliation.objects.count())
    for address, data in tools_of(union).items():
        assert client.get(address).status_code in (403, 404), address
        assert client.post(address, data).status_code in (403, 404), address
    assert client.post("/admin/clps/affiliate/add/", {"kind": "union", "name": "Another"}).status_code == 403
    assert client.post(f"/admin/clps/affiliate/{union.pk}/change/", {"kind": "union", "name": "X"}).status_code == 403
    assert (Event.objects.count(), Affiliation.objects.count()) == before


def test_organiser_of_a_region_follows_an_affiliate_that_was_given_to_them(client, rhian, union, motion, olive):
    change_affiliation(motion, union, route=AffiliateRoute.BY_STEPS, owner=rhian, notes="", by=olive)
    page = client.get(f"/admin/clps/affiliate/{union.pk}/change/").text
    for shown in ("una@example.org", "mel@example.org", "Record the next step"):
        assert shown in page
    assert "Mel" in client.get("/admin/motions/offer/").text
    assert all(client.get(address).status_code == 200 for address in tools_of(union))
    answered = next(address for address in tools_of(union) if address.endswith("/answered/"))
    assert client.post(answered).status_code == 302
    assert union.offers.get().state == "answered"
    # The record itself is everybody's.
    assert client.post(f"/admin/clps/affiliate/{union.pk}/change/", {"kind": "union", "name": "X"}).status_code == 403


def test_organiser_of_all_regions_follows_every_affiliate(client, union, olive):
    client.force_login(olive)
    assert all(client.get(address).status_code == 200 for address in tools_of(union))
    assert client.post("/admin/clps/affiliate/add/", {"kind": "union", "name": "Another"}).status_code == 302


@pytest.fixture
def entries(motion, wales):
    """A CLP in Wales and one elsewhere, both in one composite."""
    clps = [CLPFactory(name="Ynys Mawr", region=wales), CLPFactory(name="Far Away")]
    sent = [record_sent(motion=motion, clp=clp, sent_on=ON, by=None) for clp in clps]
    made = [move_entry(entry, EntryAct.RULE_IN_ORDER, on=ON, by=None) for entry in sent]
    words = CompositeWords(name="Composite 4", subject_heading="Libraries", text="Words.", agreed_on=ON)
    record_composite(motion, words, made, by=None)
    return made


def test_organiser_of_a_region_reads_composites_with_their_own_clps(client, rhian, entries):
    composite = Composite.objects.get()
    page = client.get(f"/admin/motions/composite/{composite.pk}/change/").text
    assert "Ynys Mawr" in page
    assert "And 1 in other regions." in page
    assert "Far Away" not in page
    words = {
        "name": "Mine",
        "subject_heading": "S",
        "agreed_on": "2027-05-01",
        "text": "T",
        "entries": [entries[0].pk],
    }
    for address in ("add/", *(f"{composite.pk}/tools/{tool}/" for tool in ("change", "show"))):
        assert client.get(f"/admin/motions/composite/{address}").status_code == 403
        assert client.post(f"/admin/motions/composite/{address}", words).status_code == 403
    assert list(Composite.objects.values_list("name", "is_public")) == [("Composite 4", False)]


def test_organiser_of_a_region_records_and_briefs_delegates_of_their_clps_alone(client, rhian, entries, olive):
    ours, theirs = entries
    record_delegate(theirs, DelegateContact(name="Fay", email="fay@example.org", how_known="Wrote."), by=olive)
    page = client.get(f"/admin/motions/delegate/add/?entry={ours.pk}").text
    assert f'<option value="{ours.pk}" selected>Ynys Mawr</option>' in page
    assert "Far Away" not in page
    typed = {"name": "Dee", "email": "dee@example.org", "how_known": "Wrote."}
    refused = client.post("/admin/motions/delegate/add/", {**typed, "entry": theirs.pk})
    assert refused.status_code == 200
    assert "Select a valid choice" in refused.text
    assert 'value="dee@example.org"' in refused.text
    assert client.post("/admin/motions/delegate/add/", {**typed, "entry": ours.pk}).status_code == 302
    briefing = client.get("/admin/motions/delegate/briefing/").text
    assert "Dee" in briefing
    assert "Fay" not in briefing
    fay = Delegate.objects.get(name="Fay")
    for tool in ("change", "agreed", "remove"):
        assert client.post(f"/admin/motions/delegate/{fay.pk}/tools/{tool}/", typed).status_code in (403, 404)
    fay.refresh_from_db()
    assert fay.withdrawn_on is None


def addresses_to_walk():
    """Every page of the admin that lists, adds or finds something, without a row of its own."""
    return [address for name, address in ADMIN if "9999" not in address and "(" not in address and name != "logout"]


class TestDemonstration(TestCase):
    """In the demonstration, made once for all of these."""

    @classmethod
    def setUpTestData(cls):
        make_demonstration()

    def test_no_page_shows_an_organiser_of_one_region_somebody_of_another(self):
        rhian = User.objects.get(email=REGIONAL)
        self.client.force_login(rhian)
        home = {"clp__region__name": REGION}
        ours = set()
        for way in ("submissions", "championed", "advice_requests"):
            ours |= set(
                User.objects.filter(**{f"{way}__{name}": value for name, value in home.items()}).values_list(
                    "email", flat=True
                )
            )
        # A question that names no CLP is for everybody who answers, and organisers know each other.
        asked_of_all = User.objects.filter(advice_requests__isnull=False, advice_requests__clp=None)
        ours |= set(asked_of_all.values_list("email", flat=True))
        ours |= set(User.objects.filter(is_staff=True).values_list("email", flat=True))
        others = set(User.objects.values_list("email", flat=True)) - ours
        others |= set(
            Delegate.objects.exclude(entry__clp__region__name=REGION).exclude(email="").values_list("email", flat=True)
        )
        assert len(others) > 100
        walked, shown = 0, {}
        with zeal_ignore():
            for address in addresses_to_walk():
                page = self.client.get(address)
                if page.status_code == 200 and page.get("Content-Type", "").startswith("text/html"):
                    walked += 1
                    found = [other for other in others if f"{other}<" in page.text or f'{other}"' in page.text]
                    if found:
                        shown[address] = sorted(found)[:3]
        assert shown == {}
        assert walked > 40

    def test_no_row_of_another_region_opens_for_an_organiser_of_one(self):
        self.client.force_login(User.objects.get(email=REGIONAL))
        opened, tried = [], 0
        with zeal_ignore():
            for model, pages in admin.site._registry.items():
                if not isinstance(pages, InTheirRegions):
                    continue
                theirs = pages.in_their_regions(self.client.get("/admin/").wsgi_request, model._default_manager.all())
                row = model._default_manager.exclude(pk__in=theirs.values("pk")).first()
                if row is None:
                    continue
                for page in ("change", "history", "delete"):
                    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[row.pk])
                    tried += 1
                    if self.client.get(address).status_code == 200:
                        opened.append(address)
        assert opened == []
        assert tried > 30
