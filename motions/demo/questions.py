"""The demonstration's questions: some wait, some are answered, taken, closed or asked again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.models import AbstractBaseUser

from motions.actions.advice import answer_advice, ask_advice, close_advice, reopen_advice, take_advice
from motions.enums import AdviceStep, EventKind, SubmissionState
from motions.models import AdviceReply, AdviceRequest, Event, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: how long ago it was asked, what was answered how much later, and how it stands now."""

    step: AdviceStep
    question: str
    hours_ago: int
    answer: str = ""
    answered_after: int = 0
    by_mail: bool = False
    # Asked from the page of a report, so that the address is known to be theirs.
    about_a_report: bool = False
    then: tuple[Callable[..., AdviceRequest], ...] = ()


QUESTIONS = (
    Asked(
        step=AdviceStep.NOTICE,
        question="Our meeting is in nine days and the secretary says motions have to be in a fortnight before. Is "
        "there any way to have it heard all the same?",
        hours_ago=31,
        about_a_report=True,
    ),
    Asked(
        step=AdviceStep.FINDING_SECRETARY,
        question="I joined last month and have never had a notice of a meeting. Who do I write to?",
        hours_ago=9,
    ),
    Asked(
        step=AdviceStep.AMENDMENTS,
        question="A councillor wants to add a paragraph about bus shelters. Would that take it over the limit?",
        hours_ago=55,
        about_a_report=True,
        then=(take_advice,),
    ),
    Asked(
        step=AdviceStep.OTHER,
        question="Hello, I replied to your mail because I could not find the form. The meeting has been moved to a "
        "Saturday and I work on Saturdays. Can somebody else speak for it?",
        hours_ago=4,
        by_mail=True,
    ),
    Asked(
        step=AdviceStep.WHICH_WAY,
        question="We have branches, but nobody in mine has met since the spring. Can I go straight to the CLP?",
        hours_ago=80,
    ),
    Asked(
        step=AdviceStep.SPEAKING,
        question="How long may I speak? I have written two pages.",
        hours_ago=150,
        answer="Most CLPs give the mover three minutes, and two pages are about five. Keep the story and the last "
        "sentence, and cut the middle. If you send it to us, we will read it through with you.",
        answered_after=3,
        about_a_report=True,
    ),
    Asked(
        step=AdviceStep.RULED_OUT,
        question="The chair says that a motion cannot tell a Labour government what to do. Is that right?",
        hours_ago=260,
        answer="No. A motion says what your CLP proposes to conference, and conference may propose anything to the "
        "party. Ask kindly which standing order is meant. If there is none, ask for it to be put on the agenda.",
        answered_after=20,
        about_a_report=True,
    ),
    Asked(
        step=AdviceStep.AFTER_CARRIED,
        question="It was carried on Tuesday! Does the secretary send it in, or do I?",
        hours_ago=340,
        answer="Well done. The secretary sends it, by the party’s form. Please ask this week whether it has gone, and "
        "tell us when it has.",
        answered_after=2,
        about_a_report=True,
        then=(close_advice,),
    ),
    Asked(
        step=AdviceStep.WRITING_EMAIL,
        question="Do I have to name a seconder in the email?",
        hours_ago=420,
        answer="It helps, but it is not needed in most CLPs. Ask one person before the meeting.",
        answered_after=6,
    ),
    Asked(
        step=AdviceStep.FINDING_SECRETARY,
        question="The address on the website comes back as unknown.",
        hours_ago=500,
        answer="Try the address that the last notice came from, and copy in the chair.",
        answered_after=28,
        then=(reopen_advice, take_advice),
    ),
    Asked(
        step=AdviceStep.FINDING_CLP,
        question="I have found it meanwhile, thank you.",
        hours_ago=600,
        then=(close_advice,),
    ),
)


def ask_questions(*, people: Callable[[], tuple[str, str]], organiser: AbstractBaseUser, today: date) -> None:
    """Ask and answer the demonstration's questions; `people` gives the name and address of somebody new."""
    reports = _reports(today)
    midnight = datetime.combine(today, time(0), tzinfo=UTC)
    for asked in QUESTIONS:
        report = None if asked.by_mail else next(reports, None)
        submission = report if asked.about_a_report else None
        name, email = (submission.reporter_name, submission.activist.email) if submission else people()
        request = ask_advice(
            email=email,
            name=name,
            question=asked.question,
            step=asked.step,
            clp=report.clp if report else None,
            submission=submission,
            by_mail=asked.by_mail,
        )
        if asked.answer:
            answer_advice(request, asked.answer, by=organiser)
        for act in asked.then:
            act(request, by=organiser)
        _put_in_the_past(request, asked, midnight - timedelta(hours=asked.hours_ago))


def _reports(today: date) -> Iterator[Submission]:
    """Yield reports whose meeting is still to come, the soonest first."""
    rows = Submission.objects.filter(state=SubmissionState.AWAITING_OUTCOME, meeting_on__gt=today)
    yield from rows.select_related("activist", "clp").order_by("meeting_on", "pk")


def _put_in_the_past(request: AdviceRequest, asked: Asked, asked_at: datetime) -> None:
    """Give the question and what happened to it the times it tells of, as the seeding does for every other event."""
    request.refresh_from_db()
    answered_at = asked_at + timedelta(hours=asked.answered_after)
    AdviceRequest.objects.filter(pk=request.pk).update(
        asked_at=asked_at,
        waiting_since=answered_at if request.is_waiting else None,
        first_answered_at=answered_at if asked.answer else None,
    )
    AdviceReply.objects.filter(request=request).update(at=answered_at)
    Event.objects.filter(advice=request).exclude(kind=EventKind.ADVICE_ASKED).update(at=answered_at)
    Event.objects.filter(advice=request, kind=EventKind.ADVICE_ASKED).update(at=asked_at)
