"""What CLPs of the demonstration did with the motion, and how many did what."""

from collections.abc import Callable
from datetime import timedelta

from clps.models import CLP
from motions.actions.entries import move_entry, record_sent
from motions.actions.reports import Report
from motions.actions.submissions import check_report, report_onward, withdraw_report
from motions.demo import people
from motions.demo.world import World
from motions.enums import (
    REFUSED,
    TO_BE_HEARD_AGAIN,
    Body,
    Outcome,
    Purpose,
    RulingGround,
)
from motions.models import ConferenceEntry
from motions.workflow import EntryAct

RULINGS = {
    EntryAct.RULE_OUT: "It speaks of streets, and of stations too.",
    EntryAct.MOVE_REFERENCE_BACK: "The delegate moves it on the first morning.",
    EntryAct.APPEAL: "The CLP says that it is one subject: places to rest.",
}

TWO_GROUNDS = (RulingGround.SEVERAL_SUBJECTS, RulingGround.NOT_NEW)
LETTER = """Dear Secretary,

The committee has considered your motion “Somewhere to sit”. It covers more than one subject, and its subject is
substantially addressed in the report of the policy forum. It is therefore not in order.

If you wish to appeal, write to us by noon on Thursday."""


def with_body(body: Body) -> Callable[[World, CLP], None]:
    """Return a journey that is with a branch or the CLP now; some know the date of the meeting."""

    def journey(world: World, clp: CLP) -> None:
        ahead = world.today + timedelta(days=world.chance.randint(-14, 30))
        meeting_on = ahead if world.chance.random() < 0.75 else None
        world.report(clp, body=body, sent_on=world.days_ago(10, 40), meeting_on=meeting_on, confirm=True)

    return journey


def branch_carried(world: World, clp: CLP) -> None:
    """A branch carried it."""
    world.heard(clp, Outcome.CARRIED, body=Body.BRANCH)


def through_branch(world: World, clp: CLP) -> None:
    """A branch carried it and sent it on, and the CLP carried it."""
    first = world.heard(clp, Outcome.CARRIED, body=Body.BRANCH)
    vote = first.current_vote
    if vote is None or world.motion.current_version is None:
        return
    version, held_on = world.motion.current_version, min(vote.held_on + timedelta(days=14), world.today)
    report = Report(clp=clp, version=version, body=Body.CLP, sent_on=vote.held_on, meeting_on=held_on)
    onward = report_onward(first, report, consent=world.wording)
    world.vote(onward, Outcome.CARRIED, held_on, purpose=Purpose.CONFERENCE)


def at_clp(outcome: Outcome, purpose: Purpose | None = None) -> Callable[[World, CLP], None]:
    """Return a journey whose CLP has met, with this outcome."""

    def journey(world: World, clp: CLP) -> None:
        submission = world.heard(clp, outcome, purpose=purpose)
        if world.chance.random() < 0.3:
            check_report(submission, by=world.organiser)

    return journey


def at_conference(*acts: EntryAct) -> Callable[[World, CLP], None]:
    """Return a journey that reached conference, and what happened to it there."""

    def journey(world: World, clp: CLP) -> None:
        submission = world.heard(clp, Outcome.CARRIED, purpose=Purpose.CONFERENCE)
        vote = submission.current_vote
        sent_on = vote.held_on + timedelta(days=2) if vote else world.today
        entry: ConferenceEntry = record_sent(
            motion=world.motion, clp=clp, sent_on=sent_on, by=world.organiser, submission=submission
        )
        for act in acts:
            ruling = {"grounds": TWO_GROUNDS, "letter": LETTER} if act is EntryAct.RULE_OUT else {}
            words = RULINGS.get(act, "")
            move_entry(entry, act, on=world.today, by=world.organiser, reason=words, **ruling)  # type: ignore[arg-type]

    return journey


def conflicting(world: World, clp: CLP) -> None:
    """Two people say different things."""
    world.heard(clp, Outcome.CARRIED, purpose=Purpose.CONFERENCE)
    world.heard(clp, Outcome.LOST)


def corrected(world: World, clp: CLP) -> None:
    """Somebody made a mistake and put it right."""
    submission = world.heard(clp, Outcome.LOST)
    vote = submission.current_vote
    world.vote(submission, Outcome.CARRIED, vote.held_on if vote else world.today, purpose=Purpose.CONFERENCE)


def unconfirmed(world: World, clp: CLP) -> None:
    """Somebody reported and has not pressed the button yet."""
    world.report(clp, body=Body.CLP, sent_on=world.days_ago(1, 3), meeting_on=None, confirm=False)


def withdrawn(world: World, clp: CLP) -> None:
    """Somebody reported and took it back."""
    submission = world.report(clp, body=Body.CLP, sent_on=world.days_ago(5, 9), meeting_on=None, confirm=True)
    withdraw_report(submission, by=submission.activist)


CONFERENCE = Purpose.CONFERENCE
PLAN: list[tuple[int, Callable[[World, CLP], None]]] = [
    (4, people.champion),
    (2, people.champion_who_agreed),
    (2, people.two_who_agreed),
    (1, people.two_of_whom_one_agreed),
    (1, people.two_who_met),
    (2, people.champion_who_sent_it),
    (1, people.champion_who_withdrew),
    (1, people.unconfirmed_champion),
    (14, with_body(Body.BRANCH)),
    (8, branch_carried),
    (32, with_body(Body.CLP)),
    (7, at_clp(Outcome.CARRIED, Purpose.POLICY)),
    (34, at_clp(Outcome.CARRIED, CONFERENCE)),
    (3, at_clp(Outcome.CARRIED_AS_AMENDED, CONFERENCE)),
    (6, through_branch),
    (14, at_conference()),
    (4, at_conference(EntryAct.ACKNOWLEDGE)),
    (7, at_conference(EntryAct.ACKNOWLEDGE, EntryAct.RULE_IN_ORDER)),
    (2, at_conference(EntryAct.RULE_OUT)),
    (1, at_conference(EntryAct.RULE_OUT, EntryAct.APPEAL)),
    (1, at_conference(EntryAct.RULE_OUT, EntryAct.APPEAL, EntryAct.WIN_APPEAL)),
    (1, at_conference(EntryAct.RULE_OUT, EntryAct.APPEAL, EntryAct.LOSE_APPEAL)),
    (1, at_conference(EntryAct.RULE_OUT, EntryAct.APPEAL, EntryAct.LOSE_APPEAL, EntryAct.MOVE_REFERENCE_BACK)),
    *((2, at_clp(outcome)) for outcome in sorted(REFUSED)),
    *((2, at_clp(outcome)) for outcome in sorted(TO_BE_HEARD_AGAIN)),
    (1, at_clp(Outcome.OTHER)),
    (2, conflicting),
    (2, corrected),
    (3, unconfirmed),
    (2, withdrawn),
]
