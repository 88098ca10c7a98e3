"""The way in for unions, societies and groups: by name, with a message, and a letter for each body."""

from uuid import uuid4

import pytest
from django.urls import reverse

from motions.actions.offers import confirm_offer
from motions.enums import LinkPurpose, MotionKind
from motions.models import Offer, SubmissionLink
from tests.factories import CLPFactory, MotionFactory, UserFactory

pytestmark = pytest.mark.django_db
LETTER = "/affiliates/letter/"
IN = {"affiliate": "Union of Lamplighters", "branch": "Gas Street"}


@pytest.fixture
def local(motion):
    return MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL, slug="benches", version__title="A bench")


@pytest.mark.parametrize("address", ["/", "clp", "/affiliates/"])
def test_affiliates_of_every_kind_are_named_on_the_pages_that_lead_to_theirs(client, motion, address):
    text = client.get(CLPFactory().get_absolute_url() if address == "clp" else address).text
    for kind in ("union", "socialist societ", "interest group", "campaign group"):
        assert kind in text.lower()
    assert 'href="/affiliates/' in text


@pytest.mark.parametrize(
    ("route", "heading", "greeting", "asked"),
    [
        (
            "branch",
            "Email your branch secretary",
            "Dear Branch Secretary,",
            "in Gas Street branch. Please put",
        ),
        ("executive", "Email the executive", "Dear members of the executive,", "I ask the executive to support"),
        ("office", "Email the national office", "Dear General Secretary,", "who decides on our motions"),
    ],
)
def test_letter_is_written_for_each_body(client, motion, route, heading, greeting, asked):
    response = client.get(LETTER, {**IN, "route": route})
    letter = response.context["letter"]
    assert f"<h1>{heading}</h1>" in response.text
    assert letter.body.startswith(f"{greeting}\n\nI am a member of Union of Lamplighters")
    assert asked in letter.body
    assert "Motions must reach" in letter.body
    assert "A library in reach of every child\n\nConference notes libraries.\n\nIt resolves." in letter.body
    assert "CLP secretary" not in letter.body


def test_letter_is_asked_for_before_it_is_shown_and_a_mistake_keeps_what_was_typed(client, motion):
    asked = client.get(LETTER, {"in": "UNISON"}).text
    assert 'value="UNISON"' in asked
    assert "letter-body" not in asked
    wrong = client.get(LETTER, {"affiliate": "UNISON", "route": ""}).text
    assert "Choose one. If you are not sure, begin with your branch." in wrong
    assert 'value="UNISON"' in wrong
    assert "Name it, so that the email can." in client.get(LETTER, {"affiliate": "", "route": "branch"}).text


def test_letter_takes_what_its_sender_changes(client, motion):
    data = {"action": "letter", "subject": "Ours", "body": "Dear all", "sender": "Alex", "to": "sec@example.org"}
    response = client.post(f"{LETTER}?affiliate=UNISON&route=branch", data)
    assert "The links below now carry your words." in response.text
    assert response.context["letter"].body == "Dear all\n\nAlex\n"


def test_local_motion_goes_to_a_union_branch_and_no_further(client, motion, local):
    address = reverse("motions:affiliate-letter", args=["benches"])
    for page in ("/affiliates/", CLPFactory().get_absolute_url(), local.get_absolute_url()):
        assert f'href="{address}"' in client.get(page).text
    letter = client.get(address, {**IN, "route": "branch"}).context["letter"]
    assert "pass it on its own account" in letter.body
    assert "onference by" not in letter.body
    assert "Select a valid choice" in client.get(address, {**IN, "route": "executive"}).text


def test_letter_without_a_text_is_not_there(client, db):
    assert client.get(LETTER).status_code == 404
    MotionFactory(version=False)
    assert client.get(LETTER).status_code == 404


def test_message_comes_with_the_offer_and_shows_once_the_address_is_confirmed(client, motion):
    data = {"affiliate": "other", "other_affiliate": "Ramblers", "name": "Alex", "email": "alex@example.org"}
    long = client.post("/affiliates/", {**data, "message": "x" * 2001, "consent": "on", "form_key": str(uuid4())})
    assert "That is too long" in long.text
    said = "My branch meets on Thursdays."
    client.post("/affiliates/", {**data, "message": said, "consent": "on", "form_key": str(uuid4())})
    offer = Offer.objects.get()
    assert offer.message == said
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = f"/admin/motions/offer/{offer.pk}/change/"
    assert said not in client.get(page).text
    confirm_offer(SubmissionLink.objects.mint(offer, LinkPurpose.OFFER_CONFIRM))
    assert said in client.get(page).text
    assert said not in client.get("/affiliates/").text
