# ruff: noqa: E501 - a line of a motion is one line
"""The demonstration's composite room, half-way: a booklet on the table, a draft of two readings, the committee's own."""

from datetime import timedelta

from motions.actions.compositing import lay_texts, open_meeting, record_answers, save_reading
from motions.composites.booklets import split_booklet
from motions.composites.sources import table_of
from motions.demo.world import World
from motions.enums import Allegiance, DraftSide
from motions.models import CompositingMeeting

# As a committee prints one. Our own words, on the subject of the demonstration.
BOOKLET = """Motion 1
Somewhere to sit

Little Mickering CLP
Conference notes that a walk without a rest is no walk at all for many of our members.
Conference calls for a seat with a back and arms at every bus stop within five years.

Motion 2
Benches that last

UNISON
Conference notes that parks departments have lost a third of their staff in ten years.
Conference calls on a Labour government to give councils the money to keep what they have in good repair, and to employ their own park keepers again.

Motion 3
Rest for those who work outdoors

GMB
Conference believes that whoever sweeps a street has a right to sit down in it.
Conference calls for seats, shade and water where people work outdoors.

Motion 4
Public places are for everyone

Great Oxenford CLP
Conference believes that a street is not open to everyone until everyone can rest in it.
Conference notes that many towns have taken seats away so that nobody sleeps on them.
Conference calls on councils to put an end to seats that are made so that nobody can lie on them.

Motion 5
Seats in stations

ASLEF
Conference notes that half of all small stations have no seat under cover.
Conference calls for a seat under cover on every platform.
"""
FIRST = """Conference notes that many people cannot walk far without a rest.
Conference believes that a street is not open to everyone until everyone can rest in it.
Conference calls for a seat with a back and arms at every bus stop within five years."""
SECOND = """Conference notes:
Many towns have taken seats away and have not put them back.
Conference notes that half of all small stations have no seat under cover.
Conference believes that a street is not open to everyone until everyone can rest in it.
Conference resolves to call on a Labour government to:
Publish a standard for seats in streets, parks, shopping centres and stations, so that nobody has to walk more than two hundred metres without a place to rest.
Set up a small fund from which councils, parish councils and community groups can pay for new seats and for the repair of old ones.
Conference calls for a seat under cover on every platform."""
COMMITTEES = """Conference notes that many towns have taken seats away.
Conference believes that a street is not open to everyone until everyone can rest in it.
Conference asks the relevant ministers to consider a review of seating in due course.
Conference calls for a seat under cover on every platform."""


def seed_compositing(world: World) -> CompositingMeeting:
    """Open a room for the motion's heading, lay the booklet on its table, and save what the meeting has so far."""
    organiser = world.organiser
    day = world.motion.campaign.conference.starts_on - timedelta(days=1)
    meeting = open_meeting(world.motion, subject_heading="Public space", held_on=day, by=organiser)
    lay_texts(meeting, split_booklet(BOOKLET, known={"UNISON", "GMB", "ASLEF"}), by=organiser)
    save_reading(meeting, DraftSide.OURS, FIRST, after=0, by=organiser)
    save_reading(meeting, DraftSide.OURS, SECOND, after=1, by=organiser)
    save_reading(meeting, DraftSide.COMMITTEE, COMMITTEES, after=0, by=organiser)
    senders = [text.sender for text in table_of(meeting).texts]
    answers = dict.fromkeys(senders[: len(senders) // 2], Allegiance.STAYS)
    record_answers(meeting, {**answers, "GMB": Allegiance.STANDS_ALONE}, by=organiser)
    return meeting
