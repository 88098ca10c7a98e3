"""Asking for advice, and what organisers do about it."""

import uuid
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from clps.models import CLP
from motions.actions.events import record_event
from motions.enums import AdviceState, AdviceStep, EventKind
from motions.models import AdviceReply, AdviceRequest, Motion, SavedAnswer, Submission
from motions.queries import current_conference_motion
from motions.workflow import ADVICE_FLOW, AdviceAct, NotAllowed

# Anybody can type somebody else's address, or press on and on. More than these wait for an answer first.
OPEN_LIMIT = 5
OPEN_WINDOW = timedelta(hours=1)


class TooManyQuestions(NotAllowed):
    """So many questions from this address are waiting already that one more would help nobody."""


def ask_advice(
    *,
    email: str,
    name: str,
    question: str,
    step: AdviceStep,
    clp: CLP | None = None,
    submission: Submission | None = None,
    by_mail: bool = False,
    form_key: uuid.UUID | None = None,
) -> AdviceRequest:
    """Record a question; organisers see it at once, and its answer is the only mail it causes.

    A form sent twice (the same `form_key`) asks once. Raises TooManyQuestions where OPEN_LIMIT questions of the last
    hour wait already, unless it came by mail: what was mailed is filed in any case. Raises NotAllowed while no
    campaign is running.
    Effects: makes the person where they are new; writes `advice_asked`.
    """
    with transaction.atomic():
        asker = _locked_asker(email, name)
        if form_key and (known := AdviceRequest.objects.filter(form_key=form_key).first()):
            return known
        if not by_mail:
            _refuse_flood(asker)
        # Anybody can type somebody's address: only mail and a link show whose it is, whatever we know of its owner.
        state = AdviceState.OPEN if by_mail or submission else AdviceState.AWAITING_CONFIRMATION
        request = AdviceRequest.objects.create(
            form_key=form_key,
            asker_id=asker.pk,
            name=name,
            question=question,
            by_mail=by_mail,
            step=step,
            clp=submission.clp if submission else clp,
            submission=submission,
            state=state,
            waiting_since=timezone.now(),
        )
        _record(EventKind.ADVICE_ASKED, request, by=None)
    return request


def take_advice(request: AdviceRequest, *, by: AbstractBaseUser) -> AdviceRequest:
    """Make a question somebody's own to answer, whoever had it before; raise NotAllowed once it is closed.

    Taken twice by the same person, nothing happens. Effects: writes `advice_taken`.
    """
    with transaction.atomic():
        taken = _locked(request)
        taken.state = ADVICE_FLOW.after(taken.state, AdviceAct.TAKE)
        if taken.owner_id == by.pk:
            return taken
        taken.owner_id = by.pk
        taken.save()
        _record(EventKind.ADVICE_TAKEN, taken, by=by)
    return taken


def answer_advice(
    request: AdviceRequest, words: str, *, by: AbstractBaseUser, after: int | None = None
) -> AdviceReply:
    """Answer a question; raise NotAllowed once it is closed. The same words twice in a row are one answer.

    `after` is how many answers the writer had before them; with more by now, NotAllowed says so. None does not ask.
    Effects: the question is answered; whoever answers it first owns it; writes `advice_answered`, which
    names the answer and asks for the mail that carries it.
    """
    with transaction.atomic():
        answered = _locked(request)
        before, answered.state = answered.state, ADVICE_FLOW.after(answered.state, AdviceAct.ANSWER)
        last = answered.replies.last()
        # Pressed twice, it is one answer and one mail.
        if last and last.words == words and before == AdviceState.ANSWERED:
            return last
        if after is not None and answered.replies.count() > after:
            raise NotAllowed("Somebody answered while you were writing. Read it first; then send yours, if it helps.")
        reply = AdviceReply.objects.create(request=answered, words=words, by_id=by.pk)
        answered.first_answered_at = answered.first_answered_at or reply.at
        answered.owner_id, answered.waiting_since = answered.owner_id or by.pk, None
        answered.save()
        _record(EventKind.ADVICE_ANSWERED, answered, by=by, reply=reply)
    return reply


def close_advice(request: AdviceRequest, *, by: AbstractBaseUser) -> AdviceRequest:
    """Put a question away, answered or not; raise NotAllowed where it is closed. Effects: writes `advice_closed`."""
    return _move(request, AdviceAct.CLOSE, EventKind.ADVICE_CLOSED, by=by)


def reopen_advice(request: AdviceRequest, *, by: AbstractBaseUser) -> AdviceRequest:
    """Have a question wait for an answer again; raise NotAllowed where it does. Effects: writes `advice_reopened`."""
    return _move(request, AdviceAct.REOPEN, EventKind.ADVICE_REOPENED, by=by)


def keep_answer(reply: AdviceReply) -> SavedAnswer:
    """Keep an answer for whoever asks next, unpublished and with its step; kept twice, the first is returned."""
    first_words = " ".join(reply.request.question.split())
    heading = SavedAnswer._meta.get_field("question")
    saved, _ = SavedAnswer.objects.get_or_create(
        kept_from=reply,
        defaults={
            "step": reply.request.step,
            "question": first_words[: heading.max_length],
            "answer": reply.words,
        },
    )
    return saved


def _locked_asker(email: str, name: str) -> AbstractBaseUser:
    """Return who asks. Their questions come one after the other, so they can be counted and a form is taken once."""
    person = get_user_model().objects.for_report(email=email, name=name)
    return get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)


def _refuse_flood(asker: AbstractBaseUser) -> None:
    since = timezone.now() - OPEN_WINDOW
    if AdviceRequest.objects.waiting().filter(asker_id=asker.pk, asked_at__gt=since).count() >= OPEN_LIMIT:
        raise TooManyQuestions(
            "We have several questions from this address already and have not answered them yet. Please give us a "
            "little time, and ask again in an hour if you still need to."
        )


def _move(request: AdviceRequest, act: AdviceAct, kind: EventKind, *, by: AbstractBaseUser) -> AdviceRequest:
    with transaction.atomic():
        moved = _locked(request)
        moved.state = ADVICE_FLOW.after(moved.state, act)
        moved.waiting_since = timezone.now() if moved.is_waiting else None
        moved.save()
        _record(kind, moved, by=by)
    return moved


def _locked(request: AdviceRequest) -> AdviceRequest:
    rows = AdviceRequest.objects.select_for_update(of=("self",))
    return rows.select_related("clp", "submission__version__motion").get(pk=request.pk)


def _motion_of(request: AdviceRequest) -> Motion:
    """Return the motion that a question is about: the submission's own, or the one that the site shows."""
    motion = request.submission.version.motion if request.submission else current_conference_motion()
    if motion is None:
        raise NotAllowed("No campaign is running at the moment.")
    return motion


def _record(
    kind: EventKind, request: AdviceRequest, *, by: AbstractBaseUser | None, reply: AdviceReply | None = None
) -> None:
    record_event(
        kind=kind,
        motion=_motion_of(request),
        clp=request.clp,
        submission=request.submission,
        advice=request,
        by=by,
        reply=reply,
    )
