"""What an organiser wants to see beside a question: who asks, from where, and what was said before."""

from dataclasses import dataclass

from campaign.accounts.models import User
from campaign.mail.models import Email
from clps.models import Secretary
from motions.enums import EventKind, Stage
from motions.models import AdviceReply, AdviceRequest, Event, Standing, Submission
from motions.queries import current_conference_motion

# More than these of one person nobody reads.
MOST = 5


@dataclass(frozen=True, slots=True)
class Given:
    """One answer, and the mail that carries it once that is written."""

    reply: AdviceReply
    mail: Email | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything beside one question."""

    stage: Stage | None
    secretaries: list[Secretary]
    submissions: list[Submission]
    earlier: list[AdviceRequest]
    answers: list[Given]
    events: list[Event]


def situation_of(asked: AdviceRequest, user: User, regions: frozenset[int] | None) -> Situation:
    """Return what an organiser of these regions may see around a question, in a constant number of queries."""
    others = AdviceRequest.objects.all().in_regions(regions).filter(asker=asked.asker).exclude(pk=asked.pk)
    submissions = Submission.objects.filter(activist=asked.asker).select_related("version", "clp", "branch")
    if not asked.is_theirs:
        # Whoever typed the address need not be the person whom we know by it.
        others, submissions = others.none(), submissions.none()
    if regions is not None:
        submissions = submissions.filter(clp__region__in=regions)
    return Situation(
        stage=_stage(asked),
        secretaries=_secretaries(asked, user),
        submissions=list(submissions[:MOST]),
        earlier=list(others[:MOST]),
        answers=_answers(asked),
        events=list(Event.objects.filter(advice=asked).select_related("by").order_by("pk")),
    )


def _stage(asked: AdviceRequest) -> Stage | None:
    """Return how far the CLP has come, with the motion that the question is about."""
    motion = asked.submission.version.motion if asked.submission else current_conference_motion()
    if asked.clp is None or motion is None:
        return None
    standing = Standing.objects.filter(motion=motion, clp=asked.clp).first()
    return Stage(standing.stage) if standing else Stage.NOT_STARTED


def _secretaries(asked: AdviceRequest, user: User) -> list[Secretary]:
    """Return who takes motions for the CLP, for those who may know."""
    if asked.clp is None or not user.has_perm("clps.view_secretary"):
        return []
    return list(Secretary.objects.filter(clp=asked.clp, left_on__isnull=True))


def _answers(asked: AdviceRequest) -> list[Given]:
    """Return the answers in the order they were given, each with its mail."""
    rows = Email.objects.filter(event__advice=asked, event__kind=EventKind.ADVICE_ANSWERED).select_related("event")
    mails = {mail.event.reply_id: mail for mail in rows.defer("message") if mail.event}
    return [Given(reply, mails.get(reply.pk)) for reply in asked.replies.select_related("by")]
