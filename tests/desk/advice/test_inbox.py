"""The advice inbox: who sees what, in which order, and who may not."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from motions.actions.advice import answer_advice, close_advice, reopen_advice, take_advice
from motions.enums import AdviceState, AdviceStep
from motions.models import AdviceReply, AdviceRequest, SavedAnswer
from tests.desk.advice.conftest import INBOX, NOON, make_organiser, page_of
from tests.factories import CLPFactory, RegionFactory, UserFactory, make_question, make_submission

pytestmark = pytest.mark.django_db


def listed(response):
    return [row.pk for row in response.context["questions"]]


def test_inbox_lists_who_waits_longest_first(desk, motion, organiser):
    asked = []
    for hours in (5, 50, 1):
        with time_machine.travel(NOON - timedelta(hours=hours), tick=False):
            asked.append(make_question(question=f"Asked {hours} hours ago?"))
    answer_advice(make_question(), "Yes.", by=organiser)
    close_advice(make_question(), by=organiser)
    response = desk.get(INBOX)
    assert listed(response) == [asked[1].pk, asked[0].pk, asked[2].pk]
    text = re.sub(r"\s+", " ", response.text.replace("\xa0", " "))
    assert "Asked 50 hours ago?" in text
    assert ">2 days, 2 hours</time>" in text
    assert '<a href="/admin/advice/" aria-current="true">Advice</a>' in text


def test_inbox_shows_how_it_stands_and_the_median_first_answer(desk, motion, organiser):
    for number, hours in enumerate((1, 4, 30)):
        with time_machine.travel(NOON):
            question = make_question()
        with time_machine.travel(NOON + timedelta(hours=hours)):
            answer_advice(question, f"Answer {number}.", by=organiser)
    with time_machine.travel(NOON - timedelta(days=100)):
        old = make_question()
    with time_machine.travel(NOON - timedelta(days=95)):
        answer_advice(old, "Long ago.", by=organiser)
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        take_advice(make_question(), by=organiser)
        take_advice(make_question(), by=UserFactory(is_staff=True))
        # One by mail, and one whose address anybody may have typed: that one is not counted as waiting.
        make_question(by_mail=True)
        make_question()
        # The session of two days ago has ended.
        desk.force_login(organiser)
        figures = desk.get(INBOX).context["figures"]
    assert (figures.waiting, figures.unconfirmed, figures.nobodys, figures.mine) == (3, 1, 1, 1)
    assert (figures.times.answered, figures.times.words) == (3, "4 hours")
    assert figures.longest == NOON + timedelta(days=2)


def test_inbox_is_narrowed_by_its_address(desk, motion, organiser):
    wales = RegionFactory(name="Wales")
    in_wales = make_question(clp=CLPFactory(region=wales), step=AdviceStep.NOTICE)
    mine = take_advice(make_question(clp=CLPFactory()), by=organiser)
    answered = answer_advice(make_question(), "Yes.", by=organiser).request
    closed = close_advice(make_question(), by=organiser)
    ways = {
        "": {in_wales.pk, mine.pk},
        "state=all": {in_wales.pk, mine.pk, answered.pk, closed.pk},
        "state=answered": {answered.pk},
        "state=closed": {closed.pk},
        "step=notice": {in_wales.pk},
        "region=wales": {in_wales.pk},
        "owner=me": {mine.pk},
        "owner=nobody": {in_wales.pk},
        "region=wales&owner=me": set(),
        # What nobody could have chosen narrows nothing.
        "state=anything&step=x&region=atlantis&owner=everyone&page=99": {in_wales.pk, mine.pk},
    }
    assert {query: set(listed(desk.get(f"{INBOX}?{query}"))) for query in ways} == ways
    assert '<option value="wales" selected>' in desk.get(f"{INBOX}?region=wales").text
    assert "Nothing like that." in desk.get(f"{INBOX}?region=wales&owner=me").text


def test_inbox_turns_pages_and_keeps_its_filters(desk, motion):
    for number in range(51):
        make_question(step=AdviceStep.NOTICE, question=f"Question {number}?")
    first = desk.get(f"{INBOX}?step=notice")
    assert len(listed(first)) == 50
    assert '"?state=waiting&amp;step=notice&amp;page=2"' in first.text
    assert len(listed(desk.get(f"{INBOX}?state=waiting&step=notice&page=2"))) == 1


@pytest.mark.parametrize("address", ["inbox", "question"])
def test_desk_costs_the_same_for_one_question_and_for_many(client, motion, address, django_assert_num_queries):
    region, person = RegionFactory(), UserFactory(email="often@example.org", email_confirmed_at=timezone.now())
    organiser = make_organiser(region)
    client.force_login(organiser)
    clp = CLPFactory()
    request = make_question(email=person.email, clp=clp, by_mail=True)
    answer_advice(request, "One.", by=organiser)
    reopen_advice(request, by=organiser)
    for many in (1, 12):
        for number in range(many):
            more = make_question(clp=clp, email=person.email, by_mail=True, question=f"{number}?")
            take_advice(more, by=UserFactory(is_staff=True))
            make_submission(motion, clp, email=person.email)
            answer_advice(request, f"Answer {number} of {many}.", by=UserFactory(is_staff=True))
            SavedAnswer.objects.create(step="other", question="?", answer="!")
        reopen_advice(request, by=organiser)
        with django_assert_num_queries(13 if address == "inbox" else 19):
            assert client.get(INBOX if address == "inbox" else page_of(request)).status_code == 200


def test_regional_organiser_sees_their_regions_and_questions_of_no_clp(client, motion):
    wales = RegionFactory(name="Wales")
    here, elsewhere = make_question(clp=CLPFactory(region=wales)), make_question(clp=CLPFactory())
    nowhere = make_question()
    client.force_login(make_organiser(wales))
    response = client.get(INBOX)
    assert set(listed(response)) == {here.pk, nowhere.pk}
    assert (response.context["figures"].waiting, response.context["figures"].unconfirmed) == (0, 2)
    assert [name for _, name in response.context["regions"]] == ["Wales"]
    assert set(listed(client.get(f"{INBOX}?region=north-west"))) == {here.pk, nowhere.pk}
    assert client.get(page_of(here)).status_code == client.get(page_of(nowhere)).status_code == 200
    assert client.get(page_of(elsewhere)).status_code == 404
    for act in ("take", "close", "answer", "insert", "keep"):
        assert client.post(page_of(elsewhere), {"act": act, "words": "Hm.", "after": 0}).status_code == 404
    elsewhere.refresh_from_db()
    assert (elsewhere.state, elsewhere.owner) == (AdviceState.AWAITING_CONFIRMATION, None)


def test_regional_organiser_sees_only_their_own_part_of_a_persons_story(client, motion):
    wales = RegionFactory(name="Wales")
    here, elsewhere = CLPFactory(region=wales), CLPFactory()
    submission = make_submission(motion, elsewhere, email="two@example.org")
    make_question(email="two@example.org", clp=elsewhere, question="From elsewhere?")
    request = make_question(email="two@example.org", clp=here, by_mail=True)
    client.force_login(make_organiser(wales))
    situation = client.get(page_of(request)).context["situation"]
    assert (situation.submissions, situation.earlier) == ([], [])

    client.force_login(make_organiser())
    response = client.get(page_of(request))
    assert response.context["situation"].submissions == [submission]
    assert "From elsewhere?" in response.text


def test_question_with_a_confirmed_persons_address_typed_shows_nothing_of_theirs(desk, motion):
    make_submission(motion, CLPFactory(), email="two@example.org")
    make_question(email="two@example.org", by_mail=True, question="By mail?")
    typed = make_question(email="two@example.org", question="Is this me?")
    assert typed.state == AdviceState.AWAITING_CONFIRMATION
    response = desk.get(page_of(typed))
    assert (response.context["situation"].submissions, response.context["situation"].earlier) == ([], [])
    assert "By mail?" not in response.text
    assert "<b>1</b> more from addresses that anybody may have typed" in desk.get(INBOX).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_desk_is_closed_to_outsiders(client, motion, method):
    request = make_question()
    for somebody in (None, UserFactory()):
        if somebody:
            client.force_login(somebody)
        for address in (INBOX, page_of(request)):
            response = getattr(client, method)(address, {"act": "close"})
            assert (response.status_code, response.url.split("?")[0]) == (302, "/admin/login/")
    client.force_login(make_organiser(rights=[]))
    for address in (INBOX, page_of(request)):
        assert getattr(client, method)(address, {"act": "close"}).status_code in (403, 405)
    assert "/admin/advice/" not in client.get("/admin/").text
    assert AdviceRequest.objects.get().state == AdviceState.AWAITING_CONFIRMATION


def test_organiser_who_may_only_read_changes_nothing(client, motion, organiser):
    request = make_question()
    answer_advice(request, "Yes.", by=organiser)
    client.force_login(make_organiser(rights=["view_advicerequest"]))
    text = client.get(page_of(request)).text
    assert "Yes." in text
    assert 'name="act"' not in text
    reply = AdviceReply.objects.get()
    for act in ("take", "close", "reopen", "answer", "insert", "keep", ""):
        data = {"act": act, "words": "No.", "after": 1, "reply": reply.pk}
        assert client.post(page_of(request), data).status_code == 403
    assert AdviceRequest.objects.get().state == AdviceState.ANSWERED
    assert AdviceReply.objects.count() == 1


def test_keeping_an_answer_takes_the_right_to_edit_saved_answers(client, motion, organiser):
    reply = answer_advice(make_question(), "Yes.", by=organiser)
    client.force_login(make_organiser(rights=["view_advicerequest", "change_advicerequest"]))
    assert "Save this answer" not in client.get(page_of(reply.request)).text
    assert client.post(page_of(reply.request), {"act": "keep", "reply": reply.pk}).status_code == 403
    assert not SavedAnswer.objects.filter(kept_from__isnull=False).exists()
