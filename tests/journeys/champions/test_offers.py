"""“I’ll do it”, without a browser's scripts: offered, confirmed, and told on the CLP's page."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from motions.actions.champions import withdraw_champion
from motions.enums import LinkPurpose
from motions.models import Champion, Standing
from tests.factories import CLPFactory, make_champion
from tests.journeys.champions.conftest import AFTER_THE_DEADLINE, OFFER, link, offer, page

pytestmark = pytest.mark.django_db


def test_offer_without_an_account_or_cookie_waits_for_its_address(strict, motion, clp):
    response = offer(strict, clp)
    assert response.url == reverse("motions:champion-offered", args=[clp.slug])
    assert "One more step: look in your mail" in strict.get(response.url).text
    assert not strict.cookies
    champion = Champion.objects.get()
    assert (champion.state, champion.may_introduce, champion.name) == ("awaiting-confirmation", False, "Robin Reader")
    wording = champion.consents.get().wording
    assert "that I want to take the motion to my CLP" in wording
    assert "put me in touch" not in wording
    assert "Nobody has told us" in strict.get(clp.get_absolute_url()).text


def test_offer_that_agrees_to_introductions_keeps_those_words_too(strict, motion, clp):
    offer(strict, clp, may_introduce="on")
    champion = Champion.objects.get()
    assert champion.may_introduce
    assert "may put me in touch with others in my CLP" in champion.consents.get().wording


def test_offer_page_leaves_introductions_out_unless_asked_for(client, motion, clp):
    shown = client.get(reverse("motions:champion-offer", args=[clp.slug])).text
    boxes = re.findall(r"<input[^>]*checkbox[^>]*>", shown)
    assert len(boxes) == 2
    assert not any("checked" in box for box in boxes)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": "robin at example"}, "Enter a valid email address."),
        ({"email": ""}, "We need it to send you your own page."),
        ({"name": ""}, "Tell us what to call you."),
        ({"name": "x" * 121}, "Ensure this value has at most 120 characters"),
        ({"consent": ""}, "Tick this, or we cannot keep your offer."),
        ({"form_key": "old"}, "This page had grown old."),
    ],
)
def test_offer_with_a_mistake_comes_back_whole_with_the_reason(client, motion, clp, changes, reason):
    response = offer(client, clp, may_introduce="on", **changes)
    assert response.status_code == 200
    assert reason in response.text
    for name, value in {**OFFER, **changes}.items():
        if name in ("name", "email") and value:
            assert f'value="{value}"' in response.text, name
    assert re.search(r'name="may_introduce"[^>]*checked', response.text)
    assert not Champion.objects.exists()


def test_offer_sent_from_another_site_is_refused(client, motion, clp):
    address = reverse("motions:champion-offer", args=[clp.slug])
    data = {**OFFER, "form_key": str(uuid4())}
    assert client.post(address, data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not Champion.objects.exists()


def test_offer_by_a_known_address_looks_like_any_other(client, motion, clp):
    first = offer(client, clp)
    make_champion(motion, clp, email="known@example.org")
    known = offer(client, clp, email="known@example.org")
    assert (first.status_code, first.url) == (known.status_code, known.url)
    assert Champion.objects.count() == 2


def test_offer_after_the_deadline_leads_to_the_clp_which_says_so(client, motion, clp, time_machine):
    time_machine.move_to(AFTER_THE_DEADLINE)
    response = offer(client, clp)
    assert response.url == clp.get_absolute_url()
    shown = client.get(response.url).text
    assert "The deadline has passed" in shown
    assert "I’ll do it" not in shown
    assert not Champion.objects.exists()


def test_clp_page_offers_the_quieter_way_and_tells_of_a_champion_without_naming_them(client, motion, clp):
    address = reverse("motions:champion-offer", args=[clp.slug])
    before = client.get(clp.get_absolute_url()).text
    assert address in before
    make_champion(motion, clp, email="hidden@example.org", name="Hidden Person")
    make_champion(motion, clp, name="Another Person")
    after = client.get(clp.get_absolute_url()).text
    assert "A member here has said they will take it forward." in after
    assert "Has it gone to the secretary?" in after
    assert not re.search(r"Hidden|Another Person|hidden@|2 members|two members", after)


def test_clp_page_is_the_same_for_one_champion_and_for_many(client, motion, clp):
    other = CLPFactory(name="Ynys Mon", slug="ynys-mon-2")
    make_champion(motion, other)
    for _ in range(4):
        make_champion(motion, clp)
    # A picture's address moves with the name in it.
    pages = (client.get(place.get_absolute_url()).text for place in (other, clp))
    one, many = (re.sub(r"/share-[0-9a-f]{24}\.png", "/share.png", text) for text in pages)
    assert one.replace(other.slug, clp.slug).replace(other.name, clp.name) == many


def test_confirm_page_changes_nothing_until_its_button_is_pressed(strict, motion, clp):
    champion = make_champion(motion, clp, confirmed=False, may_introduce=True)
    address = page("confirm", link(champion, LinkPurpose.CHAMPION_CONFIRM))
    for _ in range(3):
        assert strict.get(address).status_code == strict.head(address).status_code == 200
    asked = strict.get(address).text
    assert "Robin Reader" in asked
    assert "others in your CLP who said the same and agree may get your name" in asked
    champion.refresh_from_db()
    assert champion.state == "awaiting-confirmation"
    own_page = strict.post(address, follow=True)
    assert "Have you sent it?" in own_page.text
    assert own_page.headers["Cache-Control"].startswith("max-age=0")
    assert Standing.objects.get().stage == "champion_found"
    for spent in (strict.get(address), strict.post(address)):
        assert spent.status_code == 410
        assert reverse("clps:find") in spent.text
    assert not strict.cookies


def test_confirm_page_of_an_offer_that_was_withdrawn_is_spent(client, motion, clp):
    champion = make_champion(motion, clp, confirmed=False)
    address = page("confirm", link(champion, LinkPurpose.CHAMPION_CONFIRM))
    withdraw_champion(champion, by=None)
    assert client.get(address).status_code == client.post(address).status_code == 410


@pytest.mark.parametrize("name", ["champion-offer", "champion-offered"])
def test_offer_pages_of_an_unknown_clp_are_not_found(client, motion, name):
    assert client.get(reverse(f"motions:{name}", args=["atlantis"])).status_code == 404


def test_offer_page_before_there_is_a_campaign_is_not_found(client, clp):
    assert client.get(reverse("motions:champion-offer", args=[clp.slug])).status_code == 404
