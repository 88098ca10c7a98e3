"""Importing past results: what each line would add to the reports that stand, or correct of an earlier file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from campaign.desk.importing.preview import Cell, Change, Line
from campaign.desk.importing.rows import same_name
from campaign.desk.story.event_lines import say_figures
from clps.models import CLP
from motions.actions.past_results import PastResult
from motions.actions.reports import Report
from motions.actions.votes import Result
from motions.enums import ADOPTED, REFUSED, Body, Outcome, Purpose
from motions.models import Motion, MotionVersion, Submission, Vote

FIGURES = ("votes_for", "votes_against", "abstentions")
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One report that counts, with what its meeting last did."""

    submission: Submission
    vote: Vote | None


def key_of_result(clp: CLP, given: Mapping[str, Any]) -> Key:
    """Return what two lines about the same have in common: the body that voted."""
    return clp.pk, same_name(given["branch"])


def compare_results(lines: Sequence[Line], *, motion: Motion, version: MotionVersion) -> list[Change]:
    """Return what the lines would add or correct, in two queries.

    What people reported stays as they said it: another word stands beside it. What a file said before is corrected.
    """
    standing = _standing(lines, motion)
    changes = (_change(line, standing[key_of_result(line.clp, line.given)], version) for line in lines)
    return [change for change in changes if change]


def _standing(lines: Sequence[Line], motion: Motion) -> defaultdict[Key, list[Told]]:
    rows = Submission.objects.counted().filter(version__motion=motion, clp__in={line.clp.pk for line in lines})
    rows = rows.select_related("branch").prefetch_related(Prefetch("votes", Vote.objects.order_by("pk")))
    found: defaultdict[Key, list[Told]] = defaultdict(list)
    for row in rows.order_by("pk"):
        votes = list(row.votes.all())
        key = row.clp_id, same_name(row.branch.name) if row.branch else ""
        found[key].append(Told(row, votes[-1] if votes else None))
    return found


def _change(line: Line, standing: Sequence[Told], version: MotionVersion) -> Change | None:
    told = _result(line.given)
    if any(one.vote and _says(one.vote, told) for one in standing):
        return None
    earlier = next((one for one in reversed(standing) if one.submission.from_file), None)
    result = _completed(told, earlier.vote) if earlier else told
    work = PastResult(report=_report(line, version), result=result, corrects=earlier.submission if earlier else None)
    others = [one for one in standing if one is not earlier]
    return Change(
        line.number,
        line.clp,
        f"{line.given['branch']} branch" if line.given["branch"] else "The CLP",
        earlier is None,
        list(_cells(earlier.vote if earlier else None, result)),
        work,
        list(_notes(others, result, is_of_clp=not line.given["branch"])),
    )


def _result(given: Mapping[str, Any]) -> Result:
    """Return what a valid line says of the vote."""
    return Result(
        outcome=Outcome(given["outcome"]),
        held_on=given["held_on"],
        purpose=Purpose(given["purpose"]) if given["purpose"] else None,
        **{name: given[name] for name in FIGURES},
        deferred_to=given["deferred_to"],
        words=given["words"],
    )


def _report(line: Line, version: MotionVersion) -> Report:
    """Return the report that a file stands for. Nobody knows when it was sent: by the meeting, at the latest."""
    return Report(
        clp=line.clp,
        version=version,
        body=Body(line.given["body"]),
        branch_name=line.given["branch"],
        sent_on=min(line.given["held_on"], timezone.localdate()),
        meeting_on=line.given["held_on"],
    )


def _is_same_vote(vote: Vote, told: Result) -> bool:
    return (vote.outcome, vote.held_on, vote.purpose) == (told.outcome, told.held_on, told.purpose or "")


def _says(vote: Vote, told: Result) -> bool:
    """Whether a report says all that a line says already. What a line leaves empty it does not deny."""
    given = {name: getattr(told, name) for name in (*FIGURES, "deferred_to", "words")}
    return _is_same_vote(vote, told) and all(
        value in (None, "") or getattr(vote, name) == value for name, value in given.items()
    )


def _completed(told: Result, before: Vote | None) -> Result:
    """Return what a line says with what the file before it said of the same vote: empty cells clear nothing."""
    if before is None or not _is_same_vote(before, told):
        return told
    kept = {name: getattr(before, name) for name in FIGURES if getattr(told, name) is None}
    return Result(
        outcome=told.outcome,
        held_on=told.held_on,
        purpose=told.purpose,
        **{name: kept.get(name, getattr(told, name)) for name in FIGURES},
        amended_text=before.amended_text,
        deferred_to=told.deferred_to or before.deferred_to,
        words=told.words or before.words,
    )


def _cells(before: Vote | None, after: Result) -> list[Cell]:
    cells = [
        Cell("Outcome", _said(before.outcome, before.purpose) if before else "", _said(after.outcome, after.purpose)),
        Cell("Meeting", f"{before.held_on:%-d %B %Y}" if before else "", f"{after.held_on:%-d %B %Y}"),
        Cell("Votes", say_figures(before) if before else "", say_figures(after)),
        Cell("New date", _day(before.deferred_to) if before else "", _day(after.deferred_to)),
        Cell("Note", before.words if before else "", after.words),
    ]
    return [cell for cell in cells if cell.before != cell.after]


def _said(outcome: str, purpose: str | None) -> str:
    said = str(Outcome(outcome).label)
    return f"{said}, {str(Purpose(purpose).label).lower()}" if purpose else said


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def _notes(others: Sequence[Told], after: Result, *, is_of_clp: bool) -> list[str]:
    """Say what others reported of the same body, which stays as they said it."""
    notes = []
    for one in others:
        if one.vote is None:
            notes.append("A report here still waits for its outcome. It stays, and its reporter is still asked.")
        else:
            said = _said(one.vote.outcome, one.vote.purpose)
            notes.append(f"Another report says: {said}, on {one.vote.held_on:%-d %B %Y}. Both are kept.")
    carried = after.outcome in ADOPTED
    opposed = REFUSED if carried else ADOPTED
    is_clear = carried or after.outcome in REFUSED
    if is_of_clp and is_clear and any(one.vote and one.vote.outcome in opposed for one in others):
        notes.append("The two conflict: settle it on the CLP’s page.")
    return notes
