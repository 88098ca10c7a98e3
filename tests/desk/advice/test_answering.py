"""One question at the desk: what stands beside it, and what can be done about it."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email
from clps.models import Secretary
from motions.actions.advice import answer_advice
from motions.enums import AdviceState, EventKind
from motions.models import AdviceReply, AdviceRequest, Event, SavedAnswer
from tests.desk.advice.conftest import INBOX, NOON, page_of
from tests.factories import CLPFactory, RegionFactory, UserFactory, make_question, make_submission

pytestmark = pytest.mark.django_db


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
        assert (response.status_code, response.url) == (302, f"{page_of(request)}#content-start")
    reply = AdviceReply.objects.get()
    assert (reply.request, reply.by, reply.words) == (request, organiser, "Ask the chair.\r\n\r\nThen tell us.")
    event = Event.objects.get(kind=EventKind.ADVICE_ANSWERED)
    assert (event.advice, event.reply, event.details) == (request, reply, {})
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
