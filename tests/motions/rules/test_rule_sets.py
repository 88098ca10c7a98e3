"""What a conference's rules say, as rows: times to appeal, grounds, and what is refused as nonsense."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from motions.enums import RulingGround, WindowKind
from motions.models import ConferenceWindow, RefusalGround, RuleSet
from motions.models.rules import grounds_of, rules_of
from tests.factories import ConferenceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("window", "unit", "ruled", "closes"),
    [
        (None, "hours", date(2027, 9, 20), None),
        (2, "days", date(2027, 9, 20), datetime(2027, 9, 22, 22, 59, tzinfo=UTC)),
        (2, "days", datetime(2027, 9, 20, 23, 30, tzinfo=UTC), datetime(2027, 9, 23, 22, 59, tzinfo=UTC)),
        (48, "hours", datetime(2027, 9, 20, 16, 0, tzinfo=UTC), datetime(2027, 9, 22, 16, 0, tzinfo=UTC)),
        # The hour is not known: the earliest that it may be.
        (48, "hours", date(2027, 9, 20), datetime(2027, 9, 21, 23, 0, tzinfo=UTC)),
        # Over the night that the clocks go back, hours are hours.
        (24, "hours", datetime(2027, 10, 30, 11, 0, tzinfo=UTC), datetime(2027, 10, 31, 11, 0, tzinfo=UTC)),
    ],
)
def test_appeals_close_after_the_window(window, unit, ruled, closes):
    rules = RuleSet(conference=ConferenceFactory(), appeal_window=window, appeal_unit=unit)
    assert rules.appeals_close(ruled) == closes


def test_conference_without_rules_has_a_set_in_which_nothing_is_known():
    conference = ConferenceFactory()
    rules = rules_of(conference)
    assert (rules.pk, rules.about, rules.appeal_window, rules.priorities) == (None, "", None, "")
    kept = RuleSet.objects.create(conference=conference, appeal_window=24)
    assert rules_of(conference) == kept


def test_grounds_are_those_of_the_conference_or_else_the_usual_ones():
    conference = ConferenceFactory()
    assert [one.ground for one in grounds_of(conference)] == list(RulingGround)
    own = RefusalGround.objects.create(
        conference=conference, ground=RulingGround.NOT_NEW, name="Not contemporary", rule="Arising after 5 July."
    )
    plain = RefusalGround.objects.create(conference=conference, ground=RulingGround.LATE)
    assert grounds_of(conference) == [own, plain]
    assert [one.label for one in grounds_of(conference)] == ["Not contemporary", "Late"]


def test_halves_of_a_ballot_that_there_is_not_are_refused():
    rules = RuleSet(conference=ConferenceFactory(), priorities="ranked", chosen_by_clps=4)
    with pytest.raises(ValidationError) as refused:
        rules.full_clean()
    assert list(refused.value.message_dict) == ["chosen_by_clps"]


def test_windows_stand_in_the_order_in_which_they_close_and_those_not_known_last():
    conference = ConferenceFactory()
    unknown = ConferenceWindow.objects.create(conference=conference, kind=WindowKind.LATE)
    second = ConferenceWindow.objects.create(
        conference=conference, kind=WindowKind.EMERGENCY, closes_at=datetime(2027, 9, 24, 11, tzinfo=UTC)
    )
    first = ConferenceWindow.objects.create(
        conference=conference, kind=WindowKind.DELEGATE, closes_at=datetime(2027, 7, 31, 22, 30, tzinfo=UTC)
    )
    assert list(conference.windows.all()) == [first, second, unknown]
    assert [one.deadline_day for one in (first, second, unknown)] == [date(2027, 7, 31), date(2027, 9, 24), None]


def test_window_that_closes_before_it_opens_is_refused():
    window = ConferenceWindow(
        conference=ConferenceFactory(),
        kind=WindowKind.EMERGENCY,
        opens_at=datetime(2027, 9, 24, tzinfo=UTC),
        closes_at=datetime(2027, 9, 23, tzinfo=UTC),
    )
    with pytest.raises(ValidationError, match="It closes before it opens"):
        window.full_clean()
