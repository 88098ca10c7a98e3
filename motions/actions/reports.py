"""What people tell us when they have sent a motion, and what it is in the columns of a submission."""

from dataclasses import dataclass
from datetime import date, time

from clps.enums import MeetingStructure
from clps.models import CLP, Branch
from clps.names import tidy_branch
from motions.enums import Body
from motions.models import MotionVersion, Submission


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
