"""The advice inbox: who sees what, in which order, and what can be done about it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.utils import timezone
from zeal import zeal_ignore

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email
from clps.models import Secretary
from motions.actions.advice import answer_advice, close_advice, reopen_advice, take_advice
from motions.enums import AdviceState, AdviceStep, EventKind
from motions.models import AdviceReply, AdviceRequest, Event, SavedAnswer
from tests.factories import (
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    make_question,
    make_submission,
)

pytestmark = pytest.mark.django_db

INBOX = "/admin/advice/"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
RIGHTS = ["view_advicerequest", "change_advicerequest", "view_savedanswer", "add_savedanswer", "change_savedanswer"]


@pytest.fixture(autouse=True)
def _an_organiser_reads_of_other_people():
    """Who is signed in and who asked are both people, but not a loop."""
    with zeal_ignore([{"model": "accounts.User", "field": "get()"}]):
        yield


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def motion():
    return MotionFactory()


@pytest.fixture
def organiser():
    return make_organiser(name="Olive Organiser")


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    return client


def make_organiser(*regions, rights=RIGHTS, **values):
    organiser = UserFactory(is_staff=True, **values)
    organiser.user_permissions.set(Permission.objects.filter(codename__in=rights))
    organiser.regions.set(regions)
    return organiser


def page_of(request):
    return f"{INBOX}{request.reference}/"


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
    assert '<a href="/admin/advice/">Advice</a>' in text


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
        make_question()
        figures = desk.get(INBOX).context["figures"]
    assert (figures.waiting, figures.nobodys, figures.mine) == (3, 1, 1)
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
    request = make_question(email=person.email, clp=clp)
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
    assert response.context["figures"].waiting == 2
    assert [region.name for region in response.context["regions"]] == ["Wales"]
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
    request = make_question(email="two@example.org", clp=here)
    client.force_login(make_organiser(wales))
    situation = client.get(page_of(request)).context["situation"]
    assert (situation.submissions, situation.earlier) == ([], [])

    client.force_login(make_organiser())
    response = client.get(page_of(request))
    assert response.context["situation"].submissions == [submission]
    assert "From elsewhere?" in response.text


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


def test_question_page_shows_the_situation_beside_it(desk, motion, organiser):
    clp = CLPFactory(name="Ynys Môn", slug="ynys-mon", region=RegionFactory(name="Wales"))
    submission = make_submission(motion, clp, email="alex@example.org")
    Secretary.objects.create(clp=clp, email="secretary@example.org", known_since=NOON, how_known="The notice")
    request = make_question(
        email="alex@example.org", name="Alex", submission=submission, question="<b>Bold</b>\n\nSecond paragraph"
    )
    text = desk.get(page_of(request)).text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in text
    for words in ("Alex asked", "Ynys Môn", "With the CLP", "Wales", "Confirmed on", "Advice asked for"):
        assert words in text
    assert f"/admin/motions/submission/{submission.pk}/change/" in text
    # Whom a CLP's motions go to is known only to those who may know it.
    assert "secretary@example.org" not in text
    organiser.user_permissions.add(Permission.objects.get(codename="view_secretary"))
    assert "secretary@example.org" in desk.get(page_of(request)).text


def test_question_page_warns_of_an_address_that_anybody_may_have_typed(desk, motion):
    assert "Not confirmed: anybody may have typed it" in desk.get(page_of(make_question())).text


def test_answer_is_given_once_and_shown(desk, motion, organiser):
    request = make_question(email="sam@example.org")
    data = {"act": "answer", "words": "Ask the chair.\r\n\r\nThen tell us.", "after": "0", "saved": ""}
    for _ in range(2):
        response = desk.post(page_of(request), data)
        assert (response.status_code, response.url) == (302, page_of(request))
    reply = AdviceReply.objects.get()
    assert (reply.request, reply.by, reply.words) == (request, organiser, "Ask the chair.\r\n\r\nThen tell us.")
    event = Event.objects.get(kind=EventKind.ADVICE_ANSWERED)
    assert (event.advice, event.details) == (request, {"reply": reply.pk})
    text = desk.get(page_of(request)).text
    assert "Olive Organiser answered" in text
    assert "Answered. It goes out by mail." in text


def test_answer_shows_what_became_of_its_mail(desk, motion, organiser):
    reply = answer_advice(make_question(), "Yes.", by=organiser)
    Email.objects.create(
        key="advice:1",
        kind=MailKind.RECEIPT,
        event=Event.objects.get(kind=EventKind.ADVICE_ANSWERED),
        recipient=reply.request.asker,
        to=reply.request.asker.email,
        message=b"",
        message_id="<1@example.org>",
        state=EmailState.FAILED,
        until=timezone.now(),
    )
    assert "Mail: failed" in desk.get(page_of(reply.request)).text


def test_answer_written_while_somebody_else_answered_comes_back_with_the_reason(desk, motion):
    request = make_question()
    other = UserFactory(is_staff=True, name="Oscar")
    answer_advice(request, "Oscar’s answer.", by=other)
    data = {"act": "answer", "words": "My answer.", "after": "0"}
    response = desk.post(page_of(request), data)
    assert "Somebody answered while you were writing." in response.text
    assert "Oscar’s answer." in response.text
    assert response.context["form"]["words"].value() == "My answer."
    assert AdviceReply.objects.count() == 1
    shown = response.context["form"]["after"].value()
    assert desk.post(page_of(request), {**data, "after": shown}).status_code == 302
    assert [reply.words for reply in AdviceReply.objects.all()] == ["Oscar’s answer.", "My answer."]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"words": "  "}, "Write the answer first."),
        ({"words": "x" * 8_001}, "at most 8000 characters"),
        ({"after": "x"}, "Enter a whole number."),
        ({"saved": "0"}, "Select a valid choice."),
    ],
)
def test_answer_with_a_mistake_keeps_what_was_typed(desk, motion, changes, reason):
    request = make_question()
    data = {"act": "answer", "words": "Ask the chair.", "after": "0", **changes}
    response = desk.post(page_of(request), data)
    assert reason in response.text
    assert response.context["form"]["words"].value() == data["words"]
    assert AdviceReply.objects.count() == 0


def test_saved_answer_is_put_below_what_is_typed_and_nothing_is_sent(desk, motion):
    request = make_question()
    saved = SavedAnswer.objects.create(step="notice", question="How long?", answer="Seven days.")
    assert '<optgroup label="Notice and standing orders">' in desk.get(page_of(request)).text
    ways = {("Dear Sam,", str(saved.pk)): "Dear Sam,\n\nSeven days.", ("", str(saved.pk)): "Seven days."}
    ways |= {("Dear Sam,", chosen): "Dear Sam," for chosen in ("", "0", "x")}
    for (typed, chosen), words in ways.items():
        response = desk.post(page_of(request), {"act": "insert", "words": typed, "saved": chosen, "after": "0"})
        assert (response.status_code, response.context["form"]["words"].value()) == (200, words)
        assert "Not sent yet" not in response.text
    assert AdviceReply.objects.count() == 0
    assert AdviceRequest.objects.get().state == AdviceState.AWAITING_CONFIRMATION


def test_question_is_taken_closed_and_reopened_by_buttons(desk, motion, organiser):
    request = make_question()

    def press(act):
        desk.post(page_of(request), {"act": act})
        row = AdviceRequest.objects.get()
        return row.state, row.owner

    def offered():
        return re.findall(r'name="act" value="(\w+)"', desk.get(page_of(request)).text)

    assert offered() == ["insert", "answer", "take", "close"]
    assert press("take") == (AdviceState.AWAITING_CONFIRMATION, organiser)
    assert offered() == ["insert", "answer", "close"]
    assert press("close") == (AdviceState.CLOSED, organiser)
    assert offered() == ["reopen"]
    assert press("close") == (AdviceState.CLOSED, organiser)
    assert "You cannot close the question here: closed." in desk.get(page_of(request)).text
    assert press("reopen") == (AdviceState.OPEN, organiser)
    kinds = Event.objects.filter(advice=request).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["advice_asked", "advice_taken", "advice_closed", "advice_reopened"]


def test_get_with_an_act_changes_nothing(desk, motion):
    request = make_question()
    before = Event.objects.count()
    for act in ("take", "close", "answer", "keep"):
        assert desk.get(page_of(request), {"act": act, "words": "x", "after": "0"}).status_code == 200
    request.refresh_from_db()
    assert (request.owner, request.state, Event.objects.count()) == (None, AdviceState.AWAITING_CONFIRMATION, before)


def test_answer_is_kept_for_others_and_published_from_there(desk, motion, organiser, client):
    reply = answer_advice(make_question(question="Is there a form?"), "Yes, **there is**.", by=organiser)
    other = answer_advice(make_question(), "Not of that question.", by=organiser)
    for _ in range(2):
        response = desk.post(page_of(reply.request), {"act": "keep", "reply": reply.pk})
    saved = SavedAnswer.objects.get(kept_from=reply)
    assert response.url == f"/admin/motions/savedanswer/{saved.pk}/change/"
    assert "Is there a form?" not in client.get("/help/").text
    form = {"step": "notice", "question": "Is there a form?", "answer": saved.answer, "position": "5"}
    desk.post(response.url, {**form, "is_published": "on"})
    assert "<p>Yes, <strong>there is</strong>.</p>" in client.get("/help/").text
    for number in (other.pk, "x", ""):
        assert desk.post(page_of(reply.request), {"act": "keep", "reply": number}).status_code == 404


def test_unknown_question_is_not_found(desk, motion):
    assert desk.get(f"{INBOX}00000000-0000-4000-8000-000000000000/").status_code == 404
