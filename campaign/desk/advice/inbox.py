"""The advice inbox: which questions an organiser sees, the figures above them, and what stands beside each."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q

from campaign.accounts.models import User
from campaign.mail.models import Email
from clps.models import Secretary
from motions.enums import WAITING_STATES, AdviceState, AdviceStep, EventKind, Stage
from motions.models import AdviceReply, AdviceRequest, Event, Standing, Submission
from motions.models.advice import AdviceQuerySet
from motions.queries import current_conference_motion
from motions.response_times import ResponseTimes, response_times

WAITING, EVERYTHING = "waiting", "all"
MINE, NOBODYS = "me", "nobody"
# What the state filter offers, besides each state itself.
STATES = (
    (WAITING, "Waiting for us"),
    (AdviceState.ANSWERED.value, AdviceState.ANSWERED.label),
    (AdviceState.CLOSED.value, AdviceState.CLOSED.label),
    (EVERYTHING, "All of them"),
)
OWNERS = (("", "Anybody"), (MINE, "Me"), (NOBODYS, "Nobody yet"))
# More than these of one person nobody reads.
MOST = 5


@dataclass(frozen=True, slots=True)
class InboxFilters:
    """The filters as the address has them. Without any, the inbox shows what waits."""

    state: str = WAITING
    step: str = ""
    region: str = ""
    owner: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], *, regions: Collection[str]) -> "InboxFilters":
        """Read an address; what nobody could have chosen there narrows nothing."""
        allowed: dict[str, Collection[str]] = {
            "state": [value for value, _ in STATES],
            "step": AdviceStep.values,
            "region": regions,
            "owner": (MINE, NOBODYS),
        }
        return cls(**{name: query[name] for name, values in allowed.items() if query.get(name) in values})

    @property
    def narrows(self) -> bool:
        """Whether anything is chosen besides the state."""
        return bool(self.step or self.region or self.owner)

    def query(self, **changes: str) -> str:
        """Return the part of the address after the question mark, with some filters changed."""
        return urlencode({name: value for name, value in asdict(replace(self, **changes)).items() if value})

    def narrow(self, requests: AdviceQuerySet, user: User) -> AdviceQuerySet:
        """Return what is chosen: those who have waited longest first, then the newest."""
        rows = requests.select_related("clp__region", "owner")
        if self.state != EVERYTHING:
            rows = rows.filter(state__in=WAITING_STATES if self.state == WAITING else [self.state])
        if self.step:
            rows = rows.filter(step=self.step)
        if self.region:
            rows = rows.filter(clp__region__slug=self.region)
        if self.owner:
            rows = rows.filter(owner=user) if self.owner == MINE else rows.filter(owner__isnull=True)
        return rows.order_by(F("waiting_since").asc(nulls_last=True), "-asked_at", "-pk")


@dataclass(frozen=True, slots=True)
class InboxFigures:
    """How the inbox stands, in the regions that the organiser looks after."""

    waiting: int
    # Besides those: nobody has shown that they read the address, and no organiser has taken it on.
    unconfirmed: int
    nobodys: int
    mine: int
    longest: datetime | None
    times: ResponseTimes


def inbox_figures(requests: AdviceQuerySet, user: User, now: datetime) -> InboxFigures:
    """Return the figures, in two queries."""
    strangers = Q(state=AdviceState.AWAITING_CONFIRMATION, owner__isnull=True)
    waits = Q(state__in=WAITING_STATES) & ~strangers
    counts = requests.order_by().aggregate(
        waiting=Count("pk", filter=waits),
        unconfirmed=Count("pk", filter=strangers),
        nobodys=Count("pk", filter=waits & Q(owner__isnull=True)),
        mine=Count("pk", filter=waits & Q(owner=user)),
        longest=Min("waiting_since", filter=waits),
    )
    return InboxFigures(**counts, times=response_times(requests, now))


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
