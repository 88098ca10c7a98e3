"""Asking for advice, answering it, and what is refused."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from campaign.accounts.models import User
from motions.actions.advice import (
    OPEN_LIMIT,
    TooManyQuestions,
    answer_advice,
    close_advice,
    keep_answer,
    reopen_advice,
    take_advice,
)
from motions.enums import AdviceState, AdviceStep, EventKind
from motions.models import AdviceReply, AdviceRequest, Event, SavedAnswer
from motions.workflow import NotAllowed
from tests.factories import (
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    make_question,
    make_submission,
)

pytestmark = pytest.mark.django_db

EVENING = datetime(2027, 3, 1, 20, tzinfo=UTC)


def events():
    return [
        (event.kind, event.advice_id, event.by_id, event.details)
        for event in Event.objects.filter(advice__isnull=False).order_by("pk")
    ]


@time_machine.travel(EVENING, tick=False)
def test_ask_advice_keeps_everything_and_says_what_happened(motion):
    clp = CLPFactory()
    asked = make_question(
        email="Sam@Example.org", name="Sam", question="Which way?", step=AdviceStep.WHICH_WAY, clp=clp
    )
    row = AdviceRequest.objects.get()
    assert row == asked
    assert (row.asker.email, row.name, row.question, row.step) == ("sam@example.org", "Sam", "Which way?", "which-way")
    assert (row.clp, row.submission, row.by_mail, row.owner) == (clp, None, False, None)
    assert (row.state, row.asked_at, row.waiting_since, row.first_answered_at) == (
        AdviceState.AWAITING_CONFIRMATION,
        EVENING,
        EVENING,
        None,
    )
    event = Event.objects.get(advice=row)
    assert (event.kind, event.motion, event.clp, event.submission, event.by, event.details) == (
        EventKind.ADVICE_ASKED,
        motion,
        clp,
        None,
        None,
        {},
    )


def test_ask_advice_is_open_where_the_address_is_known_to_be_theirs(motion):
    UserFactory(email="known@example.org", name="Known", email_confirmed_at=timezone.now())
    # Anybody may have typed the address of somebody whom we know.
    assert make_question(email="known@example.org", name="Somebody").state == AdviceState.AWAITING_CONFIRMATION
    assert make_question(email="new@example.org", by_mail=True).state == AdviceState.OPEN
    # Anybody may have typed the name.
    assert User.objects.get(email="known@example.org").name == "Known"


def test_ask_advice_about_a_submission_takes_its_clp_and_its_motion(motion):
    submission = make_submission(motion, CLPFactory())
    motion.campaign.is_current = False
    motion.campaign.save()
    MotionFactory()
    asked = make_question(email=submission.activist.email, submission=submission, clp=CLPFactory())
    assert (asked.clp, asked.submission, asked.state) == (submission.clp, submission, AdviceState.OPEN)
    event = Event.objects.get(advice=asked)
    assert (event.motion, event.submission) == (motion, submission)


def test_ask_advice_with_one_form_twice_asks_once(motion):
    key = uuid4()
    first = make_question(form_key=key)
    assert make_question(email=first.asker.email, form_key=key) == first
    assert AdviceRequest.objects.count() == Event.objects.filter(advice__isnull=False).count() == 1


def test_ask_advice_too_often_waits_for_answers_or_an_hour(motion, organiser):
    asked = [make_question(email="often@example.org") for _ in range(OPEN_LIMIT)]
    with pytest.raises(TooManyQuestions, match="ask again in an hour"):
        make_question(email="Often@example.org")
    assert AdviceRequest.objects.count() == OPEN_LIMIT
    make_question(email="another@example.org")
    # What was mailed is filed in any case, and then counts too.
    make_question(email="often@example.org", by_mail=True)

    answer_advice(asked[0], "Yes.", by=organiser)
    with pytest.raises(TooManyQuestions):
        make_question(email="often@example.org")
    answer_advice(asked[1], "No.", by=organiser)
    make_question(email="often@example.org")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        make_question(email="often@example.org")


def test_ask_advice_without_a_campaign_leaves_nothing():
    with pytest.raises(NotAllowed, match="No campaign"):
        make_question()
    assert (AdviceRequest.objects.count(), User.objects.count()) == (0, 0)


def test_take_advice_makes_it_theirs_and_another_may_take_over(motion, organiser):
    request, other = make_question(), UserFactory(is_staff=True)
    assert take_advice(request, by=organiser).owner == organiser
    take_advice(request, by=organiser)
    assert take_advice(request, by=other).owner == other
    _, *taken = events()
    assert taken == [(EventKind.ADVICE_TAKEN, request.pk, by.pk, {}) for by in (organiser, other)]
    assert AdviceRequest.objects.get().is_waiting


def test_answer_advice_records_the_first_answer_and_owns_the_question(motion, organiser):
    with time_machine.travel(EVENING, tick=False):
        request = make_question()
    with time_machine.travel(EVENING + timedelta(hours=2), tick=False):
        first = answer_advice(request, "Look at the last notice.", by=organiser)
        assert answer_advice(request, "Look at the last notice.", by=organiser) == first
    other = UserFactory(is_staff=True)
    with time_machine.travel(EVENING + timedelta(hours=9), tick=False):
        second = answer_advice(request, "And write to them.", by=other)

    row = AdviceRequest.objects.get()
    assert (row.state, row.owner, row.waiting_since) == (AdviceState.ANSWERED, organiser, None)
    assert row.first_answered_at == EVENING + timedelta(hours=2)
    assert [(reply.words, reply.by) for reply in AdviceReply.objects.all()] == [
        ("Look at the last notice.", organiser),
        ("And write to them.", other),
    ]
    assert events()[1:] == [
        (EventKind.ADVICE_ANSWERED, row.pk, organiser.pk, {}),
        (EventKind.ADVICE_ANSWERED, row.pk, other.pk, {}),
    ]
    assert list(Event.objects.exclude(reply=None).order_by("pk").values_list("reply", flat=True)) == [
        first.pk,
        second.pk,
    ]


def test_answer_that_was_given_is_never_changed(motion, organiser):
    reply = answer_advice(make_question(), "Yes.", by=organiser)
    reply.words = "No."
    with pytest.raises(TypeError, match="never changed"):
        reply.save()


@time_machine.travel(EVENING, tick=False)
def test_closed_question_takes_no_answer_until_it_is_reopened(motion, organiser):
    request = make_question()
    closed = close_advice(request, by=organiser)
    assert (closed.state, closed.waiting_since) == (AdviceState.CLOSED, None)
    # The row in hand is old; the table looks at the one that stands.
    for act in (close_advice, take_advice, lambda request, by: answer_advice(request, "Yes.", by=by)):
        with pytest.raises(NotAllowed, match="closed"):
            act(request, by=organiser)
    with time_machine.travel(EVENING + timedelta(days=3), tick=False):
        reopened = reopen_advice(request, by=organiser)
        assert (reopened.state, reopened.waiting_since) == (AdviceState.OPEN, EVENING + timedelta(days=3))
        with pytest.raises(NotAllowed, match="open"):
            reopen_advice(request, by=organiser)
    answer_advice(request, "Yes.", by=organiser)
    assert [kind for kind, *_ in events()] == [
        EventKind.ADVICE_ASKED,
        EventKind.ADVICE_CLOSED,
        EventKind.ADVICE_REOPENED,
        EventKind.ADVICE_ANSWERED,
    ]


def test_answer_to_a_reopened_question_may_say_the_same_again(motion, organiser):
    request = make_question()
    first = answer_advice(request, "Yes.", by=organiser)
    reopen_advice(request, by=organiser)
    assert answer_advice(request, "Yes.", by=organiser) != first


def test_keep_answer_makes_one_draft_that_nobody_sees(motion, organiser):
    SavedAnswer.objects.all().delete()
    reply = answer_advice(make_question(question="Who is\r\n our  secretary?"), "Ask the chair.", by=organiser)
    saved = keep_answer(reply)
    assert keep_answer(reply) == saved
    assert [(row.step, row.question, row.answer, row.is_published) for row in SavedAnswer.objects.all()] == [
        ("finding-secretary", "Who is our secretary?", "Ask the chair.", False)
    ]
    long = answer_advice(make_question(question="Why? " * 100), "So.", by=organiser)
    assert len(keep_answer(long).question) == 160


def test_questions_in_regions_take_in_those_without_a_clp(motion):
    wales = RegionFactory(name="Wales")
    here, elsewhere = CLPFactory(region=wales), CLPFactory()
    in_wales, without, other = make_question(clp=here), make_question(), make_question(clp=elsewhere)
    assert set(AdviceRequest.objects.in_regions(frozenset({wales.pk}))) == {in_wales, without}
    assert set(AdviceRequest.objects.in_regions(None)) == {in_wales, without, other}
    assert set(AdviceRequest.objects.in_regions(frozenset())) == set()
