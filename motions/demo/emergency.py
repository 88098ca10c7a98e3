"""Demonstration data: an emergency motion as the campaign's other, which a few CLPs have taken up in the last days."""

import random
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from clps.models import CLP
from motions.actions.entries import record_sent
from motions.actions.other_motions import open_other_motion
from motions.actions.texts import publish_version
from motions.demo.texts import EMERGENCY_TEXT, EMERGENCY_TITLE
from motions.demo.world import World
from motions.enums import Body, Outcome, Purpose
from motions.models import Conference, Motion

# Of nine CLPs three have sent it, two more have carried it, and the others have it before them.
CLPS, CARRIED, SENT = 9, 5, 3


def seed_emergency(first: Motion, *, by: AbstractBaseUser, chance: random.Random, today: date) -> Motion:
    """Open an emergency motion, with what some CLPs did with it; return it."""
    held = first.campaign.conference
    closes = datetime.combine(held.starts_on - timedelta(days=4), time(12), tzinfo=timezone.get_default_timezone())
    conference = Conference(
        name=f"{held.name}: emergency motions",
        kind=held.kind,
        part_of=held,
        starts_on=held.starts_on,
        ends_on=held.ends_on,
        deadline=closes.astimezone(UTC),
        title_word_limit=held.title_word_limit,
        text_word_limit=held.text_word_limit,
        rules_source=held.rules_source,
    )
    slug, target = "after-the-storm", 40
    motion = open_other_motion(campaign=first.campaign, conference=conference, slug=slug, target=target, by=by)
    publish_version(motion=motion, title=EMERGENCY_TITLE, text=EMERGENCY_TEXT, note="", by=by)
    motion.refresh_from_db()
    world = World(motion, today, chance, people=40_000)
    for place, clp in enumerate(chance.sample(list(CLP.objects.order_by("pk")), k=CLPS)):
        _take_up(world, clp, place)
    return motion


def _take_up(world: World, clp: CLP, place: int) -> None:
    """Have one CLP take it up: the first of them have come the furthest."""
    if place >= CARRIED:
        sent_on, meets_on = world.today - timedelta(days=5), world.today + timedelta(days=2 + place)
        world.report(clp, body=Body.CLP, sent_on=sent_on, meeting_on=meets_on, confirm=True)
        return
    held_on = world.today - timedelta(days=3 + place)
    report = world.report(clp, body=Body.CLP, sent_on=held_on - timedelta(days=6), meeting_on=held_on, confirm=True)
    world.vote(report, Outcome.CARRIED, held_on, purpose=Purpose.CONFERENCE)
    if place < SENT:
        record_sent(motion=world.motion, clp=clp, sent_on=held_on, by=world.organiser, submission=report)
