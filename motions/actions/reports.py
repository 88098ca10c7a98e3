"""What people tell us of a motion that they sent: a report, the telephone number beside it, and which of two is right.

A number moves no stage and sends no mail.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clps.enums import MeetingStructure
from clps.models import CLP, Branch
from clps.names import tidy_branch
from motions.actions.events import record_event
from motions.actions.standings import lock_standing, move_stage
from motions.enums import Body, EventKind, SubmissionState
from motions.models import MotionVersion, Submission, Telephone
from motions.queries import submission_facts
from motions.stages import is_opposed
from motions.workflow import SUBMISSION_FLOW, Act, NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a person tells us when they have sent the motion."""

    clp: CLP
    version: MotionVersion
    body: Body
    branch_name: str = ""
    sent_on: date
    meeting_on: date | None = None
    meeting_time: time | None = None
    # How the CLP meets, where whoever reports it knows.
    meets: MeetingStructure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a person adds on confirming a report that came by mail: the wording they agreed to, and what it lacked."""

    consent: str = ""
    name: str = ""
    branch_name: str = ""


def details_of(report: Report) -> dict[str, object]:
    """Return the columns of a report; a branch of a new name is made. A part of other actions."""
    names_branch = report.body == Body.BRANCH and report.branch_name
    return {
        "version": report.version,
        "clp": report.clp,
        "body": report.body,
        "branch": branch_called(report.clp, report.branch_name) if names_branch else None,
        "sent_on": report.sent_on,
        "meeting_on": report.meeting_on,
        "meeting_time": report.meeting_time if report.meeting_on else None,
        "meets": report.meets or "",
    }


def report_again(submission: Submission) -> Report:
    """Return what a report says, to be said again."""
    return Report(
        clp=submission.clp,
        version=submission.version,
        body=Body(submission.body),
        branch_name=submission.branch.name if submission.branch else "",
        sent_on=submission.sent_on,
        meeting_on=submission.meeting_on,
        meeting_time=submission.meeting_time,
        meets=MeetingStructure(submission.meets) if submission.meets else None,
    )


def branch_called(clp: CLP, name: str) -> Branch:
    """Return the CLP's branch of this name, in whatever capitals; a new name makes a new branch."""
    tidy = tidy_branch(name)
    # Compared here: SQLite knows the capitals of English letters alone.
    known = (branch for branch in Branch.objects.filter(clp=clp) if branch.name.casefold() == tidy.casefold())
    return next(known, None) or Branch.objects.get_or_create(clp=clp, name=tidy)[0]


class GivenNumber(NamedTuple):
    """A number, with the words that its owner agreed to. Empty where they gave none."""

    number: str = ""
    wording: str = ""


NO_NUMBER = GivenNumber()


def change_number(submission: Submission, given: GivenNumber) -> bool:
    """Keep another number for a report, or none; return False where it was so already.

    Raises NotAllowed for a number without what was agreed to, and for one beside a report that was taken back.
    """
    with transaction.atomic():
        # Locked: the report must not be taken back while its number is written down.
        locked = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
        known = Telephone.objects.filter(submission=locked).first()
        if (known.number if known else "") == given.number:
            return False
        if not given.number:
            forget_numbers(Submission.objects.filter(pk=locked.pk))
            return True
        if locked.state == SubmissionState.WITHDRAWN:
            raise NotAllowed("You took this report back, so we keep no number with it.")
        keep_number(locked, given)
    return True


def keep_number(submission: Submission, given: GivenNumber) -> None:
    """Keep a number where one was given. A part of reporting."""
    if given.number and not given.wording:
        raise NotAllowed("We need your consent to keep the number.")
    if given.number:
        Telephone.objects.update_or_create(
            submission=submission, defaults={"number": given.number, "wording": given.wording}
        )


def number_of(submission: Submission) -> GivenNumber:
    """Return what a reporter gave with a report, to be given again."""
    known = Telephone.objects.filter(submission=submission).first()
    return GivenNumber(known.number, known.wording) if known else NO_NUMBER


def forget_numbers(reports: QuerySet[Submission]) -> None:
    """Keep no number with these reports: they were taken back, or whoever made them was removed."""
    Telephone.objects.filter(submission__in=reports).delete()


def settle_conflict(right: Submission, *, by: AbstractBaseUser, reason: str) -> Submission:
    """Record which of the reports about a CLP's own vote is right, and how an organiser knows.

    Raises NotAllowed where the reports do not conflict, or this one is no part of it. Nothing is overwritten: the
    others stay as they were said.
    Effects: the right one is checked, so that it stands above the others; one of the others that was checked by
    mistake is so no more; the CLP's stage moves; writes `conflict_settled` with the reason.
    """
    with transaction.atomic():
        standing = lock_standing(right.version.motion, right.clp)
        # Asked under the lock: another organiser may have settled it since the page was drawn.
        if not standing.is_conflicting:
            raise NotAllowed("The reports do not conflict any more.")
        facts = submission_facts(standing.motion, standing.clp)
        chosen = next((fact for fact in facts if fact.pk == right.pk), None)
        against = [fact for fact in facts if chosen and is_opposed(fact, chosen)]
        if not against:
            raise NotAllowed("This report is no part of the conflict.")
        now, mistaken = timezone.now(), [fact.pk for fact in against]
        Submission.objects.filter(pk__in=mistaken).update(checked_at=None, checked_by=None)
        # What stands behind a mistaken report was called right with it.
        Submission.objects.filter(merged_into__in=mistaken).update(checked_at=None, checked_by=None)
        checked = Submission.objects.select_for_update(of=("self",)).get(pk=right.pk)
        checked.state = SUBMISSION_FLOW.after(checked.state, Act.CHECK)
        # Whoever checked it first stays named.
        checked.checked_at, checked.checked_by_id = checked.checked_at or now, checked.checked_by_id or by.pk
        checked.save()
        move_stage(standing)
        record_event(
            kind=EventKind.CONFLICT_SETTLED,
            motion=standing.motion,
            clp=standing.clp,
            submission=checked,
            by=by,
            details={"reason": reason, "against": sorted(mistaken)},
        )
    return checked
