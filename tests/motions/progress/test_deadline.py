from datetime import UTC, date, datetime

import pytest

from motions.progress.deadline import Deadline, clock_words, read_deadline
from tests.factories import CampaignFactory

pytestmark = pytest.mark.django_db


def test_deadline_is_told_in_uk_time_and_days():
    deadline = read_deadline(CampaignFactory(notice_days=14), now=datetime(2027, 9, 1, 23, 30, tzinfo=UTC))
    assert deadline == Deadline(
        at=datetime(2027, 9, 16, 16, 0, tzinfo=UTC),
        has_passed=False,
        days_left=14,  # it is the 2nd in London already
        last_safe_day=date(2027, 9, 2),
        last_safe_branch_day=date(2027, 8, 5),
        notice_days=14,
        branch_days=28,
    )
    assert deadline.in_words == "5pm on Thursday 16 September 2027"
    assert deadline.last_safe_day_in_words == "Thursday 2 September 2027"
    assert deadline.last_safe_branch_day_in_words == "Thursday 5 August 2027"
    assert deadline.is_safe_still
    assert not deadline.is_safe_by_branch


@pytest.mark.parametrize(("day", "is_safe"), [(5, True), (6, False)])
def test_branch_route_is_safe_until_its_last_day(day, is_safe):
    deadline = read_deadline(CampaignFactory(), now=datetime(2027, 8, day, 12, 0, tzinfo=UTC))
    assert deadline.is_safe_by_branch is is_safe


@pytest.mark.parametrize(
    ("now", "has_passed", "is_safe_still"),
    [
        (datetime(2027, 9, 2, 23, 30, tzinfo=UTC), False, False),
        (datetime(2027, 9, 16, 16, 0, tzinfo=UTC), False, False),
        (datetime(2027, 9, 16, 16, 0, 1, tzinfo=UTC), True, False),
    ],
)
def test_deadline_passes_to_the_second(now, has_passed, is_safe_still):
    deadline = read_deadline(CampaignFactory(), now=now)
    assert (deadline.has_passed, deadline.is_safe_still) == (has_passed, is_safe_still)


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(12, 0, "noon"), (0, 0, "midnight"), (17, 0, "5pm"), (9, 5, "9.05am"), (23, 59, "11.59pm"), (12, 30, "12.30pm")],
)
def test_clock_words_are_as_people_say(hour, minute, words):
    assert clock_words(datetime(2027, 9, 16, hour, minute, tzinfo=UTC)) == words
