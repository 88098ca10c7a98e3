"""Filling the demonstration campaign, through the same actions that people use."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from clps.models import CLP, Region
from motions.actions.events import without_doorbell
from motions.actions.rules import start_from_rules
from motions.actions.texts import publish_version
from motions.demo import ADMIN, ORGANISER, PASSWORD, REGION, REGIONAL, movement
from motions.demo.attention import add_attention, add_last_year
from motions.demo.compositing import seed_compositing
from motions.demo.emergency import seed_emergency
from motions.demo.journeys import PLAN
from motions.demo.people import seed_speakers
from motions.demo.questions import ask_questions
from motions.demo.texts import LOCAL_TEXT, LOCAL_TITLE, SPEAKING_POINTS, TEXT, TITLE
from motions.demo.world import World
from motions.enums import (
    MotionKind,
    SubmissionState,
)
from motions.known_rules import known_rules
from motions.models import Campaign, Champion, Conference, Event, Motion, Submission


def seed(*, today: date, chance: random.Random) -> Campaign:
    """Make the demonstration around `today`, in one transaction; `chance` decides which CLP stands where."""
    with transaction.atomic(), without_doorbell():
        organiser, admin = make_people()
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
        seed_compositing(world)
        movement.seed_local_motion(World(local, today, chance, people=10_000))
        movement.seed_floor(World(earlier, today - timedelta(days=729), chance, people=20_000))
        # With a chance of its own: what the others draw stays as it was.
        seed_speakers(World(motion, today, random.Random(7), people=30_000))  # noqa: S311
        seed_emergency(motion, by=admin, chance=random.Random(11), today=today)  # noqa: S311
        _put_events_in_the_past(today)
        add_last_year(world)
        ask_questions(people=world.person, organiser=organiser, today=today)
    return campaign


def make_people() -> tuple[Any, Any]:
    """Make somebody of each role to sign in as; return the organiser and the admin."""
    people = get_user_model().objects
    people.create_organiser(REGIONAL, PASSWORD, name="Rhian Regional", regions=Region.objects.filter(name=REGION))
    organiser = people.create_organiser(ORGANISER, PASSWORD, name="Olive Organiser")
    admin = people.create_admin(ADMIN, PASSWORD, name="Ada Admin")
    people.filter(email__in=(REGIONAL, ORGANISER, ADMIN)).update(is_demonstration=True)
    return organiser, admin


def make_campaign(today: date) -> Campaign:
    """Make a conference whose deadline is near, so that everything is to be seen to, and the campaign for it."""
    deadline = datetime.combine(today + timedelta(days=20), time(17), tzinfo=timezone.get_default_timezone())
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
    # The dates and the limits are made up; the rest is like the rules of a real conference, with where they were read.
    start_from_rules(conference, known_rules()["labour-annual-2024"])
    return Campaign.objects.create(
        name="Take a Seat",
        group="Friends of the Public Bench",
        summary="We ask for a place to rest in every street and park. This is a demonstration: nothing in it is real.",
        conference=conference,
        email="benches@example.org",
        privacy_email="privacy@example.org",
        target=150,
        speaking_points=SPEAKING_POINTS,
        is_current=True,
    )


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
