"""What everybody may see of one CLP's way, and what to do next there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from clps.models import CLP
from motions.enums import (
    ADOPTED,
    ADOPTED_STAGES,
    EVER_SENT_STAGES,
    LADDER,
    AdviceStep,
    Body,
    EntryState,
    Stage,
    SubmissionState,
)
from motions.models import ConferenceEntry, Motion, Submission, Vote
from motions.progress.standings import PublicStanding
from motions.queries import submission_facts


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a CLP's way, with the day it was reached."""

    name: str
    on: date | None
    is_done: bool
    is_now: bool = False


def public_steps(motion: Motion, clp: CLP, standing: PublicStanding, entry: ConferenceEntry | None) -> list[Step]:
    """Return the CLP's way as far as the campaign shows it, in one query; none where there is nothing to show."""
    if standing.stage == Stage.NOT_STARTED:
        return []
    facts = submission_facts(motion, clp)
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


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a member of this CLP can do next. `offers_sending` shows the button that writes the email."""

    title: str
    text: str
    offers_sending: bool = False


_TAKE_IT = "It takes one email. We write it with you, and you can change every word."
_NEXT_STEPS = {
    Stage.NOT_STARTED: NextStep("Take the motion to your CLP", _TAKE_IT, offers_sending=True),
    Stage.CHAMPION_FOUND: NextStep(
        "Has it gone to the secretary?",
        "A member here means to take it. If that is you, the link in our mail to you opens your own page. If not, "
        "you can take it as well: two are better than one. " + _TAKE_IT,
        offers_sending=True,
    ),
    Stage.WITH_BRANCH: NextStep(
        "Go to the branch meeting",
        "Speak for it and vote. Your own branch can carry it too: write to its secretary.",
        offers_sending=True,
    ),
    Stage.BRANCH_CARRIED: NextStep(
        "Now the CLP",
        "A branch has proposed it. It goes to the CLP secretary next, then to the General Committee.",
        offers_sending=True,
    ),
    Stage.WITH_CLP: NextStep("Go to the meeting", "Be there, speak for it, and bring two friends who vote for it."),
    Stage.CARRIED_AS_POLICY: NextStep(
        "Ask for one more vote",
        "The CLP agrees with it. For conference it has to choose it as its conference motion, at a meeting before "
        "the deadline.",
        offers_sending=True,
    ),
    Stage.CARRIED_FOR_CONFERENCE: NextStep(
        "Make sure it is sent",
        "Ask the CLP secretary to send it to conference before the deadline, and to tell you when it has gone.",
    ),
    Stage.SENT_TO_CONFERENCE: NextStep(
        "Talk to your delegate", "It has gone. Your CLP’s delegates speak and vote for it at conference."
    ),
    Stage.ACCEPTED: NextStep(
        "Talk to your delegate", "It is in order. Your CLP’s delegates speak and vote for it at conference."
    ),
    Stage.NOT_CARRIED: NextStep(
        "It can come back",
        "Ask what people did not like. Another branch, or a later meeting, may see it differently.",
        offers_sending=True,
    ),
    Stage.ANOTHER_MOTION_CHOSEN: NextStep(
        "You can still help", "Each CLP sends one motion. Help a CLP next door, or ask yours to carry it as policy."
    ),
    Stage.RULED_OUT: NextStep("Ask about an appeal", "The CLP can appeal. Write to us: we have seen how these go."),
}
_TOO_LATE = NextStep(
    "The deadline has passed", "New motions cannot reach this conference. You can still tell us how a vote went."
)
_BEFORE_CONFERENCE = frozenset(set(_NEXT_STEPS) - EVER_SENT_STAGES)


_AFTER_THE_VOTE = NextStep(
    "Conference has dealt with it", "Thank you. Tell your CLP at its next meeting, and thank its delegates."
)
_NOT_DEBATED = NextStep(
    "It will not be debated this time",
    "The priorities ballot chose other subjects. Your CLP can still act on it, and it can come back next year.",
)


def next_step(stage: Stage, motion: Motion, now: datetime, entry: ConferenceEntry | None = None) -> NextStep:
    """Return what to do next at this stage; after the deadline nothing new can be sent.

    `entry` is what conference has of it, once it is accepted.
    """
    if entry and entry.floor_result:
        return _AFTER_THE_VOTE
    if entry and entry.state == EntryState.NOT_CHOSEN:
        return _NOT_DEBATED
    if now >= motion.campaign.conference.deadline and stage in _BEFORE_CONFERENCE:
        return _TOO_LATE
    return _NEXT_STEPS[stage]


_STUCK_AT = {
    Stage.NOT_STARTED: AdviceStep.FINDING_SECRETARY,
    Stage.CHAMPION_FOUND: AdviceStep.FINDING_SECRETARY,
    Stage.BRANCH_CARRIED: AdviceStep.WHICH_WAY,
    Stage.WITH_BRANCH: AdviceStep.SPEAKING,
    Stage.WITH_CLP: AdviceStep.SPEAKING,
    Stage.NOT_CARRIED: AdviceStep.OTHER,
    Stage.ANOTHER_MOTION_CHOSEN: AdviceStep.OTHER,
}


def stuck_at(stage: Stage) -> AdviceStep:
    """Return what people usually ask about in a CLP at this stage."""
    return _STUCK_AT.get(stage, AdviceStep.AFTER_CARRIED)


def receipt_heading(submission: Submission, vote: Vote | None) -> str:
    """Return the first line of a reporter's receipt: it thanks them for the last thing that they did."""
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
