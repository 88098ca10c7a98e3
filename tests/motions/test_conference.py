"""A CLP's motion after it is sent: heading, ballot, composite and the vote on the floor; and who is briefed there."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from motions.actions.composites import Words, change_composite, record_composite, show_composite
from motions.actions.delegates import (
    Contact,
    change_delegate,
    record_agreement,
    record_delegate,
    remove_delegate,
)
from motions.actions.entries import CardVote, move_entry, record_sent
from motions.enums import EntryState, EventKind, MotionKind, PublicView, RulingGround, Stage
from motions.models import Composite, ConferenceEntry, Delegate, Event, Motion, Standing
from motions.workflow import COMPOSITE_ACTS, ENTRY_TRANSITIONS, EntryAct, NotAllowed, entry_may
from tests.factories import CLPFactory, MotionFactory

pytestmark = pytest.mark.django_db
E, ACT = EntryState, EntryAct
SENT, RULED, MET, VOTED = date(2027, 9, 1), date(2027, 9, 20), date(2027, 9, 26), date(2027, 9, 28)
WORDS = Words(name="Composite 4", subject_heading="Libraries", text="Conference resolves.", agreed_on=MET)
CARD = CardVote(votes_for=Decimal("62.10"), votes_against=Decimal("37.90"))
CONTACT = Contact(name="Jo Quill", email="jo@example.org", phone="07700 900123", how_known="The secretary said.")


@pytest.fixture
def motion():
    return MotionFactory()


def entry_of(motion, *acts, clp=None):
    entry = record_sent(motion=motion, clp=clp or CLPFactory(), sent_on=SENT, by=None)
    for act in acts:
        entry = move_entry(entry, act, on=RULED, by=None, heading="Libraries")
    return entry


def accepted(motion, number=1):
    return [entry_of(motion, ACT.RULE_IN_ORDER) for _ in range(number)]


def states(motion):
    return list(ConferenceEntry.objects.filter(motion=motion).order_by("pk").values_list("state", flat=True))


def test_steps_after_acceptance_are_these():
    floor = {
        ACT.CARRY: E.FLOOR_CARRIED,
        ACT.LOSE: E.FLOOR_LOST,
        ACT.REMIT: E.FLOOR_REMITTED,
        ACT.NOT_TAKE: E.FLOOR_NOT_TAKEN,
    }
    early = {ACT.SEND_AGAIN, ACT.RETRACT, ACT.ACKNOWLEDGE, ACT.RULE_IN_ORDER, ACT.RULE_OUT, ACT.APPEAL}
    early |= {ACT.WIN_APPEAL, ACT.LOSE_APPEAL}
    steps = {
        (act, state): to
        for act, changes in ENTRY_TRANSITIONS.items()
        if act not in early
        for state, to in changes.items()
    }
    voted_on = (E.IN_ORDER, E.CHOSEN, E.COMPOSITED, *floor.values())
    assert steps == {
        **{(ACT.GIVE_HEADING, state): state for state in (E.IN_ORDER, E.IN_BALLOT, E.CHOSEN, E.NOT_CHOSEN)},
        (ACT.PUT_IN_BALLOT, E.IN_ORDER): E.IN_BALLOT,
        **{(ACT.CHOOSE, state): E.CHOSEN for state in (E.IN_BALLOT, E.NOT_CHOSEN)},
        **{(ACT.LEAVE_OUT, state): E.NOT_CHOSEN for state in (E.IN_BALLOT, E.CHOSEN)},
        **{(ACT.COMPOSITE, state): E.COMPOSITED for state in (E.IN_ORDER, E.CHOSEN)},
        (ACT.TAKE_OUT, E.COMPOSITED): E.IN_ORDER,
        **{(act, state): to for act, to in floor.items() for state in voted_on},
    }


@pytest.mark.parametrize("act", EntryAct)
@pytest.mark.parametrize("state", EntryState)
def test_move_entry_refuses_what_the_table_does_not_have(motion, act, state):
    entry = entry_of(motion)
    ConferenceEntry.objects.update(state=state)
    before = Event.objects.count()
    if entry_may(state, act) and act not in COMPOSITE_ACTS:
        assert move_entry(entry, act, on=RULED, by=None, heading="Libraries").state == ENTRY_TRANSITIONS[act][state]
        return
    with pytest.raises(NotAllowed):
        move_entry(entry, act, on=RULED, by=None, heading="Libraries")
    assert (states(motion), Event.objects.filter(kind="entry_changed").count()) == ([state], 0)
    assert Event.objects.count() == before


def test_each_step_keeps_its_own_day_and_moves_no_stage(motion):
    entry = entry_of(motion)
    days = [date(2027, 9, day) for day in range(2, 7)]
    for act, on in zip(
        (ACT.ACKNOWLEDGE, ACT.RULE_IN_ORDER, ACT.GIVE_HEADING, ACT.PUT_IN_BALLOT, ACT.CHOOSE), days, strict=True
    ):
        entry = move_entry(entry, act, on=on, by=None, heading="Libraries")
    record_composite(motion, WORDS, [entry], by=None)
    entry = move_entry(entry, ACT.CARRY, on=VOTED, by=None, card=CARD)
    names = ("acknowledged_on", "ruled_on", "headed_on", "in_ballot_on", "ballot_on", "composited_on", "floor_on")
    assert [getattr(entry, name) for name in names] == [*days, MET, VOTED]
    assert (entry.subject_heading, entry.composite.name, entry.card_for) == (
        "Libraries",
        "Composite 4",
        CARD.votes_for,
    )
    standing = Standing.objects.get()
    assert (standing.stage, standing.since) == ("accepted", date(2027, 9, 3))


def test_ruling_keeps_the_committees_ground_apart_from_the_words_of_the_appeal(motion):
    entry = entry_of(motion)
    move_entry(entry, ACT.RULE_OUT, on=RULED, by=None, ground=RulingGround.LATE, reason="At 5.01pm.")
    entry = move_entry(entry, ACT.APPEAL, on=MET, by=None, reason="It left at 4.59pm.")
    assert (entry.ruling_ground, entry.ruling_reason, entry.appeal_words) == (
        "late",
        "At 5.01pm.",
        "It left at 4.59pm.",
    )


def test_heading_without_words_is_refused(motion):
    with pytest.raises(NotAllowed, match="Say which subject heading"):
        move_entry(accepted(motion)[0], ACT.GIVE_HEADING, on=RULED, by=None)


def test_card_vote_belongs_to_a_vote_that_was_counted(motion):
    entry = move_entry(accepted(motion)[0], ACT.LOSE, on=VOTED, by=None, card=CARD)
    assert (entry.card_for, entry.card_against) == (CARD.votes_for, CARD.votes_against)
    corrected = move_entry(entry, ACT.REMIT, on=VOTED, by=None, card=CARD)
    assert (corrected.state, corrected.card_for, corrected.card_against) == ("floor-remitted", None, None)


def test_record_sent_refuses_a_model_local_motion():
    with pytest.raises(NotAllowed, match="does not go to conference"):
        record_sent(motion=MotionFactory(kind=MotionKind.LOCAL), clp=CLPFactory(), sent_on=SENT, by=None)
    assert not ConferenceEntry.objects.exists()


def test_vote_on_a_composite_is_every_entrys_vote_and_the_others_stay(motion):
    first, second, _ = accepted(motion, 3)
    record_composite(motion, WORDS, [first, second], by=None)
    returned = move_entry(second, ACT.CARRY, on=VOTED, by=None, card=CARD)
    assert (returned.pk, returned.state) == (second.pk, "floor-carried")
    assert states(motion) == ["floor-carried", "floor-carried", "in-order"]
    assert list(ConferenceEntry.objects.order_by("pk").values_list("floor_on", "card_for")) == [
        (VOTED, CARD.votes_for),
        (VOTED, CARD.votes_for),
        (None, None),
    ]


def test_record_composite_that_an_entry_cannot_be_in_leaves_nothing_behind(motion):
    good, late = *accepted(motion), entry_of(motion, ACT.RULE_OUT)
    with pytest.raises(NotAllowed, match="ruled out"):
        record_composite(motion, WORDS, [good, late], by=None)
    assert (states(motion), Composite.objects.count()) == (["in-order", "ruled-out"], 0)
    assert not Event.objects.filter(kind=EventKind.COMPOSITE_RECORDED).exists()


def test_record_composite_refuses_no_entries_a_name_taken_and_another_motions_entry(motion):
    entry, spare = accepted(motion, 2)
    with pytest.raises(NotAllowed, match="which CLPs"):
        record_composite(motion, WORDS, [], by=None)
    record_composite(motion, WORDS, [entry], by=None)
    with pytest.raises(NotAllowed, match="Composite 4 is recorded already"):
        record_composite(motion, WORDS, [spare], by=None)
    foreign = accepted(MotionFactory(campaign__is_current=False))[0]
    with pytest.raises(NotAllowed, match="another motion"):
        record_composite(motion, Words(name="5", subject_heading="S", text="T", agreed_on=MET), [foreign], by=None)
    assert Composite.objects.count() == 1


def test_change_composite_moves_entries_in_and_out_and_twice_does_nothing(motion):
    first, second = accepted(motion, 2)
    composite = record_composite(motion, WORDS, [first], by=None)
    better = Words(name="Composite 4", subject_heading="Libraries", text="Conference acts.", agreed_on=MET)
    change_composite(composite, better, [second], by=None)
    assert states(motion) == ["in-order", "composited"]
    assert (Composite.objects.get().text, first.composite_id) == ("Conference acts.", None)
    before = Event.objects.count()
    change_composite(composite, better, [second], by=None)
    assert Event.objects.count() == before
    assert Event.objects.filter(kind=EventKind.COMPOSITE_CHANGED).get().details == {
        "composite": "Composite 4",
        "fields": ["text"],
        "entries": 2,
    }


def test_change_composite_after_the_vote_cannot_take_an_entry_out(motion):
    first, second = accepted(motion, 2)
    composite = record_composite(motion, WORDS, [first, second], by=None)
    move_entry(first, ACT.CARRY, on=VOTED, by=None)
    with pytest.raises(NotAllowed, match="take it out of its composite"):
        change_composite(composite, WORDS, [first], by=None)
    assert states(motion) == ["floor-carried", "floor-carried"]


def test_change_composite_after_the_vote_lets_a_late_entry_share_it(motion):
    first, late = accepted(motion, 2)
    composite = record_composite(motion, WORDS, [first], by=None)
    move_entry(first, ACT.CARRY, on=VOTED, by=None, card=CARD)
    change_composite(composite, WORDS, [first, late], by=None)
    late.refresh_from_db()
    assert (late.state, late.composited_on, late.floor_on, late.card_for) == (
        "floor-carried",
        MET,
        VOTED,
        CARD.votes_for,
    )


def test_show_composite_twice_writes_once(motion):
    composite = record_composite(motion, WORDS, accepted(motion), by=None)
    version = Motion.objects.get().progress_version
    for shown in (True, True, False):
        composite = show_composite(composite, shown=shown, by=None)
    assert Motion.objects.get().progress_version == version + 2
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True))[-2:] == [
        "composite_shown",
        "composite_hidden",
    ]


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
    with django_assert_num_queries(5):
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


def test_delegate_of_a_clp_that_sent_it_agrees_and_is_forgotten(motion):
    delegate = record_delegate(accepted(motion)[0], CONTACT, by=None)
    assert list(Delegate.objects.agreed()) == []
    for day in (MET, VOTED):
        record_agreement(delegate, on=day, how="By email.", by=None)
    delegate.refresh_from_db()
    assert (list(Delegate.objects.agreed()), delegate.agreed_on) == ([delegate], MET)
    remove_delegate(delegate, on=VOTED, by=None)
    row = Delegate.objects.values("name", "email", "phone", "how_known", "how_agreed", "agreed_on", "withdrawn_on")
    assert set(row.get().values()) == {"", None, VOTED}
    for again in (
        lambda: remove_delegate(delegate, on=VOTED, by=None),
        lambda: record_agreement(delegate, on=VOTED, how="So.", by=None),
        lambda: change_delegate(delegate, CONTACT, by=None),
    ):
        with pytest.raises(NotAllowed, match="removed"):
            again()
    kinds = Event.objects.filter(kind__startswith="delegate").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["delegate_recorded", "delegate_agreed", "delegate_withdrawn"]
    assert "Quill" not in str(list(Event.objects.values()))


def test_delegate_of_a_clp_that_did_not_send_it_after_all_is_refused(motion):
    entry = entry_of(motion, ACT.RETRACT)
    with pytest.raises(NotAllowed, match="not sent the motion after all"):
        record_delegate(entry, CONTACT, by=None)
    assert not Delegate.objects.exists()


def test_delegate_with_another_address_has_to_agree_anew(motion):
    delegate = record_delegate(accepted(motion)[0], CONTACT, by=None)
    record_agreement(delegate, on=MET, how="By email.", by=None)
    change_delegate(delegate, Contact(name="Jo Q", email="jo@example.org", how_known="Said so."), by=None)
    assert Delegate.objects.agreed().exists()
    changed = change_delegate(delegate, Contact(name="Jo Q", email="q@example.org", how_known="Said so."), by=None)
    assert (changed.agreed_on, changed.how_agreed) == (None, "")
    before = Event.objects.count()
    change_delegate(delegate, Contact(name="Jo Q", email="q@example.org", how_known="Said so."), by=None)
    assert Event.objects.count() == before
