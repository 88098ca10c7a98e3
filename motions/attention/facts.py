"""The facts that attention is found in, each read once, whatever kinds ask for them."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from motions.enums import (
    COUNTED_STATES,
    TARGET_STAGES,
    UNDER_WAY_STAGES,
    AppealChoice,
    EntryState,
    Speaker,
    SpeakerWishState,
    SubmissionState,
)
from motions.models import (
    AdviceRequest,
    Champion,
    ConferenceEntry,
    Event,
    Introduction,
    Motion,
    SpeakerAsking,
    SpeakerWish,
    Standing,
    Submission,
    Vote,
)
from motions.models.entries import WITH_RULES
from motions.models.submissions import SubmissionQuerySet
from motions.progress.clps import CLPStanding, read_clps
from motions.suspensions import Suspensions, executives_that_decide, read_suspensions
from motions.texts.limits import Limits

# An address that is still not confirmed after so many days never will be.
UNCONFIRMED_FOR = range(1, 31)  # days


class Meeting(NamedTuple):
    """One meeting whose outcome is to come, with everything that was reported for it."""

    clp: CLPStanding
    branch: str
    on: date | None
    # The first report of it.
    submission_pk: int
    speakers: frozenset[str]
    # The hour, where it is known; the earliest where the reports differ.
    at: time | None = None

    @property
    def body(self) -> str:
        """Who meets, as people say it."""
        return f"{self.branch} branch" if self.branch else "The CLP"

    @property
    def speaker_is_known(self) -> bool:
        """Whether any of the reports names a speaker."""
        return bool(self.speakers & {Speaker.REPORTER, Speaker.SOMEBODY})


class TooLong(NamedTuple):
    """What of an amended text is over a limit: its words, how many it may have, and the section, if it is one."""

    words: int
    limit: int
    part: str = ""


_OF_VOTE = ("submission_id", "submission__clp_id", "held_on")


class Scope:
    """One motion, seen on one day in some regions or in all. Each fact costs one query, the first time it is asked."""

    def __init__(
        self,
        motion: Motion,
        *,
        day: date,
        asks_after: Sequence[int],
        regions: AbstractSet[int] | None = None,
        clps: Sequence[CLPStanding] | None = None,
    ) -> None:
        """Look at a motion whose campaign and conference are loaded; `clps` spares reading them again."""
        self.motion, self.day, self.regions = motion, day, regions
        self.asks_after = asks_after
        self._clps = clps

    @property
    def mail_asks_until(self) -> int:
        """How many days after a meeting the mail asks for the last time; 0 where it never does."""
        return max(self.asks_after, default=0)

    @cached_property
    def clps(self) -> dict[int, CLPStanding]:
        """The CLPs of these regions, by key."""
        rows = read_clps(self.motion, self.regions) if self._clps is None else self._clps
        return {row.pk: row for row in rows}

    @cached_property
    def meetings(self) -> list[Meeting]:
        """The meetings that are waited for, each once however many people reported it, in the order of the reports.

        One that cannot be, because meetings are suspended on its day, has no day: nobody knows yet when it will be.
        """
        columns = ("clp_id", "branch__name", "meeting_on", "pk", "speaker", "meeting_time")
        grouped: defaultdict[tuple[int, str, date | None], list[tuple[int, str, time | None]]] = defaultdict(list)
        for clp_pk, branch, on, *report in self._submissions().awaiting_outcome().values_list(*columns):
            if clp_pk in self.clps and self.clps[clp_pk].stage not in TARGET_STAGES:
                if on and self.suspensions.barring(self.clps[clp_pk].region_pk, on):
                    on = None
                pk, speaker, at = report
                grouped[clp_pk, branch or "", on].append((pk, speaker, at))
        found = []
        for (clp_pk, branch, on), reports in grouped.items():
            pks, speakers, hours = zip(*reports, strict=True)
            at = min((hour for hour in hours if hour), default=None)
            found.append(Meeting(self.clps[clp_pk], branch, on, min(pks), frozenset(speakers), at))
        return sorted(found, key=lambda meeting: meeting.submission_pk)

    @cached_property
    def suspensions(self) -> Suspensions:
        """When no meetings can be held, by region."""
        return read_suspensions()

    @cached_property
    def executives(self) -> dict[int, bool]:
        """Whether the executive decides while meetings are barred, of the CLPs that told us."""
        return executives_that_decide(self.clps)

    def nobody_decides(self, clp: CLPStanding) -> bool:
        """Whether no meeting can be held in a CLP today, and its executive does not decide in its place."""
        return self.suspensions.barring(clp.region_pk, self.day) is not None and not self.executives.get(clp.pk)

    @cached_property
    def meetings_by_clp(self) -> dict[int, list[Meeting]]:
        """The same, for each CLP."""
        found: defaultdict[int, list[Meeting]] = defaultdict(list)
        for meeting in self.meetings:
            found[meeting.clp.pk].append(meeting)
        return found

    @cached_property
    def champions(self) -> list[tuple[int, int, date, bool]]:
        """Those who said that they will take it: key, CLP's key, since when, whether they may be introduced."""
        rows = Champion.objects.active().filter(motion=self.motion).order_by("pk")
        return list(rows.values_list("pk", "clp_id", "since", "may_introduce"))

    @cached_property
    def championed(self) -> frozenset[int]:
        """The CLPs where somebody said that they will take it."""
        return frozenset(clp_pk for _, clp_pk, *_ in self.champions)

    @cached_property
    def introduced(self) -> frozenset[tuple[int, int]]:
        """The pairs of champions who know of each other."""
        pairs = Introduction.objects.filter(one__motion=self.motion).order_by()
        return frozenset(pairs.values_list("one", "other"))

    @cached_property
    def last_heard(self) -> dict[int, datetime]:
        """When something last happened in each CLP that is under way or whose reports conflict."""
        of_clp = Event.objects.filter(motion=self.motion, clp=OuterRef("clp")).order_by("-at")
        rows = Standing.objects.filter(
            Q(stage__in=UNDER_WAY_STAGES) | Q(is_conflicting=True), motion=self.motion
        ).order_by()
        times = rows.values_list("clp_id", Subquery(of_clp.values("at")[:1]))
        return {clp_pk: at for clp_pk, at in times if at and clp_pk in self.clps}

    @cached_property
    def unconfirmed(self) -> list[tuple[int, CLPStanding, date]]:
        """Reports whose address nobody confirmed, of the last month: key, CLP and day."""
        # A day more than needed: the exact days are compared below.
        since = timezone.make_aware(datetime.combine(self.day, time())) - timedelta(days=UNCONFIRMED_FOR.stop)
        waiting = self._submissions().filter(state=SubmissionState.AWAITING_CONFIRMATION, created_at__gte=since)
        rows = [
            (pk, self.clps[clp_pk], timezone.localdate(at))
            for pk, clp_pk, at in waiting.order_by("pk").values_list("pk", "clp_id", "created_at")
            if clp_pk in self.clps
        ]
        return [row for row in rows if (self.day - row[2]).days in UNCONFIRMED_FOR]

    @cached_property
    def questions(self) -> list[tuple[uuid.UUID, int, datetime | None, str]]:
        """Questions that wait for an answer: reference, CLP's key, since when, where they are stuck."""
        rows = AdviceRequest.objects.waiting().in_regions(None if self.regions is None else frozenset(self.regions))
        return list(rows.order_by("pk").values_list("reference", "clp_id", "waiting_since", "step"))

    @cached_property
    def wishes(self) -> list[tuple[int, int, date, datetime | None]]:
        """CLPs that look for a visiting speaker: key, CLP's key, for which day, when whoever is still asked was."""
        rows = SpeakerWish.objects.filter(motion=self.motion, state=SpeakerWishState.OPEN).to_come(self.day)
        asked = SpeakerAsking.objects.awaited().filter(wish=OuterRef("pk")).order_by("-asked_at")
        return list(rows.order_by("pk").values_list("pk", "clp_id", "on", Subquery(asked.values("asked_at")[:1])))

    @cached_property
    def refused(self) -> list[ConferenceEntry]:
        """What was ruled out and has no appeal, with what says until when there can be one."""
        rows = ConferenceEntry.objects.filter(motion=self.motion, state=EntryState.RULED_OUT)
        rows = rows.exclude(appeal_choice=AppealChoice.NO).select_related(*WITH_RULES)
        return [row for row in rows.order_by("pk") if row.clp_id in self.clps]

    @cached_property
    def long_texts(self) -> list[tuple[int, CLPStanding, date, TooLong]]:
        """Reports that stand with an amended text over a limit: key, CLP, day of the vote, and what is over it."""
        limits = Limits.on(self.motion)
        if limits.text is None and not limits.sections:
            return []
        votes = Vote.objects.last_words().filter(
            # A section may be too long in a text that is not: then each amended text is read.
            amended_words__gt=0 if limits.sections else limits.text,
            submission__version__motion=self.motion,
            submission__state__in=COUNTED_STATES,
        )
        of_vote = votes.order_by("pk")
        if limits.sections:
            texts = of_vote.values_list(*_OF_VOTE, "submission__version__title", "amended_text")
            return [
                (pk, self.clps[clp_pk], on, TooLong(over[0].words, over[0].limit or 0, over[0].part))
                for pk, clp_pk, on, title, text in texts
                if clp_pk in self.clps and (over := limits.over(title=title, text=text, part=""))
            ]
        rows = of_vote.values_list(*_OF_VOTE, "amended_words")
        return [
            (pk, self.clps[clp_pk], on, TooLong(words or 0, limits.text or 0))
            for pk, clp_pk, on, words in rows
            if clp_pk in self.clps
        ]

    def _submissions(self) -> SubmissionQuerySet:
        rows = (
            Submission.objects.all()
            if self.regions is None
            else Submission.objects.filter(clp__region__in=self.regions)
        )
        return rows.filter(version__motion=self.motion).order_by()
