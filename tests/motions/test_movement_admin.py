"""The admin's pages for affiliates, offers, composites, delegates and entries: actions alone, for those who may."""

from datetime import date
from itertools import product

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from clps.models import Affiliate
from motions.actions.composites import Words, record_composite
from motions.actions.delegates import Contact, record_agreement, record_delegate
from motions.actions.entries import move_entry, record_sent
from motions.actions.offers import Help, confirm_offer, make_offer
from motions.enums import MotionKind
from motions.models import (
    AffiliateContact,
    Affiliation,
    Composite,
    ConferenceEntry,
    Delegate,
    Event,
    Offer,
    OfferLink,
)
from motions.workflow import EntryAct
from tests.factories import CLPFactory, MotionFactory, UserFactory

pytestmark = pytest.mark.django_db
ON = date(2027, 3, 1)
CONTACT = Contact(name="Jo Quill", email="jo@example.org", phone="07700 900123", how_known="Wrote to us.")


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to("2027-10-01T12:00:00Z")


@pytest.fixture
def motion():
    return MotionFactory()


@pytest.fixture
def union():
    return Affiliate.objects.create(kind="union", name="Union of Lamplighters", short_name="UL")


def entries(motion, number=1):
    rows = [record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None) for _ in range(number)]
    return [move_entry(row, EntryAct.RULE_IN_ORDER, on=ON, by=None) for row in rows]


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def tool(row, name):
    return page(type(row), "tool", row.pk, name)


def sign_in(client, *permissions):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return user


def told(response):
    return [str(message) for message in response.context["messages"]]


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
        "Name,Short name,Kind,Stage,Since,Who looks after it",
        "Union of Lamplighters,UL,Union,With a branch,2027-03-01,",
    ]


def test_affiliate_page_without_a_campaign_says_so_and_writes_nothing(admin_client, union):
    assert "No campaign with a conference motion" in admin_client.get(page(Affiliate, "change", union.pk)).text
    answer = admin_client.post(tool(union, "contact"), {"name": "Jo", "how_known": "Wrote."})
    assert "No campaign with a conference motion is on the site." in answer.text
    assert not Affiliation.objects.exists()


def test_offer_shows_who_it_is_from_once_the_address_is_confirmed(admin_client, motion):
    offer = make_offer(motion, Help(other_affiliate="Ramblers"), name="Alex", email="alex@example.org", consent="Yes.")
    pages = [page(Offer, "changelist"), page(Offer, "change", offer.pk)]
    assert not any("alex@example.org" in admin_client.get(one).text for one in pages)
    assert not any("Alex" in admin_client.get(one).text for one in pages)
    assert admin_client.get(pages[0], {"q": "alex@example.org"}).context["cl"].result_count == 0
    refused = admin_client.post(tool(offer, "answered"))
    assert "address not confirmed yet" in refused.text
    confirm_offer(OfferLink.objects.mint(offer))
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


def test_composite_is_recorded_changed_and_shown_through_its_forms(admin_client, motion):
    first, second = entries(motion, 2)
    other = record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None)
    words = {"name": "Composite 4", "subject_heading": "Libraries", "agreed_on": "2027-09-26", "text": "It acts.\r\n"}
    form = admin_client.get(page(Composite, "add")).context["form"]
    assert set(form.fields["entries"].queryset) == {first, second}
    bad = admin_client.post(page(Composite, "add"), {**words, "entries": [other.pk]})
    assert "Select a valid choice" in bad.text
    assert "It acts." in bad.text
    admin_client.post(page(Composite, "add"), {**words, "entries": [first.pk]})
    composite = Composite.objects.get()
    assert (composite.text, list(composite.entries.all())) == ("It acts.", [first])
    again = admin_client.post(page(Composite, "add"), {**words, "entries": [second.pk]})
    assert "Composite 4 is recorded already." in again.text
    admin_client.post(tool(composite, "change"), {**words, "text": "It acts now.", "entries": [second.pk]})
    admin_client.post(tool(composite, "show"))
    composite.refresh_from_db()
    assert (composite.text, composite.is_public, list(composite.entries.all())) == ("It acts now.", True, [second])
    assert "What it kept of our text" in admin_client.get(page(Composite, "change", composite.pk)).text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"act": "record that it was ruled out"}, "Say what the committee gave as its reason."),
        ({"act": "record that it was ruled out", "ground": "other"}, "Give the reason in words."),
        ({"act": "record that it was ruled out", "ground": "late", "on": "2027-10-02"}, "That day is still to come."),
        ({"act": "record that conference carried it"}, "That cannot come next: it is “sent” now."),
    ],
)
def test_step_of_an_entry_that_lacks_something_is_told_so(admin_client, motion, typed, error):
    entry = record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None)
    answer = admin_client.post(page(ConferenceEntry, "step", entry.pk), {"on": "2027-09-20", "reason": "", **typed})
    assert error in answer.text
    entry.refresh_from_db()
    assert entry.state == "sent"


def test_steps_of_an_entry_are_recorded_with_all_they_have(admin_client, motion):
    entry = record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None)
    address = page(ConferenceEntry, "step", entry.pk)
    for typed in (
        {"act": "record that it was ruled out", "ground": "too-long", "reason": "251 words."},
        {"act": "record an appeal", "reason": "250 as Word counts."},
        {"act": "record that the appeal was won"},
        {"act": "record the subject heading it was given", "heading": "Libraries"},
        {"act": "record that conference carried it", "card_for": "62.1", "card_against": "37.9"},
    ):
        assert admin_client.post(address, {"on": "2027-09-20", **typed}).status_code == 302, typed
    entry.refresh_from_db()
    names = ("state", "ruling_ground", "ruling_reason", "appeal_words", "subject_heading", "card_for")
    assert [str(getattr(entry, name)) for name in names] == [
        "floor-carried",
        "too-long",
        "251 words.",
        "250 as Word counts.",
        "Libraries",
        "62.10",
    ]
    half = admin_client.post(
        address, {"act": "record that it was lost at conference", "on": "2027-09-20", "card_for": "1"}
    )
    assert "Give both figures of the card vote, or neither." in half.text


def test_entry_of_a_model_local_motion_cannot_be_added(admin_client, motion):
    local = MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL)
    answer = admin_client.post(
        page(ConferenceEntry, "add"), {"motion": local.pk, "clp": CLPFactory().pk, "sent_on": "2027-09-01"}
    )
    assert "Select a valid choice" in answer.text
    assert not ConferenceEntry.objects.exists()


def test_delegate_is_recorded_agrees_and_is_forgotten_through_the_forms(admin_client, motion):
    entry = entries(motion)[0]
    retracted = record_sent(motion=motion, clp=CLPFactory(), sent_on=ON, by=None)
    move_entry(retracted, EntryAct.RETRACT, on=ON, by=None)
    typed = {"name": "Jo Quill", "email": "jo@example.org", "phone": "", "how_known": "Wrote to us."}
    assert "Select a valid choice" in admin_client.post(page(Delegate, "add"), {**typed, "entry": retracted.pk}).text
    admin_client.post(page(Delegate, "add"), {**typed, "entry": entry.pk})
    delegate = Delegate.objects.get()
    admin_client.post(tool(delegate, "agreed"), {"on": "2027-09-20", "how": "By email."})
    delegate.refresh_from_db()
    assert (delegate.name, delegate.may_be_written_to) == ("Jo Quill", True)
    admin_client.post(tool(delegate, "remove"), {"on": "2027-09-21"})
    delegate.refresh_from_db()
    assert (delegate.name, delegate.email, delegate.may_be_written_to) == ("", "", False)
    assert "Change the details" not in admin_client.get(page(Delegate, "change", delegate.pk)).text


def brief(motion, number):
    composited, headed, *rest = entries(motion, number)
    words = Words(name="Composite 4", subject_heading="Libraries", text="It acts.", agreed_on=ON)
    record_composite(motion, words, [composited], by=None)
    move_entry(headed, EntryAct.GIVE_HEADING, on=ON, heading="Buses", by=None)
    for place, entry in enumerate((composited, headed, *rest)):
        delegate = record_delegate(entry, Contact(name="N", email=f"d{place}@example.org", how_known="W."), by=None)
        if place != 1:
            record_agreement(delegate, on=ON, how="So.", by=None)


def test_briefing_groups_delegates_and_copies_those_who_agreed(admin_client, motion):
    brief(motion, 4)
    response = admin_client.get(page(Delegate, "briefing"))
    groups = [(group.name, len(group.delegates), group.addresses) for group in response.context["groups"]]
    assert groups == [
        ("Composite 4, Libraries", 1, "d0@example.org"),
        ("Buses", 1, ""),
        ("No subject yet", 2, "d2@example.org, d3@example.org"),
    ]
    assert admin_client.post(page(Delegate, "briefing")).status_code == 405


def test_briefing_leaves_out_earlier_campaigns_and_those_who_withdrew(admin_client, motion):
    earlier = MotionFactory(campaign__is_current=False)
    record_delegate(entries(earlier)[0], CONTACT, by=None)
    gone = record_delegate(entries(motion)[0], CONTACT, by=None)
    admin_client.post(tool(gone, "remove"), {"on": "2027-09-21"})
    assert admin_client.get(page(Delegate, "briefing")).context["groups"] == []


@pytest.mark.parametrize("number", [2, 20])
def test_briefing_takes_a_constant_number_of_queries(admin_client, motion, django_assert_max_num_queries, number):
    brief(motion, number)
    with django_assert_max_num_queries(6):
        admin_client.get(page(Delegate, "briefing"))


def rows_of_each(motion, union):
    """One row of each kind, with a tool that fits it."""
    first, second = entries(motion, 2)
    composite = record_composite(
        motion, Words(name="4", subject_heading="S", text="T", agreed_on=ON), [first], by=None
    )
    delegate = record_delegate(second, CONTACT, by=None)
    offer = make_offer(motion, Help(affiliate=union), name="Alex", email="alex@example.org", consent="Yes.")
    return [(union, "contact"), (composite, "show"), (delegate, "remove"), (offer, "withdraw")]


def test_organiser_without_the_permissions_sees_and_does_nothing(client, motion, union):
    rows = rows_of_each(motion, union)
    sign_in(client)
    before = Event.objects.count()
    for row, name in rows:
        for address in (page(type(row), "changelist"), page(type(row), "change", row.pk), page(type(row), "add")):
            assert client.get(address).status_code == 403, address
        data = {"name": "X", "how_known": "Y", "on": "2027-09-01"}
        assert client.get(tool(row, name)).status_code == client.post(tool(row, name), data).status_code == 403
    assert client.get(page(Delegate, "briefing")).status_code == 403
    assert Event.objects.count() == before


def test_organiser_who_may_only_look_is_offered_no_tools(client, motion, union):
    rows = rows_of_each(motion, union)
    sign_in(client, "view_affiliate", "view_composite", "view_delegate", "view_offer")
    for row, name in rows:
        shown = client.get(page(type(row), "change", row.pk))
        assert shown.status_code == 200
        assert tool(row, name) not in shown.text
        assert client.post(tool(row, name), {"on": "2027-09-01"}).status_code == 403
    assert client.get(page(Delegate, "briefing")).status_code == 200


def test_outsider_is_sent_to_sign_in(client, motion, union):
    rows = rows_of_each(motion, union)
    client.force_login(UserFactory())
    addresses = [tool(row, name) for row, name in rows] + [page(Delegate, "briefing"), page(Offer, "changelist")]
    for address, method in product(addresses, (client.get, client.post)):
        assert method(address).url.startswith("/admin/login/")


@pytest.mark.parametrize("model", [Composite, Delegate, Offer])
def test_rows_are_not_typed_over(admin_client, motion, union, model):
    rows_of_each(motion, union)
    row = model.objects.get()
    before = model.objects.values().get()
    assert admin_client.post(page(model, "change", row.pk), {"name": "Typed over"}).status_code == 403
    assert admin_client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.values().get() == before
    assert admin_client.get(tool(row, "no-such-tool")).status_code == 404
