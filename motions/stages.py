"""How far a CLP has come, worked out from the facts by one pure function.

The furthest supported fact wins. An outcome that an organiser checked stands above unchecked ones about the same
body, so one person's mistaken report cannot undo it, and two that disagree are marked for an organiser to settle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from motions.enums import (
    ACCEPTED_STATES,
    ADOPTED,
    LIVE_STATES,
    REFUSED,
    RULED_OUT_STATES,
    Body,
    EntryState,
    Outcome,
    Purpose,
    Stage,
    SubmissionState,
)


@dataclass(frozen=True, slots=True)
class SubmissionFact:
    """What one counted submission says. `outcome` is None until its meeting's outcome is known."""

    pk: int
    # Of whoever said so: two addresses of one mailbox are one person.
    mailbox: str
    body: Body
    state: SubmissionState
    sent_on: date
    checked: bool
    outcome: Outcome | None = None
    purpose: Purpose | None = None
    held_on: date | None = None
    # Who else said the same, in reports that were put together with this one.
    seconded_by: frozenset[str] = frozenset()

    @property
    def people(self) -> frozenset[str]:
        """Everybody who said so, by their mailboxes."""
        return self.seconded_by | {self.mailbox}

    def says_as_much_as(self, other: "SubmissionFact") -> bool:
        """Whether this report says what the other says of the same kind of body."""
        own = (self.body, self.open, self.adopted, self.refused, self.purpose)
        return own == (other.body, other.open, other.adopted, other.refused, other.purpose)

    @property
    def decided(self) -> bool:
        """Whether a meeting settled it."""
        return self.state == SubmissionState.DECIDED

    @property
    def open(self) -> bool:
        """Whether its outcome is still to come, or nobody can tell from it what the meeting did."""
        return self.state in LIVE_STATES or (self.decided and not self.adopted and not self.refused)

    @property
    def adopted(self) -> bool:
        """Whether the meeting carried it."""
        return self.decided and self.outcome in ADOPTED

    @property
    def refused(self) -> bool:
        """Whether the meeting settled it without carrying it."""
        return self.decided and self.outcome in REFUSED


@dataclass(frozen=True, slots=True)
class EntryFact:
    """Where the CLP's motion has got to at conference."""

    state: EntryState
    sent_on: date
    ruled_on: date | None = None
    submission_pk: int | None = None


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A stage with the day it began, whether somebody checked it, and whether reports conflict."""

    stage: Stage
    since: date | None = None
    checked: bool = False
    conflicting: bool = False


ENTRY_STAGES = {
    EntryState.SENT: Stage.SENT_TO_CONFERENCE,
    EntryState.ACKNOWLEDGED: Stage.SENT_TO_CONFERENCE,
    # The ballot, the composite and the vote on the floor are facts of their own: they move no CLP's stage.
    **dict.fromkeys(ACCEPTED_STATES, Stage.ACCEPTED),
    **dict.fromkeys(RULED_OUT_STATES, Stage.RULED_OUT),
}


def derive_stage(
    submissions: Iterable[SubmissionFact], *, entry: EntryFact | None = None, championed_since: date | None = None
) -> Standpoint:
    """Return how far a CLP has come.

    `submissions` are the counted ones only: address confirmed, not withdrawn. Their order does not matter.
    """
    facts = list(submissions)
    of_clp = _without_overruled([fact for fact in facts if fact.body == Body.CLP])
    conflicting = any(fact.adopted for fact in of_clp) and any(fact.refused for fact in of_clp)
    stage, since, checked = (
        _from_entry(entry, of_clp, carried=[fact for fact in facts if _is_for_conference(fact)])
        or _from_clp(of_clp)
        or _from_branches([fact for fact in facts if fact.body == Body.BRANCH])
        or ((Stage.CHAMPION_FOUND, championed_since, False) if championed_since else (Stage.NOT_STARTED, None, False))
    )
    return Standpoint(stage, since, checked, conflicting)


def is_opposed(one: SubmissionFact, other: SubmissionFact) -> bool:
    """Say whether two reports say the opposite of what the CLP's own meeting did."""
    of_clp = one.body == other.body == Body.CLP
    return of_clp and ((one.adopted and other.refused) or (one.refused and other.adopted))


def contradicting(submissions: Iterable[SubmissionFact], pk: int) -> list[SubmissionFact]:
    """Return the reports that say the opposite of one, as long as nobody has checked which of the two is right."""
    of_clp = _without_overruled([fact for fact in submissions if fact.body == Body.CLP])
    own = next((fact for fact in of_clp if fact.pk == pk), None)
    return [other for other in of_clp if own is not None and is_opposed(own, other)]


def is_contradicted(submissions: Iterable[SubmissionFact], pk: int) -> bool:
    """Say whether somebody told the opposite of one report, and nobody has checked which of the two is right."""
    return bool(contradicting(submissions, pk))


Found = tuple[Stage, date | None, bool]


def _without_overruled(facts: list[SubmissionFact]) -> list[SubmissionFact]:
    """Drop unchecked outcomes where a checked one says what the CLP did."""
    if not any(fact.checked and (fact.adopted or fact.refused) for fact in facts):
        return facts
    return [fact for fact in facts if fact.checked or not fact.decided]


def _is_for_conference(fact: SubmissionFact) -> bool:
    return fact.body == Body.CLP and fact.adopted and fact.purpose == Purpose.CONFERENCE


def _from_entry(
    entry: EntryFact | None, of_clp: Sequence[SubmissionFact], *, carried: Sequence[SubmissionFact]
) -> Found | None:
    """Return the stage of a conference entry, unless the vote it rests on has been corrected away or overruled.

    `carried` are all reports that the CLP carried it for conference. A checked one that says the same as the report
    under the entry bears it out.
    """
    if entry is None or entry.state not in ENTRY_STAGES:
        return None
    rests_on_nothing = entry.submission_pk not in {fact.pk for fact in carried}
    if entry.submission_pk is not None and (rests_on_nothing or not any(map(_is_for_conference, of_clp))):
        return None
    stage = ENTRY_STAGES[entry.state]
    since = entry.sent_on if stage == Stage.SENT_TO_CONFERENCE else entry.ruled_on or entry.sent_on
    known = entry.submission_pk is None or any(fact.checked for fact in of_clp if fact.pk == entry.submission_pk)
    return stage, since, known


def _from_clp(facts: Sequence[SubmissionFact]) -> Found | None:
    """Return the furthest stage that the CLP's own votes support."""
    for purpose, stage in (
        (Purpose.CONFERENCE, Stage.CARRIED_FOR_CONFERENCE),
        (Purpose.POLICY, Stage.CARRIED_AS_POLICY),
    ):
        if carried := [fact for fact in facts if fact.adopted and fact.purpose == purpose]:
            return stage, _first_held(carried), _is_checked(carried)
    if waiting := [fact for fact in facts if fact.open]:
        return Stage.WITH_CLP, _first_sent(waiting), _is_checked(waiting)
    if refused := [fact for fact in facts if fact.refused]:
        last = _last_refusal(refused)
        another = last.outcome == Outcome.ANOTHER_CHOSEN
        stage = Stage.ANOTHER_MOTION_CHOSEN if another else Stage.NOT_CARRIED
        return stage, last.held_on or last.sent_on, _is_checked([last])
    return None


def _from_branches(facts: Sequence[SubmissionFact]) -> Found | None:
    """Return the furthest stage that branches support; a branch that refused it says nothing of the others."""
    if carried := [fact for fact in facts if fact.adopted]:
        return Stage.BRANCH_CARRIED, _first_held(carried), _is_checked(carried)
    if waiting := [fact for fact in facts if fact.open]:
        return Stage.WITH_BRANCH, _first_sent(waiting), _is_checked(waiting)
    if refused := [fact for fact in facts if fact.refused]:
        last = _last_refusal(refused)
        return Stage.NOT_CARRIED, last.held_on or last.sent_on, _is_checked([last])
    return None


# What a second report of the same makes a checked stage. A refusal is for an organiser to check: another report of it,
# still without its outcome, would put the motion before the meeting again.
TO_BE_SECONDED = frozenset(
    {
        Stage.WITH_BRANCH,
        Stage.BRANCH_CARRIED,
        Stage.WITH_CLP,
        Stage.CARRIED_AS_POLICY,
        Stage.CARRIED_FOR_CONFERENCE,
    }
)


def supporting(submissions: Iterable[SubmissionFact], stage: Stage) -> SubmissionFact | None:
    """Return the newest report that says what the stage says, for a second person to confirm; None without one."""
    if stage not in TO_BE_SECONDED:
        return None
    body = Body.BRANCH if stage in (Stage.WITH_BRANCH, Stage.BRANCH_CARRIED) else Body.CLP
    of_body = [fact for fact in submissions if fact.body == body]
    waits = stage in (Stage.WITH_BRANCH, Stage.WITH_CLP)
    saying = [fact for fact in of_body if (fact.open if waits else fact.adopted)]
    return max(saying, key=lambda fact: (fact.held_on or fact.sent_on, fact.pk), default=None)


def _first_held(facts: Sequence[SubmissionFact]) -> date:
    return min(fact.held_on or fact.sent_on for fact in facts)


def _first_sent(facts: Sequence[SubmissionFact]) -> date:
    return min(fact.sent_on for fact in facts)


def _is_checked(facts: Sequence[SubmissionFact]) -> bool:
    """Say whether an organiser checked one of them, or two different people reported the same."""
    return any(fact.checked for fact in facts) or len({person for fact in facts for person in fact.people}) > 1


def outcome_behind(submissions: Iterable[SubmissionFact], stage: Stage) -> Outcome | None:
    """Return the outcome that a stage tells of, where the CLP or its branches did not carry it; None otherwise."""
    facts = list(submissions)
    of_clp = _without_overruled([fact for fact in facts if fact.body == Body.CLP])
    told = of_clp if any(fact.open or fact.refused for fact in of_clp) else facts
    if stage in (Stage.WITH_CLP, Stage.WITH_BRANCH):
        waiting = [fact for fact in told if fact.open]
        # Where one still waits for its meeting, that is what there is to say.
        return Outcome.OTHER if waiting and all(fact.decided for fact in waiting) else None
    if stage not in (Stage.NOT_CARRIED, Stage.ANOTHER_MOTION_CHOSEN):
        return None
    # A stage is stored, and a page that is drawn while the facts move on still has to be drawn.
    refused = [fact for fact in told if fact.refused]
    return _last_refusal(refused).outcome if refused else None


def _last_refusal(refused: Sequence[SubmissionFact]) -> SubmissionFact:
    return max(refused, key=lambda fact: (fact.held_on or fact.sent_on, fact.pk))
