"""What became of a motion: a public page of facts about CLPs, with nobody's name on it."""

from datetime import date
from decimal import Decimal

import pytest

from motions.actions.composites import CompositeWords, record_composite, show_composite
from motions.actions.dated_notes import DatedWords, add_dated_note
from motions.actions.delegates import DelegateContact, record_delegate
from motions.actions.entries import CardVote, move_entry, record_sent
from motions.enums import DatedNoteKind, MotionKind, RulingGround
from motions.models import Submission
from motions.workflow import EntryAct
from tests.factories import CLPFactory, MotionFactory

pytestmark = pytest.mark.django_db
PAGE = "/motions/libraries/afterwards/"
SENT, RULED, MET, VOTED = date(2027, 9, 1), date(2027, 9, 10), date(2027, 9, 26), date(2027, 9, 28)
ACT = EntryAct
CARD = CardVote(
    votes_for=Decimal("62.10"), votes_against=Decimal("37.90"), clps_for=Decimal(71), affiliates_for=Decimal("53.2")
)


def entry_of(motion, name, *acts):
    entry = record_sent(motion=motion, clp=CLPFactory(name=name), sent_on=SENT, by=None)
    for act in acts:
        given = {"grounds": [RulingGround.LATE, RulingGround.TOO_LONG]} if act is ACT.RULE_OUT else {}
        entry = move_entry(entry, act, on=RULED, by=None, **given)
    return entry


def main_of(client):
    return " ".join(client.get(PAGE).text.split("<main")[1].split("</main>")[0].split())


def test_page_tells_the_whole_way_and_names_nobody(client, motion):
    won = entry_of(motion, "Ambridge", ACT.RULE_OUT, ACT.APPEAL, ACT.WIN_APPEAL)
    plain = entry_of(motion, "Borchester", ACT.RULE_IN_ORDER)
    entry_of(motion, "Darrington", ACT.RULE_OUT)
    entry_of(motion, "Edgeley")
    record_delegate(won, DelegateContact(name="Jo Quill", email="jo@example.org", how_known="Rang."), by=None)
    words = CompositeWords(name="Composite 4", subject_heading="Libraries", text="It acts.", agreed_on=MET)
    composite = record_composite(motion, words, [won, plain], by=None)
    move_entry(won, ACT.CARRY, on=VOTED, by=None, card=CARD)
    for day, said in ((date(2028, 3, 1), "A bill was laid."), (date(2027, 12, 1), "The executive agreed.")):
        told = DatedWords(on=day, words=said, source="The Mercury.")
        add_dated_note(motion, DatedNoteKind.PARTY_DID, told, by=None)
    page = main_of(client)
    for said in (
        "4 CLPs carried this motion, and 4 sent it to",
        "found 2 in order, 1 of them only on appeal or when conference referred it back. 1 was ruled out.",
        "Composite 4, Libraries</strong>, 2 CLPs: Conference carried it. Card vote: 62.1 for, 37.9 against. For it"
        " were 71% of the CLPs’ half and 53.2% of the affiliates’.",
        "Ambridge CLP</a>, sent on 1 September 2027. In order; ruled out (late; over length) at first. In Composite",
        "Darrington CLP</a>, sent on 1 September 2027. Ruled out (late; over length).",
        "Edgeley CLP</a>, sent on 1 September 2027.",
    ):
        assert said in page
    assert page.index("<h3>2027</h3>") < page.index("The executive agreed.") < page.index("<h3>2028</h3>")
    assert "It acts." not in page
    show_composite(composite, shown=True, by=None)
    assert "It acts." in main_of(client)
    assert [word for word in ("Jo Quill", "jo@example.org") if word in page] == []
    assert client.get(PAGE).cookies == {}


def test_halves_go_with_a_vote_that_is_put_right(motion):
    entry = move_entry(entry_of(motion, "Ambridge", ACT.RULE_IN_ORDER), ACT.CARRY, on=VOTED, by=None, card=CARD)
    entry = move_entry(entry, ACT.REMIT, on=VOTED, by=None)
    assert (entry.card_for, entry.clps_for, entry.affiliates_for) == (None, None, None)


def test_page_says_what_is_not_known_and_is_reached_from_the_motion(client, motion):
    assert "No CLP is known to have carried this motion yet." in main_of(client)
    assert f'href="{PAGE}"' in client.get("/motions/libraries/").text


def test_model_local_motions_and_motions_without_a_text_have_no_such_page(client, motion):
    local = MotionFactory(slug="local", campaign=motion.campaign, kind=MotionKind.LOCAL)
    assert client.get(f"/motions/{local.slug}/afterwards/").status_code == 404
    assert client.get("/motions/nowhere/afterwards/").status_code == 404
    assert client.post(PAGE).status_code == 405
    assert not Submission.objects.exists()


def test_page_costs_the_same_however_many_carried_it(client, motion, django_assert_max_num_queries):
    for number in range(8):
        entry_of(motion, f"Place {number}", ACT.RULE_OUT if number % 2 else ACT.RULE_IN_ORDER)
    client.get(PAGE)
    with django_assert_max_num_queries(14):
        client.get(PAGE)
