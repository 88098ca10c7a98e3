"""Filling the demonstration campaign, through the same actions that people use."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db import transaction

from clps.models import CLP, Region
from motions.actions.entries import move_entry, record_sent
from motions.actions.events import silence
from motions.actions.submissions import (
    Report,
    check_report,
    confirm_report,
    report_onward,
    report_submission,
    withdraw_report,
)
from motions.actions.texts import publish_version
from motions.actions.votes import Result, record_vote
from motions.consent import consent_wording
from motions.demo import ADMIN, ORGANISER, PASSWORD, REGION, REGIONAL, champions, movement
from motions.demo.attention import add_attention, add_last_year
from motions.demo.questions import ask_questions
from motions.demo.texts import LOCAL_TEXT, LOCAL_TITLE, SPEAKING_POINTS, TEXT, TITLE
from motions.enums import (
    REFUSED,
    TO_BE_HEARD_AGAIN,
    Body,
    LinkPurpose,
    MotionKind,
    Outcome,
    Purpose,
    RulingGround,
    SubmissionState,
)
from motions.models import Campaign, Champion, Conference, ConferenceEntry, Event, Motion, Submission, SubmissionLink
from motions.workflow import EntryAct


def seed(*, today: date, chance: random.Random) -> Campaign:
    """Make the demonstration around `today`, in one transaction; `chance` decides which CLP stands where."""
    with transaction.atomic(), silence():
        organiser, admin = _make_people()
        campaign = make_campaign(today)
        motion = Motion.objects.create(campaign=campaign, kind=MotionKind.CONFERENCE, slug="benches")
        publish_version(motion=motion, title=TITLE, text=TEXT, note="", by=admin)
        local = Motion.objects.create(campaign=campaign, kind=MotionKind.LOCAL, slug="seats-in-our-streets")
        publish_version(motion=local, title=LOCAL_TITLE, text=LOCAL_TEXT, note="", by=admin)
        motion.refresh_from_db()
        world = World(motion, today, chance)
        clps = _shuffled(chance)
        for count, journey in PLAN:
            for _, clp in zip(range(count), clps, strict=False):
                journey(world, clp)
        add_attention(world, clps)
        earlier = movement.make_earlier_motion(campaign, today, by=organiser)
        movement.seed_affiliates(world)
        movement.seed_conference(world)
        movement.seed_local_motion(World(local, today, chance, people=10_000))
        movement.seed_floor(World(earlier, today - timedelta(days=729), chance, people=20_000))
        _put_events_in_the_past(today)
        add_last_year(world)
        ask_questions(people=world.person, organiser=organiser, today=today)
    return campaign


def _make_people() -> tuple[Any, Any]:
    """Make somebody of each role to sign in as; return the organiser and the admin."""
    people = get_user_model().objects
    people.create_organiser(REGIONAL, PASSWORD, name="Rhian Regional", regions=Region.objects.filter(name=REGION))
    organiser = people.create_organiser(ORGANISER, PASSWORD, name="Olive Organiser")
    return organiser, people.create_admin(ADMIN, PASSWORD, name="Ada Admin")


def make_campaign(today: date) -> Campaign:
    """Make a conference whose deadline is near, so that everything is to be seen to, and the campaign for it."""
    deadline = datetime.combine(today + timedelta(days=20), time(17), tzinfo=ZoneInfo("Europe/London"))
    conference = Conference.objects.create(
        name="Demonstration Conference",
        starts_on=today + timedelta(days=34),
        ends_on=today + timedelta(days=37),
        motions_open_on=today - timedelta(days=90),
        deadline=deadline.astimezone(UTC),
        title_word_limit=10,
        text_word_limit=250,
        rules_source="Made up for this demonstration, with the limits that applied from 2012 to 2023.",
    )
    return Campaign.objects.create(
        name="Take a Seat",
        group="Friends of the Public Bench",
        summary="We ask for a place to rest in every street and park. This is a demonstration: nothing in it is real.",
        conference=conference,
        email="benches@example.org",
        target=150,
        speaking_points=SPEAKING_POINTS,
        is_current=True,
    )


class World:
    """What the journeys need: the motion, the day, chance, and people with invented names."""

    def __init__(self, motion: Motion, today: date, chance: random.Random, *, people: int = 0) -> None:
        """Start with nobody; `people` is where their numbers begin."""
        self.motion, self.today, self.chance = motion, today, chance
        self.wording = consent_wording(motion.campaign)
        self.organiser = get_user_model().objects.get(email=ORGANISER)
        self.people = people

    def person(self) -> tuple[str, str]:
        """Return the name and address of somebody new."""
        self.people += 1
        name = f"{self.chance.choice(FIRST_NAMES)} {self.chance.choice(LAST_NAMES)}"
        return name, f"member{self.people}@example.org"

    def days_ago(self, least: int, most: int) -> date:
        """Return a day at most `most` and at least `least` days back."""
        return self.today - timedelta(days=self.chance.randint(least, most))

    def report(self, clp: CLP, *, body: Body, sent_on: date, meeting_on: date | None, confirm: bool) -> Submission:
        """Report that somebody new sent it, and confirm their address unless told otherwise."""
        version = self.motion.current_version
        if version is None:
            raise ValueError("The demonstration's motion has no text.")
        branch = self.chance.choice(BRANCHES) if body == Body.BRANCH else ""
        report = Report(
            clp=clp, version=version, body=body, branch_name=branch, sent_on=sent_on, meeting_on=meeting_on
        )
        name, email = self.person()
        submission = report_submission(report, name=name, email=email, consent=self.wording)
        if confirm:
            confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM))
        return submission

    def heard(
        self, clp: CLP, outcome: Outcome, *, body: Body = Body.CLP, purpose: Purpose | None = None
    ) -> Submission:
        """Report a submission and what its meeting did some weeks later."""
        held_on = self.days_ago(3, 60)
        sent_on = held_on - timedelta(days=self.chance.randint(8, 25))
        submission = self.report(clp, body=body, sent_on=sent_on, meeting_on=held_on, confirm=True)
        self.vote(submission, outcome, held_on, purpose=purpose)
        return submission

    def vote(self, submission: Submission, outcome: Outcome, held_on: date, *, purpose: Purpose | None = None) -> None:
        """Record an outcome, counted as often as not."""
        counted = outcome in (Outcome.CARRIED, Outcome.CARRIED_AS_AMENDED, Outcome.LOST) and self.chance.random() < 0.6
        many, few = self.chance.randint(14, 70), self.chance.randint(0, 12)
        if outcome == Outcome.LOST:
            many, few = few, many
        result = Result(
            outcome=outcome,
            held_on=held_on,
            purpose=purpose,
            votes_for=many if counted else None,
            votes_against=few if counted else None,
            amended_text=AMENDED if outcome == Outcome.CARRIED_AS_AMENDED else "",
            deferred_to=self.today + timedelta(days=20) if outcome == Outcome.DEFERRED else None,
            words="They liked it and asked us to bring it to the policy day." if outcome == Outcome.OTHER else "",
        )
        record_vote(submission, result, by=submission.activist)


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
            ground = RulingGround.SEVERAL_SUBJECTS if act is EntryAct.RULE_OUT else None
            words = RULINGS.get(act, "")
            move_entry(entry, act, on=world.today, by=world.organiser, reason=words, ground=ground)

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
    (4, champions.champion),
    (2, champions.champion_who_agreed),
    (2, champions.two_who_agreed),
    (1, champions.two_of_whom_one_agreed),
    (1, champions.two_who_met),
    (2, champions.champion_who_sent_it),
    (1, champions.champion_who_withdrew),
    (1, champions.unconfirmed_champion),
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
    *((2, at_clp(outcome)) for outcome in sorted(REFUSED)),
    *((2, at_clp(outcome)) for outcome in sorted(TO_BE_HEARD_AGAIN)),
    (1, at_clp(Outcome.OTHER)),
    (2, conflicting),
    (2, corrected),
    (3, unconfirmed),
    (2, withdrawn),
]
RULINGS = {
    EntryAct.RULE_OUT: "It speaks of streets, and of stations too.",
    EntryAct.APPEAL: "The CLP says that it is one subject: places to rest.",
}
AMENDED = TEXT.replace("two hundred metres", "one hundred and fifty metres, uphill or down,")
BRANCHES = ("Market", "Riverside", "Old Town", "Hill Top", "Abbey", "Station Road")
FIRST_NAMES = ("Asha", "Bryn", "Carys", "Dev", "Ewan", "Fatima", "Grace", "Huw", "Isla", "Joan", "Kofi", "Lena")
LAST_NAMES = ("Ahmed", "Bell", "Clarke", "Davies", "Evans", "Fraser", "Green", "Hughes", "Iqbal", "Jones", "Khan")


def _shuffled(chance: random.Random) -> Iterator[CLP]:
    clps = list(CLP.objects.all())
    chance.shuffle(clps)
    return iter(clps)


def _put_events_in_the_past(today: date) -> None:
    """Give each event the day it tells of, so that the story reads true and nobody is mailed about it now.

    The one place that rewrites events; the rows are seconds old and inside the same transaction.
    """
    waiting = Submission.objects.filter(state=SubmissionState.AWAITING_CONFIRMATION)
    waiting.update(created_at=datetime.combine(today - timedelta(days=2), time(20), tzinfo=UTC))
    days = dict(Submission.objects.values_list("pk", "sent_on"))
    since = dict(Champion.objects.values_list("pk", "since"))
    held = dict(Submission.objects.filter(votes__isnull=False).values_list("pk", "votes__held_on"))
    for event in Event.objects.order_by("pk"):
        told = held if event.kind.startswith(("vote", "entry")) else days
        if event.champion_id:
            on = since[event.champion_id]
        elif told_on := event.details.get("since") or event.details.get("on"):
            on = date.fromisoformat(told_on)
        elif event.details.get("delegate"):
            on = today
        else:
            on = told.get(event.submission_id or 0, today - timedelta(days=60))
        at = datetime.combine(min(on, today - timedelta(days=3)), time(20), tzinfo=UTC)
        Event.objects.filter(pk=event.pk).update(at=at)
