"""The desk's page of visiting speakers: who suits whom, asking by one press, and what the call sheet leads to."""

import re
from datetime import date
from uuid import uuid4

import pytest

from campaign.mail.tasks import mail_round
from motions.actions.speakers import accept_asking, ask_speaker
from motions.models import SpeakerAsking, SpeakerOffer, SpeakerWish
from tests.factories import CLPFactory, RegionFactory, look_after, make_speaker, make_submission, make_wish

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
    """What the page says without its markup, each run of blanks one."""
    return " ".join(re.sub(r"<[^>]*>", " ", desk.get(PAGE).text).split())


def test_empty_page_says_where_offers_come_from(desk, motion):
    assert "No CLP wants a speaker just now." in shown(desk)
    assert "Nobody offers to speak yet" in shown(desk)


def test_those_who_suit_come_first_and_the_others_say_what_does_not(desk, motion, clp, wish, speaker):
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


def test_one_press_asks_and_a_second_asks_nobody_again(desk, wish, speaker):
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
