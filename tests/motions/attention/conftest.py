"""Everything is reported at noon on 1 March 2027, in a CLP of all-member meetings; ways to ask what is found."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from clps.enums import MeetingStructure
from motions.actions.votes import Result, record_vote
from motions.attention import find_attention
from motions.enums import Outcome, Purpose
from tests.factories import CLPFactory, MotionFactory

# The factories' deadline is 16 September 2027, 17:00 in London; a CLP's notice is 14 days, a branch's time 28.
DEADLINE = date(2027, 9, 16)
REPORTED = date(2027, 3, 1)
MEETING = date(2027, 3, 20)


@pytest.fixture
def clock():
    """Everything is reported at noon on 1 March 2027."""
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def motion(clock):
    return MotionFactory(slug="libraries")


@pytest.fixture
def clp(motion):
    return CLPFactory(name="Little Mickering", slug="little-mickering", structure=MeetingStructure.ALL_MEMBER)


def found(motion, day, *kinds, **values):
    """What is found on a day: kind, CLP and report; of these kinds, or of all."""
    items = find_attention(motion, day=day, **values)
    shown = [(item.kind.key, item.clp.name, item.fact.submission_pk) for item in items]
    return [one for one in shown if not kinds or one[0] in kinds]


def words(motion, day, kind):
    return [item.words for item in find_attention(motion, day=day) if item.kind.key == kind]


def carry(submission, *, held_on=MEETING, purpose=Purpose.CONFERENCE, outcome=Outcome.CARRIED, **values):
    return record_vote(submission, Result(outcome=outcome, purpose=purpose, held_on=held_on, **values), by=None)


def days_found(motion, kind, days):
    return [day for day in days if found(motion, day, kind)]


def span(first, last):
    return [first + timedelta(days=days) for days in range((last - first).days + 1)]
