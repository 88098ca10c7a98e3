"""Affiliates, model local motions and conference in a real browser: axe, a phone's width, the keyboard, no scripts."""

from datetime import date

import pytest
from playwright.sync_api import expect

from clps.models import Affiliate
from motions.actions.affiliates import move_affiliate
from motions.actions.composites import CompositeWords, record_composite, show_composite
from motions.actions.delegates import DelegateContact, record_agreement, record_delegate
from motions.actions.entries import move_entry, record_sent
from motions.actions.offers import Help, make_offer
from motions.affiliate_workflow import AffiliateAct
from motions.enums import LinkPurpose, MotionKind
from motions.models import Composite, Offer, SubmissionLink
from motions.workflow import EntryAct
from tests.browser.axe import clipboard_of, violations_everywhere, width_of
from tests.factories import CLPFactory, MotionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 3, 1)


@pytest.fixture
def world():
    """A union that said yes, a local motion, a composite that conference carried, and a delegate who agreed."""
    motion = MotionFactory(slug="libraries")
    MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL, slug="seats")
    union = Affiliate.objects.create(kind="union", name="Union of Lamplighters", short_name="UL")
    for act in (AffiliateAct.APPROACH, AffiliateAct.REACH_EXECUTIVE, AffiliateAct.SAY_YES):
        move_affiliate(motion, union, act, on=ON, by=None)
    entry = record_sent(motion=motion, clp=CLPFactory(slug="here"), sent_on=ON, by=None)
    move_entry(entry, EntryAct.RULE_IN_ORDER, on=ON, by=None)
    words = CompositeWords(name="Composite 4", subject_heading="Libraries", text="It acts.", agreed_on=ON)
    show_composite(record_composite(motion, words, [entry], by=None), shown=True, by=None)
    move_entry(entry, EntryAct.CARRY, on=ON, by=None)
    delegate = record_delegate(entry, DelegateContact(name="Jo", email="jo@example.org", how_known="Wrote."), by=None)
    record_agreement(delegate, on=ON, how="By email.", by=None)
    return motion


def confirm_address(motion):
    offer = make_offer(motion, Help(other_affiliate="Ramblers"), name="A", email="a@example.org", consent="Yes.")
    return f"/affiliates/confirm/{SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM)}/"


@pytest.mark.parametrize(
    "address",
    [
        "/affiliates/",
        "/affiliates/offered/",
        "/motions/libraries/",
        "/motions/seats/",
        "/clps/here/",
        "/clps/here/seats/send/",
        "/clps/here/seats/send/?meets=branch&branch=Market",
        "/clps/here/seats/report/",
        "/progress/",
    ],
)
def test_axe_finds_nothing_on_public_pages(page, live_server, world, address):
    page.goto(live_server.url + address)
    assert violations_everywhere(page) == {}
    page.set_viewport_size({"width": 320, "height": 800})
    assert width_of(page) <= 320
    assert page.context.cookies() == []


def test_axe_finds_nothing_on_the_link_and_on_a_form_that_came_back(page, live_server, world):
    page.goto(live_server.url + confirm_address(world))
    assert violations_everywhere(page) == {}
    page.goto(live_server.url + "/affiliates/")
    page.get_by_role("button", name="Offer to help").click()
    expect(page.locator("[data-error-summary] li")).to_have_count(4)
    assert violations_everywhere(page) == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_member_offers_to_help_with_and_without_scripts(browser, live_server, world, scripts):
    page = browser.new_context(java_script_enabled=scripts).new_page()
    page.goto(live_server.url + "/affiliates/")
    other = page.get_by_label("Its name, if it is not in the list")
    assert other.is_visible() is not scripts
    page.get_by_label("Your union, society or group", exact=True).select_option("Another one")
    other.fill("Ramblers")
    page.get_by_label("Your name").fill("Alex")
    page.get_by_label("Your email address").fill("alex@example.org")
    page.get_by_label("I agree that").check()
    page.get_by_role("button", name="Offer to help").click()
    page.get_by_role("heading", name="One more step: look in your mail").wait_for()
    assert Offer.objects.get().affiliate_name == "Ramblers"


def test_composite_is_read_by_keyboard(page, live_server, world):
    page.goto(live_server.url + "/motions/libraries/")
    text = page.get_by_text("It acts.", exact=True)
    expect(text).to_be_hidden()
    page.get_by_text("Read Composite 4").focus()
    page.keyboard.press("Enter")
    expect(text).to_be_visible()


def test_axe_finds_nothing_on_the_organisers_pages_and_addresses_are_copied(page, live_server, world):
    organiser = UserFactory(email="organiser@example.org", is_staff=True, is_superuser=True)
    organiser.set_password("a long enough password")
    organiser.save()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    page.goto(live_server.url + "/admin/login/")
    page.locator("[name=login]").fill("organiser@example.org")
    page.locator("[name=password]").fill("a long enough password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    union, composite = Affiliate.objects.get().pk, Composite.objects.get().pk
    addresses = [
        f"{live_server.url}/admin/{address}"
        for address in (
            "clps/affiliate/",
            f"clps/affiliate/{union}/change/",
            f"clps/affiliate/{union}/tools/step/",
            f"motions/composite/{composite}/change/",
            "motions/composite/add/",
            "motions/delegate/add/",
            "motions/delegate/briefing/",
        )
    ]
    for address in addresses:
        page.goto(address)
    page.get_by_role("button", name="Copy addresses of those who agreed").click()
    assert clipboard_of(page) == "jo@example.org"
    # Before axe comes in, which has styles of its own.
    assert refused == []
    for address in addresses:
        # The admin's links fade from one scheme's ink to the other's: begin in the one that is looked at first.
        page.emulate_media(color_scheme="light")
        page.goto(address)
        assert violations_everywhere(page) == {}, address
    page.wait_for_load_state("networkidle")
