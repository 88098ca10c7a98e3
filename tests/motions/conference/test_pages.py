"""What the public pages tell of a motion at conference."""

import pytest
from django.urls import reverse

from motions.actions.composites import record_composite, show_composite
from motions.actions.entries import move_entry
from motions.enums import PublicView, Stage
from motions.models import Standing
from tests.motions.conference.conftest import ACT, CARD, VOTED, WORDS, accepted, entry_of

pytestmark = pytest.mark.django_db


def test_motion_page_shows_a_composite_only_while_the_campaign_does(client, motion):
    entries = accepted(motion, 2)
    composite = record_composite(motion, WORDS, entries, by=None)
    page = motion.get_absolute_url()
    assert "Conference resolves." not in client.get(page).text.split("Take the text away")[1]
    show_composite(composite, shown=True, by=None)
    move_entry(entries[0], ACT.LOSE, on=VOTED, by=None, card=CARD)
    shown = client.get(page).text.split("Take the text away")[1]
    assert "Conference resolves." in shown
    assert "2 CLPs’ motions that we know of are in it" in " ".join(shown.split())
    assert "It was lost. Card vote: 62.1 for, 37.9 against." in shown
    show_composite(composite, shown=False, by=None)
    assert "Conference resolves." not in client.get(page).text.split("Take the text away")[1]


@pytest.mark.parametrize("number", [1, 30])
def test_motion_page_takes_a_constant_number_of_queries(client, motion, django_assert_num_queries, number):
    show_composite(record_composite(motion, WORDS, accepted(motion, number), by=None), shown=True, by=None)
    # Two of them are for the picture that goes with a shared link: its address names what it shows.
    with django_assert_num_queries(7):
        client.get(motion.get_absolute_url())


@pytest.mark.parametrize(
    ("act", "step", "said"),
    [
        (ACT.CARRY, "Carried by conference", "Conference carried it."),
        (ACT.LOSE, "Lost at conference", "It was lost."),
        (ACT.REMIT, "Remitted by conference", "Conference remitted it to the executive."),
        (ACT.NOT_TAKE, "Not taken at conference", "Conference did not take it."),
    ],
)
def test_clp_page_knows_the_vote_of_conference(client, motion, act, step, said):
    entry = entry_of(motion, ACT.RULE_IN_ORDER, ACT.PUT_IN_BALLOT, ACT.CHOOSE)
    record_composite(motion, WORDS, [entry], by=None)
    page = entry.clp.get_absolute_url()
    names = [one.name for one in client.get(page).context["steps"]]
    assert names[-4:] == [
        "Accepted by conference",
        "Chosen in the priorities ballot",
        "Put in Composite 4, on “Libraries”",
        "The vote of conference",
    ]
    move_entry(entry, act, on=VOTED, by=None)
    response = client.get(page)
    last = response.context["steps"][-1]
    assert (last.name, last.on, last.is_done) == (step, VOTED, True)
    assert said in response.text
    assert "Conference has dealt with it" in response.text


def test_clp_page_says_that_the_ballot_chose_other_subjects(client, motion):
    entry = entry_of(motion, ACT.RULE_IN_ORDER, ACT.PUT_IN_BALLOT, ACT.LEAVE_OUT)
    response = client.get(entry.clp.get_absolute_url())
    assert response.context["steps"][-1].name == "Not chosen in the priorities ballot"
    assert "It will not be debated this time" in response.text


def test_progress_page_tells_of_the_floor_at_once_and_once_for_a_composite(client, motion):
    first, second, alone, waiting = accepted(motion, 4)
    record_composite(motion, WORDS, [first, second], by=None)
    address = reverse("motions:progress")
    assert "On the floor" not in client.get(address).text
    move_entry(first, ACT.CARRY, on=VOTED, by=None, card=CARD)
    move_entry(alone, ACT.LOSE, on=VOTED, by=None)
    response = client.get(address)
    floor = response.text.split("On the floor of conference")[1].split("</ul>")[0]
    assert floor.count("<li>") == 2
    assert "<strong>Composite 4</strong>, on “Libraries”, with the words of 2 CLPs. Conference carried it." in floor
    assert f"<strong>{alone.clp.name} CLP’s motion</strong>. It was lost." in floor
    assert waiting.clp.name not in floor


def test_floor_vote_of_a_clp_whose_stage_is_not_accepted_is_not_told(client, motion):
    entry = accepted(motion)[0]
    move_entry(entry, ACT.CARRY, on=VOTED, by=None)
    Standing.objects.update(stage=Stage.NOT_CARRIED)
    assert "On the floor" not in client.get(reverse("motions:progress")).text
    assert "Conference carried it" not in client.get(entry.clp.get_absolute_url()).text


def test_floor_vote_is_public_where_only_carried_clps_are(client, motion):
    motion.campaign.public_view = PublicView.ADOPTED
    motion.campaign.save()
    entry = accepted(motion)[0]
    move_entry(entry, ACT.CARRY, on=VOTED, by=None)
    assert "Conference carried it" in client.get(entry.clp.get_absolute_url()).text


@pytest.mark.parametrize("number", [1, 30])
def test_progress_page_takes_a_constant_number_of_queries(client, motion, django_assert_max_num_queries, number):
    record_composite(motion, WORDS, entries := accepted(motion, number), by=None)
    move_entry(entries[0], ACT.CARRY, on=VOTED, by=None)
    with django_assert_max_num_queries(10):
        client.get(reverse("motions:progress"))
