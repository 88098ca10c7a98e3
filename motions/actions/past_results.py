"""Recording past results that an organiser has in a spreadsheet: all of them, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from motions.actions.events import record_event
from motions.actions.reports import Report, details_of
from motions.actions.standings import lock_standings
from motions.actions.votes import Result, record_vote_under
from motions.enums import EventKind
from motions.models import Motion, Standing, Submission, Vote
from motions.workflow import SUBMISSION_FLOW, Act, NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class PastResult:
    """What one body did. `corrects` is the report from an earlier spreadsheet that told otherwise, if there is one."""

    report: Report
    result: Result
    corrects: Submission | None = None


def record_past_results(results: Sequence[PastResult], *, motion: Motion, by: AbstractBaseUser) -> list[Vote]:
    """Record past results of one motion, which may be an earlier campaign's; return their votes in the same order.

    The organiser stands in for activists whom nobody knows. Raises NotAllowed where `by` is no organiser, for a report
    of another motion, and for a correction of what somebody reported: that stays as they said it.
    Effects: each counts at once and its CLP's stage moves; writes `submission_reported`, `submission_confirmed` and
    what recording a vote writes, or for a correction the last alone; no mail goes to anybody about it.
    """
    person, now = get_user_model().objects.get(pk=by.pk), timezone.now()
    if not person.is_staff:
        raise NotAllowed("Only an organiser can record past results.")
    if any(one.report.version.motion_id != motion.pk for one in results):
        raise NotAllowed("These results are of another motion.")
    votes = []
    with transaction.atomic():
        # All of them before the first is written, in the one order: else two files at once could each wait for the
        # other.
        standings = lock_standings(motion, [one.report.clp for one in results])
        earlier = _lock_earlier(results)
        for one in results:
            standing = standings[one.report.clp.pk]
            if one.corrects is not None:
                votes.append(record_vote_under(standing, earlier[one.corrects.pk], one.result, by=person))
                continue
            submission = Submission.objects.create(
                activist=person,
                reporter_name=person.name,
                from_file=True,
                state=SUBMISSION_FLOW.after(Submission().state, Act.CONFIRM),
                confirmed_at=now,
                **details_of(one.report),
            )
            # Both, as of any report: the story of a CLP needs no case of its own for files.
            for kind in (EventKind.SUBMISSION_REPORTED, EventKind.SUBMISSION_CONFIRMED):
                _record(kind, submission, standing, by=person)
            votes.append(record_vote_under(standing, submission, one.result, by=person))
    return votes


def _lock_earlier(results: Sequence[PastResult]) -> dict[int, Submission]:
    """Return the reports that are to be corrected, locked; raise NotAllowed where one came in no spreadsheet."""
    keys = [one.corrects.pk for one in results if one.corrects]
    rows = Submission.objects.select_for_update(of=("self",)).select_related("version__motion", "clp", "branch")
    earlier = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}
    if not all(row.from_file for row in earlier.values()):
        raise NotAllowed("What somebody reported is theirs. Another word stands beside it.")
    return earlier


def _record(kind: EventKind, submission: Submission, standing: Standing, *, by: AbstractBaseUser) -> None:
    record_event(
        kind=kind, motion=standing.motion, clp=standing.clp, submission=submission, by=by, details={"from_file": True}
    )
