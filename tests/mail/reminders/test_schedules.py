"""Reckoning by the UK's clock: when mail is due and until when it makes sense."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.mail.reminders.schedules import AtOnce, AtOnceAndAfter, DaysAfter, DaysBefore, UntilDeadline
from clps.lib.clock import LONDON
from tests.mail.helpers import london

WEEK = timedelta(days=7)
MEETING = date(2027, 3, 30)


def times(schedule, days, **about):
    """Names, due times and ends, the times by the UK's clock."""
    return [
        (moment.name, *(f"{when.astimezone(LONDON):%d %b %H:%M}" for when in (moment.due_at, moment.until)))
        for moment in schedule.moments(SimpleNamespace(**about), days)
    ]


def test_at_once_is_due_when_it_happened_and_not_before():
    happened_at = datetime(2027, 3, 1, 12, 7, tzinfo=UTC)
    assert times(AtOnce("at", WEEK), (), at=happened_at) == [("", "01 Mar 12:07", "08 Mar 12:07")]
    assert times(AtOnce("at", WEEK), (), at=None) == []


def test_days_after_each_make_sense_until_the_next():
    assert times(DaysAfter("on", WEEK), (8, 4), on=MEETING) == [
        ("2027-03-30", "03 Apr 10:00", "07 Apr 10:00"),
        ("2027-03-30:2", "07 Apr 10:00", "14 Apr 10:00"),
    ]
    assert times(DaysAfter("on", WEEK), (1,), on=None) == []


@pytest.mark.parametrize(("meeting_time", "end"), [(time(19, 30), "30 Mar 19:30"), (None, "30 Mar 23:59")])
def test_days_before_make_sense_until_the_meeting(meeting_time, end):
    assert times(DaysBefore("on", ends_at="time"), (1, 7), on=MEETING, time=meeting_time) == [
        ("2027-03-30", "23 Mar 10:00", "29 Mar 10:00"),
        ("2027-03-30:2", "29 Mar 10:00", end),
    ]


def test_number_given_twice_counts_once():
    assert len(times(DaysBefore("on"), (7, 7, 1), on=MEETING)) == 2


@pytest.mark.parametrize(
    ("deadline", "moments"),
    [
        (
            london(2027, 9, 1, 12),
            [("2027-07-05", "05 Jul 23:30", "10 Jul 10:00"), ("2027-07-05:2", "10 Jul 10:00", "17 Jul 10:00")],
        ),
        (
            london(2027, 7, 12, 9),
            [("2027-07-05", "05 Jul 23:30", "10 Jul 10:00"), ("2027-07-05:2", "10 Jul 10:00", "12 Jul 09:00")],
        ),
        (london(2027, 7, 10, 10), [("2027-07-05", "05 Jul 23:30", "10 Jul 10:00")]),
        (london(2027, 7, 5, 23), []),
    ],
)
def test_at_once_and_after_counts_days_by_the_clock_of_the_uk_until_the_deadline(deadline, moments):
    # Half past eleven in the evening of 5 July in London is still 5 July, whatever UTC says.
    late = datetime(2027, 7, 5, 22, 30, tzinfo=UTC)
    assert times(AtOnceAndAfter("at", WEEK, "deadline"), (5,), at=late, deadline=deadline) == moments


SEPTEMBER = london(2027, 9, 16, 17)
UNTIL = UntilDeadline("on", "opens", "deadline", most="most")


@pytest.mark.parametrize(
    ("carried_on", "opens_on", "deadline", "most", "mornings"),
    [
        # Weekly from the second day, then the last mornings; two of them where three would make seven mails.
        (date(2027, 8, 27), None, SEPTEMBER, 6, ["29 Aug", "05 Sep", "12 Sep", "14 Sep", "15 Sep", "16 Sep"]),
        (date(2027, 8, 20), None, SEPTEMBER, 6, ["22 Aug", "29 Aug", "05 Sep", "12 Sep", "15 Sep", "16 Sep"]),
        # A deadline before ten has its last morning the day before.
        (date(2027, 9, 8), None, london(2027, 9, 16, 9), 6, ["10 Sep", "13 Sep", "14 Sep", "15 Sep"]),
        # Carried late: what is left of the last mornings.
        (date(2027, 9, 13), None, SEPTEMBER, 6, ["15 Sep", "16 Sep"]),
        (date(2027, 9, 15), None, SEPTEMBER, 6, []),
        (date(2027, 9, 20), None, SEPTEMBER, 6, []),
        # Ten months early: two to keep it in mind, the day on which motions open, and what leads to the end.
        (
            date(2026, 11, 16),
            date(2027, 7, 20),
            SEPTEMBER,
            6,
            ["18 Nov", "10 Mar", "20 Jul", "17 Aug", "15 Sep", "16 Sep"],
        ),
        # Where nobody has said when they open, that is six weeks before they close; before, once a month.
        (
            date(2027, 7, 1),
            None,
            SEPTEMBER,
            9,
            ["03 Jul", "31 Jul", "05 Aug", "12 Aug", "19 Aug", "26 Aug", "02 Sep", "15 Sep", "16 Sep"],
        ),
        # Not open before the very last day: then too it is asked in time.
        (date(2027, 9, 1), date(2027, 9, 16), SEPTEMBER, 6, ["03 Sep", "14 Sep", "15 Sep", "16 Sep"]),
        # Whoever had a lot of mail gets the two that matter most.
        (date(2027, 8, 20), None, SEPTEMBER, 2, ["22 Aug", "16 Sep"]),
        (date(2026, 11, 16), date(2027, 7, 20), SEPTEMBER, 2, ["20 Jul", "16 Sep"]),
    ],
)
def test_until_deadline_asks_monthly_then_weekly_then_daily_and_never_too_often(
    carried_on, opens_on, deadline, most, mornings
):
    found = times(UNTIL, (2,), on=carried_on, opens=opens_on, deadline=deadline, most=most)
    assert [due for _, due, _ in found] == [f"{day} 10:00" for day in mornings]
    ends = [*[due for _, due, _ in found][1:], f"{deadline.astimezone(LONDON):%d %b %H:%M}"][: len(found)]
    assert [end for _, _, end in found] == ends


@given(
    carried_on=st.dates(date(2026, 9, 1), date(2027, 9, 30)),
    opens_on=st.none() | st.dates(date(2026, 9, 1), date(2027, 9, 30)),
    most=st.integers(2, 6),
    days=st.integers(0, 30),
)
def test_until_deadline_is_in_order_and_never_more_than_it_may(carried_on, opens_on, most, days):
    about = SimpleNamespace(on=carried_on, opens=opens_on, deadline=SEPTEMBER, most=most)
    moments = list(UNTIL.moments(about, (days,)))
    assert len({moment.name for moment in moments}) == len(moments) <= most
    assert all(one.due_at < one.until <= after.due_at for one, after in pairwise(moments))
    if carried_on + timedelta(days=days) <= SEPTEMBER.date():
        assert moments[-1].due_at.date() == SEPTEMBER.date()


@given(
    on=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    days=st.lists(st.integers(0, 60), min_size=1, max_size=4),
    schedule=st.sampled_from([DaysAfter("on", WEEK), DaysBefore("on")]),
)
def test_moments_come_in_order_at_ten_with_names_of_their_own(on, days, schedule):
    """Over every change of the clocks: ten is ten, and each moment makes sense for a while."""
    moments = list(schedule.moments(SimpleNamespace(on=on), days))
    assert {moment.due_at.astimezone(LONDON).time() for moment in moments} == {time(10)}
    assert len({moment.name for moment in moments}) == len(set(days)) == len(moments)
    assert moments == sorted(moments, key=lambda moment: moment.due_at)
    assert all(moment.due_at < moment.until for moment in moments)
