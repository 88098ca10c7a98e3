"""Who holds which version of a motion, and who is told when another is published; counted, nobody is named."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from campaign.mail.enums import MailKind
from campaign.mail.models import ReminderSetting
from motions.enums import SubmissionState
from motions.models import Champion, Motion, MotionVersion, Submission


@dataclass(frozen=True, slots=True)
class Holders:
    """One version: how many of its reports wait for a meeting or were decided, and who still means to send it."""

    version: MotionVersion
    waiting: int
    decided: int
    champions: int

    @property
    def reports(self) -> str:
        """The list of the reports of this version."""
        query = {"version": self.version.pk, "of_campaign": "all"}
        return f"{reverse('admin:motions_submission_changelist')}?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class Told:
    """Whom mail would tell of a new version. A kind that is off tells nobody."""

    champions: int
    reporters: int
    champions_are_told: bool
    reporters_are_told: bool

    @property
    def number(self) -> int:
        """How many mails that makes at most: whoever stopped mail gets none."""
        return self.champions * self.champions_are_told + self.reporters * self.reporters_are_told


def read_holders(motion: Motion, versions: Sequence[MotionVersion]) -> list[Holders]:
    """Return who holds each of these versions, in two queries."""
    counts: dict[str, Counter[int]] = {"waiting": Counter(), "decided": Counter()}
    counted = Submission.objects.counted().filter(version__motion=motion).order_by()
    for version, state, number in counted.values_list("version", "state").annotate(Count("pk")):
        counts["decided" if state == SubmissionState.DECIDED else "waiting"][version] += number
    champions = Counter(_still_to_send(motion).values_list("version", flat=True))
    return [Holders(one, counts["waiting"][one.pk], counts["decided"][one.pk], champions[one.pk]) for one in versions]


def read_told(motion: Motion) -> Told:
    """Return whom a version that is published now would be told to: of this campaign, before its deadline."""
    live = Submission.objects.awaiting_outcome().filter(version__motion=motion, activist__is_active=True)
    champions = _still_to_send(motion).filter(version__isnull=False, activist__is_active=True)
    # What is set for a campaign is set with its first motion, and holds for its others too.
    off = ReminderSetting.objects.filter(campaign=motion.campaign.first_pk, is_on=False).values_list("kind", flat=True)
    are_off = set(off)
    return Told(
        champions=champions.count(),
        reporters=live.count(),
        champions_are_told=MailKind.TEXT_CHANGED not in are_off,
        reporters_are_told=MailKind.NEWER_TEXT not in are_off,
    )


def _still_to_send(motion: Motion) -> QuerySet[Champion]:
    rows: Any = Champion.objects.active().with_sent()
    found: QuerySet[Champion] = rows.filter(motion=motion, sent=False).order_by()
    return found
