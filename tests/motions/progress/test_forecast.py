"""Pace and forecast, from days and counts alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motions.progress.forecast import Forecast, Pace, forecast, measure_pace

TODAY = date(2027, 6, 1)


def days_ago(*days):
    return [TODAY - timedelta(days=number) for number in days]


def test_pace_needed_is_what_is_left_by_week():
    days = days_ago(*range(0, 42, 3))
    pace = measure_pace(days, today=TODAY, deadline_day=TODAY + timedelta(days=28), target=34)
    assert pace == Pace(needed=5.0, lately=7 * 14 / 40, weeks_left=4.0)


def test_pace_needs_nothing_once_the_target_is_reached_or_where_there_is_none():
    days = days_ago(1, 2, 3)
    for target in (3, 2, None):
        assert measure_pace(days, today=TODAY, deadline_day=TODAY + timedelta(days=7), target=target).needed is None


def test_pace_on_the_last_day_counts_a_day_and_afterwards_nothing():
    assert measure_pace([], today=TODAY, deadline_day=TODAY, target=1) == Pace(7.0, 0.0, 0.0)
    assert measure_pace([], today=TODAY, deadline_day=TODAY - timedelta(days=1), target=1) is None


def test_forecast_goes_on_as_the_last_six_weeks_went():
    # 21 in 42 days and 42 days to come: 21 more, and a spread of 1.2816 times the root of 42.
    days = days_ago(*range(1, 43, 2), 90, 80)
    told = forecast(days, today=TODAY, deadline_day=TODAY + timedelta(days=42), most=650)
    assert told == Forecast(low=35, likely=44, high=53, lately=21, window=42)


@pytest.mark.parametrize(("carried", "says_something"), [(7, False), (8, True)])
def test_forecast_says_nothing_on_too_few(carried, says_something):
    days = days_ago(*range(carried), 60)
    told = forecast(days, today=TODAY, deadline_day=TODAY + timedelta(days=30), most=650)
    assert bool(told) is says_something


@pytest.mark.parametrize(("first", "says_something"), [(19, False), (20, True)])
def test_forecast_says_nothing_before_three_weeks_are_counted(first, says_something):
    days = days_ago(*range(10), first)
    told = forecast(days, today=TODAY, deadline_day=TODAY + timedelta(days=30), most=650)
    assert bool(told) is says_something


@pytest.mark.parametrize("left", [0, -1])
def test_forecast_ends_with_the_deadline(left):
    days = days_ago(*range(40))
    assert forecast(days, today=TODAY, deadline_day=TODAY + timedelta(days=left), most=650) is None


def test_forecast_looks_past_days_that_are_still_to_come():
    days = [*days_ago(*range(40)), TODAY + timedelta(days=3)]
    told = forecast(days, today=TODAY, deadline_day=TODAY + timedelta(days=1), most=650)
    assert told.lately == 40


@given(
    st.lists(st.integers(0, 200), max_size=80),
    st.integers(1, 300),
    st.integers(80, 650),
)
def test_forecast_range_holds_its_middle_and_stays_possible(ages, left, most):
    days = days_ago(*ages)
    told = forecast(days, today=TODAY, deadline_day=TODAY + timedelta(days=left), most=most)
    if told:
        assert len(ages) <= told.low <= told.likely <= told.high <= most
