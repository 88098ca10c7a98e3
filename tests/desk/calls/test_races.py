"""Many organisers at once, on the database that production has."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from campaign.desk.calls.actions import record_call, take_people, take_person
from campaign.desk.enums import CallResult
from campaign.desk.models import Call, CallHold
from motions.workflow import NotAllowed
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_submission

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(work, items):
    def one(item):
        try:
            return work(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        return list(pool.map(one, items))


@pytest.fixture
def organisers():
    return [UserFactory(is_staff=True) for _ in range(8)]


def test_person_taken_by_eight_at_once_is_held_by_one(organisers):
    person = UserFactory()
    got = at_once(lambda organiser: take_person(person.pk, by=organiser), organisers)
    assert sum(got) == 1
    assert CallHold.objects.get().by == organisers[got.index(True)]


def test_sheets_taken_at_once_share_nobody(organisers):
    people = {UserFactory().pk for _ in range(12)}
    got = at_once(lambda organiser: take_people(people, by=organiser), organisers)
    assert sum(map(len, got)) == 12
    assert frozenset().union(*got) == people


def test_button_pressed_eight_times_records_once(organisers):
    motion = MotionFactory()
    told = make_submission(motion, CLPFactory(), meeting_on=date(2027, 6, 1))
    key = uuid4()

    def press(number):
        return record_call(person=told.activist, clp=told.clp, motion=motion, by=organisers[0],
                           result=CallResult.NO_ANSWER, form_key=key).pk  # fmt: skip

    assert len(set(at_once(press, range(8)))) == 1
    assert Call.objects.count() == 1


def test_calls_recorded_by_two_at_once_are_told_apart(organisers):
    motion = MotionFactory()
    told = make_submission(motion, CLPFactory())
    take_person(told.activist_id, by=organisers[3])

    def press(organiser):
        try:
            record_call(person=told.activist, clp=told.clp, motion=motion, by=organiser, result=CallResult.SPOKE)
        except NotAllowed:
            return False
        return True

    got = at_once(press, [organisers[0], organisers[3]])
    assert got[1] is True
    assert Call.objects.filter(by=organisers[3]).count() == 1
