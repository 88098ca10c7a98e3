"""The public pages of visiting speakers: two forms, and the two pages that the links in our mail open."""

from uuid import uuid4

import pytest

from motions.actions.speaker_wishes import Wanted, note_speaker_wanted
from motions.actions.speakers import accept_asking, ask_speaker
from motions.enums import LinkPurpose
from motions.models import SpeakerAsking, SpeakerOffer, SpeakerWish, SubmissionLink
from tests.factories import RegionFactory, UserFactory, make_submission, open_another
from tests.motions.helpers import event_kinds
from tests.motions.visiting_speakers.conftest import MEETING, offer, wish

pytestmark = pytest.mark.django_db
PERSON = {"name": "Robin Reader", "email": "robin@example.org", "consent": "on", "message": "From Leeds."}


def own(about):
    is_wish = isinstance(about, SpeakerWish)
    token = SubmissionLink.objects.mint(about, LinkPurpose.SPEAKER_WISH if is_wish else LinkPurpose.SPEAKER)
    return f"/speakers/{'wanted/' if is_wish else ''}{token}/"


@pytest.fixture
def asking(motion, clp, organiser):
    return ask_speaker(wish(motion, clp), offer(motion), by=organiser)


def test_offer_is_taken_and_confirmed_by_its_link(client, motion):
    region = RegionFactory()
    given = PERSON | {"regions": [region.pk], "evenings": ["1", "3"], "ways": ["by-video"], "form_key": uuid4()}
    assert client.post("/speakers/", given)["Location"] == "/speakers/look-in-your-mail/"
    made = SpeakerOffer.objects.get()
    assert (list(made.regions.all()), made.evenings, made.ways, made.message) == (
        [region],
        [1, 3],
        "by video",
        "From Leeds.",
    )
    assert "name and address" in made.consent
    page = own(made)
    assert "Was that you?" in client.get(page).text
    assert SpeakerOffer.objects.get().state == "awaiting-confirmation"
    assert "Thank you for offering to speak" in client.post(page, {"act": "confirm"}, follow=True).text
    assert SpeakerOffer.objects.get().state == "open"


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ("regions", "Choose at least one region."),
        ("evenings", "Choose at least one evening."),
        ("ways", "Choose at least one of the two."),
        ("consent", "Tick this"),
    ],
)
def test_offer_that_lacks_something_comes_back_with_the_rest(client, motion, left_out, words):
    given = PERSON | {"regions": [RegionFactory().pk], "evenings": ["1"], "ways": ["by-video"], "form_key": uuid4()}
    given.pop(left_out)
    page = client.post("/speakers/", given).text
    assert words in page
    assert "robin@example.org" in page
    assert "From Leeds." in page
    assert not SpeakerOffer.objects.exists()


def test_page_without_a_campaign_takes_no_offer(client):
    assert client.get("/speakers/").status_code == 200
    assert client.post("/speakers/", PERSON).status_code == 404


def test_clp_asks_on_its_page_and_confirms_by_its_link(client, motion, clp):
    assert "Ask for a visiting speaker" in client.get(clp.get_absolute_url()).text
    address = f"/clps/{clp.slug}/speaker/"
    given = PERSON | {"on": "2027-02-25", "way": "in-person", "form_key": uuid4()}
    assert "That day is over." in client.post(address, given | {"on": "2027-02-01"}).text
    assert client.post(address, given)["Location"] == "/speakers/look-in-your-mail/"
    made = SpeakerWish.objects.get()
    assert (made.clp, made.on, made.way, made.state) == (clp, MEETING, "in-person", "awaiting-confirmation")
    assert "We look for a speaker" in client.post(own(made), {"act": "confirm"}, follow=True).text


def test_clp_asks_for_a_speaker_about_a_second_motion_from_its_page(client, motion, clp, organiser):
    emergency = open_another(motion)
    page = f"/clps/{clp.slug}/emergency/speaker/"
    assert f'href="{page}"' in client.get(f"/clps/{clp.slug}/motions/emergency/").text
    assert "This is about “Books now, this winter”" in client.get(page).text
    given = PERSON | {"on": MEETING.isoformat(), "way": "either", "form_key": uuid4()}
    assert client.post(page, given)["Location"] == "/speakers/look-in-your-mail/"
    made = SpeakerWish.objects.get()
    assert made.motion == emergency
    asking = ask_speaker(wish(emergency, clp), offer(motion), by=organiser)
    assert "This is about “Books now, this winter”" in client.get(own(asking.offer)).text
    client.post(own(made), {"act": "confirm"})
    client.post(own(made), {"act": "withdraw"})
    assert f'href="{page}"' in client.get(own(made)).text
    assert client.get(f"/clps/{clp.slug}/nothing/speaker/").status_code == 404


def test_wish_noted_by_telephone_is_confirmed_with_a_consent(client, motion, clp, organiser):
    given = {"person": UserFactory(), "name": "Sam Member", "by": organiser}
    page = own(note_speaker_wanted(motion, clp, Wanted(on=MEETING), **given))
    assert "Tick this, or we cannot ask anybody." in client.post(page, {"act": "confirm"}).text
    client.post(page, {"act": "confirm", "consent": "on"})
    made = SpeakerWish.objects.get()
    assert (made.state, "gets my name and address" in made.consent) == ("open", True)


def test_reporter_asks_from_the_receipt(client, motion, clp):
    report = make_submission(motion, clp, meeting_on=MEETING)
    token = SubmissionLink.objects.mint(report, LinkPurpose.MANAGE)
    assert f"/reports/{token}/visiting-speaker/" in client.get(f"/reports/{token}/").text
    assert 'value="2027-02-25"' in client.get(f"/reports/{token}/visiting-speaker/").text
    given = {"on": "2027-02-25", "way": "either", "consent": "on"}
    page = client.post(f"/reports/{token}/visiting-speaker/", given, follow=True).text
    assert "We look for a speaker" in page
    assert SpeakerWish.objects.get().state == "open"


def test_receipt_leads_back_to_a_wish(client, motion, clp):
    report = make_submission(motion, clp, email="alex@example.org", meeting_on=MEETING)
    receipt = f"/reports/{SubmissionLink.objects.mint(report, LinkPurpose.MANAGE)}/"
    others = wish(motion, clp, email="other@example.org")
    typed = wish(motion, clp, confirmed=False)
    assert "You asked for a visiting speaker" not in client.get(receipt).text
    mine = wish(motion, clp)
    assert "You asked for a visiting speaker on 25 February" in client.get(receipt).text
    page = client.post(f"{receipt}visiting-speaker/", {"open": mine.pk}, follow=True)
    assert page.redirect_chain[-1][0].startswith("/speakers/wanted/")
    assert "We look for a speaker" in page.text
    for key in (others.pk, typed.pk, "x", ""):
        assert client.post(f"{receipt}visiting-speaker/", {"open": key}).status_code == 404
    client.post(page.redirect_chain[-1][0], {"act": "withdraw"})
    assert "You asked for a visiting speaker" not in client.get(receipt).text


def test_press_that_says_nothing_confirms_nothing(client, motion, clp):
    page = own(wish(motion, clp, confirmed=False))
    client.post(page, {"act": "nonsense"})
    client.post(page)
    assert SpeakerWish.objects.get().state == "awaiting-confirmation"


def test_wish_is_not_confirmed_once_its_day_is_over(client, motion, clp, time_machine):
    page = own(wish(motion, clp, confirmed=False))
    time_machine.move_to("2027-02-26T09:00:00+00:00", tick=False)
    assert "That day is over." in client.post(page, {"act": "confirm"}).text
    assert SpeakerWish.objects.get().state == "awaiting-confirmation"


def test_speaker_says_yes_and_neither_page_shows_the_other_by_name(client, asking):
    page = own(asking.offer)
    shown = client.get(page).text
    assert "Little Mickering CLP, Thursday 25 February" in shown
    client.post(page, {"act": "yes", "asking": asking.pk})
    assert SpeakerAsking.objects.get().state == "yes"
    for address in (page, own(asking.wish)):
        assert "alex@example.org" not in client.get(address).text
        assert "robin@example.org" not in client.get(address).text
    assert "You have a speaker" in client.get(own(asking.wish)).text


def test_speaker_says_no_and_later_cannot_come_after_all(client, asking):
    page = own(asking.offer)
    for act, state in (("no", "no"), ("yes", "yes"), ("no", "no")):
        client.post(page, {"act": act, "asking": asking.pk})
        assert SpeakerAsking.objects.get().state == state


def test_late_yes_is_refused_with_the_reason(client, motion, asking, organiser):
    quicker = ask_speaker(asking.wish, offer(motion, email="quick@example.org"), by=organiser)
    accept_asking(quicker)
    page = client.post(own(asking.offer), {"act": "yes", "asking": asking.pk}).text
    assert "Somebody else has said yes meanwhile." in page


def test_looking_changes_nothing_and_nobody_answers_for_another(client, motion, asking):
    before = event_kinds()
    for address in (own(asking.offer), own(asking.wish)):
        client.get(address)
    other = offer(motion, email="other@example.org")
    before += ["speaker_offered", "speaker_confirmed"]
    for key in (asking.pk, "x", "9" * 30, ""):
        assert client.post(own(other), {"act": "yes", "asking": key}).status_code == 404
    client.post(own(asking.offer), {"act": "nonsense"})
    assert event_kinds() == before


def test_both_take_it_back_by_their_links(client, asking):
    page = own(asking.offer)
    assert "Your offer is taken back" in client.post(page, {"act": "withdraw"}, follow=True).text
    page = own(asking.wish)
    assert "You took it back" in client.post(page, {"act": "withdraw"}, follow=True).text
    assert "You cannot" not in client.get(page).text


def test_meeting_that_is_called_off_is_not_shown_as_agreed(client, asking):
    accept_asking(asking)
    page = client.post(own(asking.wish), {"act": "withdraw"}, follow=True).text
    assert "You took it back" in page
    assert "You have a speaker" not in page
    page = client.get(own(asking.offer)).text
    assert "Called off: Little Mickering CLP" in page
    assert "You speak to" not in page
    assert "You took it back" not in client.post(own(asking.offer), {"act": "yes", "asking": asking.pk}).text


def test_speaker_is_asked_again_where_the_one_who_was_quicker_cannot_come(client, motion, asking, organiser):
    quicker = accept_asking(ask_speaker(asking.wish, offer(motion, email="quick@example.org"), by=organiser))
    assert "Nobody is waiting for you." in client.get(own(asking.offer)).text
    client.post(own(quicker.offer), {"act": "no", "asking": quicker.pk})
    page = own(asking.offer)
    assert "Can you do this?" in client.get(page).text
    assert (
        "You speak to Little Mickering CLP" in client.post(page, {"act": "yes", "asking": asking.pk}, follow=True).text
    )


def test_unknown_link_opens_nothing_and_says_what_to_do(client, motion):
    for address in ("/speakers/nonsense/", "/speakers/wanted/nonsense/"):
        response = client.get(address)
        assert (response.status_code, "offer to speak again" in response.text) == (404, True)
