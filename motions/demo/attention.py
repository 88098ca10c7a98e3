"""What the demonstration needs so that an organiser meets every kind of attention, and a year to compare with."""

from collections.abc import Iterator
from datetime import timedelta

from clps.enums import MeetingStructure
from clps.models import CLP
from motions.actions.entries import record_sent
from motions.actions.submissions import record_speaker
from motions.actions.texts import publish_version
from motions.demo.world import World
from motions.enums import Body, MotionKind, Outcome, Purpose, Speaker
from motions.models import Campaign, Conference, Event, Motion, Submission

# When last year's CLPs sent it, in days before its deadline.
LAST_YEAR = tuple(range(96, 2, -2))


def add_attention(world: World, clps: Iterator[CLP]) -> None:
    """Add what chance may leave out: speakers known and not, and overdue outcomes."""
    tell_structures()
    near, sent_on = world.today + timedelta(days=4), world.days_ago(10, 20)
    for said in (Speaker.REPORTER, Speaker.NOBODY):
        submission = world.report(next(clps), body=Body.CLP, sent_on=sent_on, meeting_on=near, confirm=True)
        record_speaker(submission, said, by=submission.activist)
    for days in (9, 12):
        held_on = world.today - timedelta(days=days)
        world.report(next(clps), body=Body.CLP, sent_on=held_on - timedelta(days=20), meeting_on=held_on, confirm=True)


def tell_structures() -> None:
    """Say how the CLPs meet that were heard of: by delegates where a branch had it, elsewhere mostly together."""
    by_branch = set(Submission.objects.filter(body=Body.BRANCH).values_list("clp", flat=True))
    others = set(Submission.objects.filter(body=Body.CLP).values_list("clp", flat=True)) - by_branch
    together = [pk for place, pk in enumerate(sorted(others)) if place % 3]
    CLP.objects.filter(pk__in=by_branch).update(structure=MeetingStructure.GENERAL_COMMITTEE)
    CLP.objects.filter(pk__in=together).update(structure=MeetingStructure.ALL_MEMBER)


def add_last_year(world: World) -> None:
    """Add last year's campaign, of which we know which CLPs carried it and sent it, and when."""
    campaign = world.motion.campaign
    deadline = campaign.conference.deadline - timedelta(days=364)
    conference = Conference.objects.create(
        name="Demonstration Conference of last year",
        starts_on=campaign.conference.starts_on - timedelta(days=364),
        ends_on=campaign.conference.ends_on - timedelta(days=364),
        deadline=deadline,
        title_word_limit=10,
        text_word_limit=250,
    )
    last_year = Campaign.objects.create(
        name="Take a Seat, last year",
        group=campaign.group,
        summary=campaign.summary,
        conference=conference,
        email=campaign.email,
        target=60,
    )
    motion = Motion.objects.create(campaign=last_year, kind=MotionKind.CONFERENCE, slug="benches-last-year")
    text = "Conference resolves to ask for a bench in every park."
    publish_version(motion=motion, title="A bench in every park", text=text, note="", by=world.organiser)
    motion.refresh_from_db()
    then = World(motion, world.today, world.chance, people=30_000)
    for days, clp in zip(LAST_YEAR, CLP.objects.order_by("slug")[7::11], strict=False):
        at = deadline - timedelta(days=days)
        held_on = at.date() - timedelta(days=2)
        sent_on = held_on - timedelta(days=16)
        submission = then.report(clp, body=Body.CLP, sent_on=sent_on, meeting_on=held_on, confirm=True)
        then.vote(submission, Outcome.CARRIED, held_on, purpose=Purpose.CONFERENCE)
        record_sent(motion=motion, clp=clp, sent_on=at.date(), by=world.organiser, submission=submission)
        # As everywhere in the demonstration, an event has the day it tells of.
        Event.objects.filter(motion=motion, clp=clp).update(at=at)
