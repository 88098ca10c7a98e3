"""What everybody may see of one CLP's way, and how a reporter's receipt begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clps.models import CLP
from motions.enums import (
    ADOPTED,
    ADOPTED_STAGES,
    EVER_SENT_STAGES,
    LADDER,
    Body,
    EntryState,
    Stage,
    SubmissionState,
)
from motions.models import ConferenceEntry, Motion, Submission, Vote
from motions.progress.standings import PublicStanding
from motions.queries import submission_facts
from motions.stages import SubmissionFact


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a CLP's way, with the day it was reached."""

    name: str
    on: date | None
    is_done: bool
    is_now: bool = False


def public_facts(motion: Motion, clp: CLP, standing: PublicStanding) -> list[SubmissionFact]:
    """Return what reports say that the public may know of, in one query; none where there is nothing to show."""
    return [] if standing.stage == Stage.NOT_STARTED else submission_facts(motion, clp)


def public_steps(facts: list[SubmissionFact], standing: PublicStanding, entry: ConferenceEntry | None) -> list[Step]:
    """Return the CLP's way as far as the campaign shows it; none where there is nothing to show."""
    if standing.stage == Stage.NOT_STARTED:
        return []
    # A campaign that shows only what was carried tells nothing of how it came to that either.
    everything = not standing.adopted_only
    stage = standing.stage
    branch = [fact for fact in facts if fact.body == Body.BRANCH]
    of_clp = [fact for fact in facts if fact.body == Body.CLP]
    days: list[tuple[str, date | None, bool]] = []
    if everything and branch:
        days.append(("Sent to a branch", min(fact.sent_on for fact in branch), True))
        carried = [fact.held_on for fact in branch if fact.adopted and fact.held_on]
        days.append(("Carried by a branch", min(carried, default=None), bool(carried)))
    if everything:
        days.append(("Sent to the CLP", min((fact.sent_on for fact in of_clp), default=None), bool(of_clp)))
    adopted = [fact.held_on for fact in of_clp if fact.adopted and fact.held_on]
    days.append(("Carried by the CLP", min(adopted, default=None), stage in ADOPTED_STAGES))
    # By the stage, too: an entry's row stays where the vote that it rests on was corrected away.
    sent_on = entry.sent_on if entry and stage in EVER_SENT_STAGES else None
    days.append(("Sent to conference", sent_on, stage in EVER_SENT_STAGES))
    ruled = entry.ruled_on if entry and stage == Stage.ACCEPTED else None
    days.append(("Accepted by conference", ruled, stage == Stage.ACCEPTED))
    if entry and stage == Stage.ACCEPTED:
        days += _after_acceptance(entry)
    return _with_now(days, on_the_ladder=stage in LADDER)


def _after_acceptance(entry: ConferenceEntry) -> Iterator[tuple[str, date | None, bool]]:
    """Yield what conference did with an accepted motion, as far as it is known, and the vote while it may come."""
    if entry.state == EntryState.NOT_CHOSEN:
        yield "Not chosen in the priorities ballot", entry.ballot_on, True
        return
    if entry.ballot_on:
        yield "Chosen in the priorities ballot", entry.ballot_on, True
    elif entry.in_ballot_on:
        yield "In the priorities ballot", entry.in_ballot_on, True
    if entry.composite:
        yield f"Put in {entry.composite.name}, on “{entry.composite.subject_heading}”", entry.composited_on, True
    if result := entry.floor_result:
        yield str(result.label), entry.floor_on, True
    else:
        yield "The vote of conference", None, False


def _with_now(days: list[tuple[str, date | None, bool]], *, on_the_ladder: bool) -> list[Step]:
    """Mark the step after the last one done as the one people are at, unless the CLP has left the ladder."""
    last_done = max((place for place, (_, _, done) in enumerate(days) if done), default=-1)
    now = last_done + 1 if on_the_ladder else None
    return [Step(name, on, done, place == now) for place, (name, on, done) in enumerate(days)]


def receipt_heading(submission: Submission, vote: Vote | None, *, again: bool = False) -> str:
    """Return the first line of a reporter's receipt: it thanks them for the last thing that they did.

    `again` says that it was to tell us the same once more.
    """
    if again:
        return "You told us already. It counts once."
    if submission.state == SubmissionState.WITHDRAWN:
        return "Your report is withdrawn"
    if submission.state == SubmissionState.MERGED:
        return "Thank you. Somebody told us the same, so the two reports stand together."
    if submission.state == SubmissionState.AWAITING_CONFIRMATION:
        return "Your report"
    if vote is None:
        return "Thank you. It counts."
    if submission.state == SubmissionState.TO_BE_HEARD_AGAIN:
        return "Thank you. It will be heard again."
    return "It was carried. Thank you." if vote.outcome in ADOPTED else "Thank you for telling us."
