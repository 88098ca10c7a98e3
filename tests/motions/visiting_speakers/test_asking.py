"""Offering to speak, wanting a speaker, asking and answering: who may, what follows, and that twice is once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from campaign.accounts.models import User
from motions.actions.speaker_wishes import (
    Wanted,
    close_wish,
    confirm_wish,
    note_speaker_wanted,
    want_speaker_by_link,
    withdraw_wish,
)
from motions.actions.speakers import accept_asking, ask_speaker, confirm_speaker, decline_asking, withdraw_speaker
from motions.enums import SpeakerWay
from motions.models import SpeakerAsking, SpeakerOffer, SpeakerWish
from motions.workflow import NotAllowed
from tests.factories import UserFactory, make_submission
from tests.motions.helpers import event_kinds
from tests.motions.visiting_speakers.conftest import MEETING, TODAY, offer, wish

pytestmark = pytest.mark.django_db


def states():
    rows = (SpeakerOffer, SpeakerWish, SpeakerAsking)
    return [list(model.objects.order_by("pk").values_list("state", flat=True)) for model in rows]


def test_offer_counts_once_its_address_is_confirmed(motion):
    made = offer(motion, confirmed=False)
    assert (made.state, made.evenings, made.confirmed_at) == ("awaiting-confirmation", [1, 3], None)
    assert confirm_speaker(made).state == "open"
    assert made.activist.__class__.objects.get(pk=made.activist_id).email_confirmed_at is not None
    assert event_kinds() == ["speaker_offered", "speaker_confirmed"]
    with pytest.raises(NotAllowed):
        confirm_speaker(made)


def test_form_sent_twice_is_one_offer_and_one_wish(motion, clp):
    key = uuid4()
    assert offer(motion, confirmed=False, form_key=key) == offer(motion, confirmed=False, form_key=key)
    assert wish(motion, clp, confirmed=False, form_key=key) == wish(motion, clp, confirmed=False, form_key=key)
    assert event_kinds() == ["speaker_offered", "speaker_wanted"]


def test_speaker_who_says_yes_is_introduced_once(motion, clp, organiser):
    asking = ask_speaker(wish(motion, clp), offer(motion), by=organiser)
    assert ask_speaker(SpeakerWish.objects.get(), SpeakerOffer.objects.get(), by=organiser) == asking
    for _ in range(2):
        accept_asking(asking)
    assert states() == [["open"], ["found"], ["yes"]]
    assert event_kinds()[-2:] == ["speaker_asked", "speaker_introduced"]


def test_first_to_say_yes_comes_and_the_others_are_not_needed(motion, clp, organiser):
    wanted = wish(motion, clp)
    first, second = (ask_speaker(wanted, offer(motion, email=f"s{n}@example.org"), by=organiser) for n in "12")
    accept_asking(second)
    assert states()[2] == ["asked", "yes"]
    assert [one.in_words for one in SpeakerAsking.objects.order_by("pk")] == ["not needed any more", "said yes"]
    with pytest.raises(NotAllowed, match="Somebody else has said yes"):
        accept_asking(first)
    # The one who would have come cannot, so the other is wanted after all.
    decline_asking(second)
    assert [one.in_words for one in SpeakerAsking.objects.order_by("pk")] == ["asked, no answer yet", "said no"]
    accept_asking(first)
    assert states()[1:] == [["found"], ["yes", "no"]]


def test_speaker_who_says_no_may_think_better_of_it(motion, clp, organiser):
    asking = ask_speaker(wish(motion, clp), offer(motion), by=organiser)
    for _ in range(2):
        decline_asking(asking)
    assert (states()[1:], event_kinds()[-1]) == ([["open"], ["no"]], "speaker_declined")
    accept_asking(asking)
    assert states()[1:] == [["found"], ["yes"]]


def test_speaker_who_cannot_come_after_all_leaves_the_clp_looking(motion, clp, organiser):
    asking = ask_speaker(wish(motion, clp), offer(motion), by=organiser)
    accept_asking(asking)
    decline_asking(asking)
    assert states()[1:] == [["open"], ["no"]]


def test_offer_taken_back_leaves_the_clp_looking(motion, clp, organiser):
    asking = ask_speaker(wish(motion, clp), offer(motion), by=organiser)
    accept_asking(asking)
    withdraw_speaker(asking.offer, by=asking.offer.activist)
    assert states() == [["withdrawn"], ["open"], ["no"]]
    with pytest.raises(NotAllowed):
        ask_speaker(asking.wish, asking.offer, by=organiser)


@pytest.mark.parametrize("end", [withdraw_wish, close_wish])
def test_wish_that_is_over_asks_nobody_any_more(motion, clp, organiser, end):
    asking = ask_speaker(wish(motion, clp), offer(motion), by=organiser)
    end(asking.wish, by=organiser)
    assert list(SpeakerAsking.objects.awaited()) == []
    with pytest.raises(NotAllowed, match="They do not look for a speaker any more"):
        accept_asking(asking)
    with pytest.raises(NotAllowed):
        end(asking.wish, by=organiser)


def test_speaker_who_said_no_is_not_asked_for_it_again(motion, clp, organiser):
    asking = decline_asking(ask_speaker(wish(motion, clp), offer(motion), by=organiser))
    with pytest.raises(NotAllowed, match="They said no to that meeting"):
        ask_speaker(asking.wish, asking.offer, by=organiser)
    assert event_kinds()[-1] == "speaker_declined"


def test_offer_taken_back_leaves_what_was_asked_unanswered(motion, clp, organiser):
    asking = ask_speaker(wish(motion, clp), offer(motion), by=organiser)
    withdraw_speaker(asking.offer, by=None)
    assert list(SpeakerAsking.objects.awaited()) == []
    assert SpeakerAsking.objects.get().in_words == "does not offer to speak any more"


def test_speaker_is_not_asked_before_both_are_confirmed(motion, clp, organiser):
    with pytest.raises(NotAllowed):
        ask_speaker(wish(motion, clp, confirmed=False), offer(motion), by=organiser)
    with pytest.raises(NotAllowed):
        ask_speaker(wish(motion, clp), offer(motion, confirmed=False, email="late@example.org"), by=organiser)
    assert not SpeakerAsking.objects.exists()


def test_speaker_is_not_introduced_to_themselves(motion, clp, organiser):
    with pytest.raises(NotAllowed):
        ask_speaker(wish(motion, clp, email="robin@example.org"), offer(motion), by=organiser)


def test_day_that_is_over_is_neither_wanted_nor_asked_for_nor_answered(motion, clp, organiser, time_machine):
    asking = ask_speaker(wish(motion, clp, on=TODAY), offer(motion), by=organiser)
    with pytest.raises(NotAllowed, match="That day is over"):
        wish(motion, clp, on=TODAY - timedelta(days=1))
    time_machine.move_to("2027-02-03T09:00:00+00:00", tick=False)
    for act in (accept_asking, decline_asking):
        with pytest.raises(NotAllowed, match="That day is over"):
            act(asking)
    with pytest.raises(NotAllowed, match="That day is over"):
        ask_speaker(asking.wish, offer(motion, email="other@example.org"), by=organiser)


def test_wish_noted_on_the_telephone_waits_for_their_own_word(motion, clp, organiser):
    person = UserFactory()
    given = {"person": person, "name": "Sam Member", "by": organiser}
    noted = note_speaker_wanted(motion, clp, Wanted(on=MEETING), **given)
    assert note_speaker_wanted(motion, clp, Wanted(on=MEETING), **given) == noted
    assert (noted.state, noted.consent) == ("awaiting-confirmation", "")
    with pytest.raises(NotAllowed, match="agreed"):
        confirm_wish(noted)
    assert confirm_wish(noted, consent="I agree.").state == "open"
    assert event_kinds() == ["speaker_wanted", "speaker_wish_confirmed"]


def test_somebody_removed_meanwhile_is_not_noted(motion, clp, organiser):
    person = UserFactory()
    User.objects.forget([person], at=timezone.now())
    with pytest.raises(NotAllowed, match="removed"):
        note_speaker_wanted(motion, clp, Wanted(on=MEETING), person=person, name="Sam Member", by=organiser)
    assert not SpeakerWish.objects.exists()


def test_reporters_own_words_take_the_place_of_a_strangers(motion, clp):
    report = make_submission(motion, clp, email="alex@example.org")
    typed = wish(motion, clp, confirmed=False, name="Buy my watches")
    SpeakerWish.objects.update(message="evil.example", way="by-video")
    wanted = Wanted(on=MEETING, way=SpeakerWay.IN_PERSON, message="At seven, upstairs.")
    assert want_speaker_by_link(report, wanted, consent="I agree.") == typed
    columns = ("name", "way", "message", "state")
    assert SpeakerWish.objects.values_list(*columns).get() == (
        "Alex Activist",
        "in-person",
        "At seven, upstairs.",
        "open",
    )


def test_wish_that_a_stranger_types_beside_a_confirmed_one_is_not_confirmed(motion, clp):
    report = make_submission(motion, clp, email="alex@example.org")
    wish(motion, clp, confirmed=False, name="Buy my watches")
    mine = wish(motion, clp)
    assert want_speaker_by_link(report, Wanted(on=MEETING), consent="I agree.") == mine
    assert states()[1] == ["awaiting-confirmation", "open"]


def test_reporter_wants_a_speaker_by_their_link_once_for_each_day(motion, clp):
    report = make_submission(motion, clp)
    first = want_speaker_by_link(report, Wanted(on=MEETING), consent="I agree.")
    assert (first.state, first.name, first.activist) == ("open", "Alex Activist", report.activist)
    assert want_speaker_by_link(report, Wanted(on=MEETING), consent="I agree.") == first
    other = want_speaker_by_link(report, Wanted(on=date(2027, 3, 4)), consent="I agree.")
    assert other != first
    assert event_kinds()[-2:] == ["speaker_wish_confirmed"] * 2


def test_report_that_does_not_count_wants_no_speaker(motion, clp):
    report = make_submission(motion, clp, confirmed=False)
    with pytest.raises(NotAllowed):
        want_speaker_by_link(report, Wanted(on=MEETING), consent="I agree.")
