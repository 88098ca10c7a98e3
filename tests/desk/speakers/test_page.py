"""The desk's page of visiting speakers: who suits whom, asking by one press, and what the call sheet leads to."""

from datetime import date
from uuid import uuid4

import pytest

from campaign.mail.tasks import mail_round
from motions.actions.speakers import accept_asking, ask_speaker
from motions.models import SpeakerAsking, SpeakerOffer, SpeakerWish
from motions.workflow import NotAllowed
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    MotionFactory,
    RegionFactory,
    look_after,
    make_speaker,
    make_submission,
    make_wish,
    open_another,
)
from tests.reading import plain

pytestmark = pytest.mark.django_db
PAGE = "/admin/speakers/"
# A Thursday, nine days from now.
ON = date(2027, 6, 10)


@pytest.fixture
def wish(motion, clp):
    return make_wish(motion, clp, on=ON, name="Alex Asker")


@pytest.fixture
def speaker(motion, clp):
    return make_speaker(motion, [clp.region], name="Robin Reader", email="robin@example.org")


def shown(desk):
    return plain(desk.get(PAGE).text)


def test_empty_page_says_where_offers_come_from(desk, motion):
    assert "No CLP wants a speaker just now." in shown(desk)
    assert "Nobody offers to speak yet" in shown(desk)


def test_speakers_who_suit_come_first_and_the_others_say_what_does_not(desk, motion, clp, wish, speaker):
    late = make_speaker(motion, [clp.region], name="Only Mondays")
    SpeakerOffer.objects.filter(pk=late.pk).update(evenings=[0])
    busy = make_speaker(motion, [clp.region], name="Often Asked")
    ask_speaker(make_wish(motion, CLPFactory(), on=ON), busy, by=late.activist)
    make_speaker(motion, [RegionFactory(name="Wales")], name="Far Away")
    page = shown(desk)
    wanted = page[page.index("Wanted") : page.index("Offered")]
    order = [wanted.index(f"Ask {name}") for name in ("Robin Reader", "Often Asked", "Only Mondays")]
    assert order == sorted(order)
    assert "Ask Far Away" not in wanted
    assert "Not on a Thursday, as a rule" in wanted
    assert "asked 1 time so far" in wanted


def test_speaker_asked_twice_is_asked_once(desk, wish, speaker):
    for _ in range(2):
        desk.post(PAGE, {"act": "ask", "wish": wish.pk, "offer": speaker.pk})
    assert SpeakerAsking.objects.count() == 1
    assert "Robin Reader : asked, no answer yet" in shown(desk)
    accept_asking(SpeakerAsking.objects.get())
    assert "Robin Reader : said yes" in shown(desk)
    assert "Close it without a speaker" not in shown(desk)


def test_name_behind_an_address_that_is_not_confirmed_is_not_shown(desk, motion, clp):
    make_wish(motion, clp, on=ON, confirmed=False, name="Secret Asker")
    make_speaker(motion, [clp.region], confirmed=False, name="Secret Speaker")
    page = shown(desk)
    assert "Secret" not in page
    assert "Waits until whoever asked presses the button" in page


def test_organiser_of_another_region_sees_nothing_and_presses_nothing(desk, organiser, wish, speaker):
    look_after(organiser, RegionFactory(name="Wales"))
    page = shown(desk)
    for private in ("Robin Reader", "Alex Asker", "Little Mickering"):
        assert private not in page
    assert desk.post(PAGE, {"act": "ask", "wish": wish.pk, "offer": speaker.pk}).status_code == 403
    assert desk.post(PAGE, {"act": "close", "wish": wish.pk}).status_code == 403
    assert desk.post(PAGE, {"act": "withdraw", "offer": speaker.pk}).status_code == 404
    assert not SpeakerAsking.objects.exists()


def test_closing_and_taking_back_are_recorded(desk, wish, speaker):
    page = shown(desk)
    assert "No mail says so: please tell them. Yes, close it" in page
    assert "the CLP needs somebody else. Yes, they took it back" in page
    desk.post(PAGE, {"act": "close", "wish": wish.pk})
    desk.post(PAGE, {"act": "withdraw", "offer": speaker.pk})
    assert (SpeakerWish.objects.get().state, SpeakerOffer.objects.get().state) == ("closed", "withdrawn")
    assert "Alex Asker" not in shown(desk)
    assert "Choose what to do." in desk.post(PAGE, follow=True).text
    for nonsense in ({"act": "ask", "wish": "x"}, {"act": "ask", "wish": "9" * 40, "offer": speaker.pk}):
        assert desk.post(PAGE, nonsense).status_code == 404


def test_call_that_says_they_want_a_speaker_leads_to_the_day_and_to_a_mail(desk, motion, clp, mailoutbox):
    report = make_submission(motion, clp, email="alex@example.org", meeting_on=ON)
    card = f"/admin/calls/{clp.slug}/{report.activist_id}/"
    desk.post(card, {"act": "take"})
    answer = desk.post(card, {"result": "wants-speaker", "words": "", "form_key": uuid4()})
    assert answer["Location"] == f"{card}speaker/"
    assert 'value="2027-06-10"' in desk.get(f"{card}speaker/").text
    assert "Give the day" in desk.post(f"{card}speaker/", {"on": "", "way": "either"}).text
    for _ in range(2):
        desk.post(f"{card}speaker/", {"on": "2027-06-10", "way": "in-person"})
    noted = SpeakerWish.objects.get()
    assert (noted.state, noted.activist, noted.name) == ("awaiting-confirmation", report.activist, "Alex Activist")
    mail_round()
    assert "Please confirm: a speaker for Little Mickering CLP" in [sent.subject for sent in mailoutbox]


def test_wish_of_a_second_motion_is_on_its_own_page_and_answered_by_whoever_offers(desk, motion, clp, speaker):
    wish = make_wish(open_another(motion), clp, on=ON, name="Alex Asker")
    assert "Alex Asker" not in shown(desk)
    page = desk.get(PAGE, {"motion": "emergency"}).text
    assert "Alex Asker" in page
    assert f'href="/admin/clps/{clp.slug}/story/?motion=emergency"' in page
    answer = desk.post(f"{PAGE}?motion=emergency", {"act": "ask", "wish": wish.pk, "offer": speaker.pk})
    assert answer["Location"] == f"{PAGE}?motion=emergency"
    asking = SpeakerAsking.objects.get()
    assert (asking.wish, asking.offer) == (wish, speaker)
    assert desk.post(PAGE, {"act": "close", "wish": wish.pk}).status_code == 404


def test_speaker_of_another_campaign_is_neither_shown_nor_asked(desk, motion, clp, wish):
    earlier = MotionFactory(campaign=CampaignFactory(is_current=False))
    foreign = make_speaker(earlier, [clp.region], name="Robin Reader")
    assert "Robin Reader" not in shown(desk)
    with pytest.raises(NotAllowed):
        ask_speaker(wish, foreign, by=foreign.activist)


def test_thing_to_do_about_a_wish_of_a_second_motion_leads_to_its_page(desk, motion, clp):
    make_wish(open_another(motion), clp, on=ON)
    page = desk.get("/admin/")
    assert [row["item"].attention.kind.key for row in page.context["rows"]] == ["speaker-wanted"]
    assert f'href="{PAGE}?motion=emergency"' in page.text


def test_call_about_a_second_motion_notes_the_wish_for_that_one(desk, motion, clp):
    emergency = open_another(motion)
    report = make_submission(emergency, clp, email="alex@example.org", meeting_on=ON)
    card, query = f"/admin/calls/{clp.slug}/{report.activist_id}/", "?motion=emergency"
    desk.post(card + query, {"act": "take"})
    answer = desk.post(card + query, {"result": "wants-speaker", "words": "", "form_key": uuid4()})
    assert answer["Location"] == f"{card}speaker/{query}"
    assert f'href="{card}{query}"' in desk.get(answer["Location"]).text
    answer = desk.post(answer["Location"], {"on": "2027-06-10", "way": "in-person"})
    assert answer["Location"] == f"{PAGE}{query}"
    assert SpeakerWish.objects.get().motion == emergency


@pytest.mark.parametrize("number", [1, 12])
def test_page_costs_the_same_queries_however_many_there_are(
    desk, motion, organiser, number, django_assert_num_queries
):
    for place in range(number):
        clp = CLPFactory()
        wanted, offer = make_wish(motion, clp, on=ON), make_speaker(motion, [clp.region], name=f"S {place}")
        ask_speaker(wanted, offer, by=organiser)
    desk.get(PAGE)
    with django_assert_num_queries(14):
        desk.get(PAGE)
