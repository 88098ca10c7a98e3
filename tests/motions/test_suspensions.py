"""Suspending meetings, moving a deadline, calling a conference off: what is written, and what is refused."""

from datetime import UTC, date, datetime

import pytest

from motions.actions.conferences import call_off, hold_after_all, move_deadline
from motions.actions.suspensions import SuspensionTerms, change_suspension, suspend_meetings, terms_of
from motions.actions.votes import record_vote
from motions.attention import find_attention
from motions.enums import EventKind
from motions.models import Event, SuspendedRegion, Suspension
from motions.suspensions import Span, barring_meeting, read_suspensions
from motions.workflow import NotAllowed
from tests.factories import RegionFactory, carried_on, make_question, make_submission

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2027, 3, 8), date(2027, 3, 19)


def terms(*regions, ends_on=LAST, begins_on=FIRST, **values):
    return SuspensionTerms(begins_on, dict.fromkeys(regions, ends_on), "National mourning", **values)


def test_suspension_is_written_with_its_regions_and_an_event(motion, organiser, clp):
    wales = RegionFactory(name="Wales")
    held = suspend_meetings(
        SuspensionTerms(FIRST, {clp.region: LAST, wales: None}, "National mourning", executives_may_decide=True),
        by=organiser,
    )
    rows = SuspendedRegion.objects.values_list("region__name", "suspension__begins_on", "ends_on")
    assert set(rows) == {("North West", FIRST, LAST), ("Wales", FIRST, None)}
    event = Event.objects.get(kind=EventKind.MEETINGS_SUSPENDED)
    assert (event.by, event.motion, event.clp) == (organiser, motion, None)
    assert event.details == {
        "suspension": held.pk,
        "begins_on": "2027-03-08",
        "ends": {str(clp.region_id): "2027-03-19", str(wales.pk): None},
        "reason": "National mourning",
        "executives_may_decide": True,
    }


def test_same_terms_again_change_nothing(motion, organiser, clp):
    held = suspend_meetings(terms(clp.region), by=organiser)
    change_suspension(held, terms(clp.region), by=organiser)
    assert not Event.objects.filter(kind=EventKind.SUSPENSION_CHANGED).exists()
    change_suspension(held, terms(clp.region, ends_on=None), by=organiser)
    change_suspension(held, terms(clp.region, ends_on=None), by=organiser)
    assert Event.objects.filter(kind=EventKind.SUSPENSION_CHANGED).count() == 1
    held.refresh_from_db()
    assert terms_of(held) == terms(clp.region, ends_on=None)


@pytest.mark.parametrize("wrong", ["no region", "ends before it begins", "no campaign"])
def test_suspension_that_makes_no_sense_is_refused_and_nothing_stays(motion, organiser, clp, wrong):
    wanted = terms(clp.region)
    if wrong == "no region":
        wanted = terms()
    elif wrong == "ends before it begins":
        wanted = terms(clp.region, ends_on=date(2027, 3, 7))
    else:
        motion.campaign.is_current = False
        motion.campaign.save()
    with pytest.raises(NotAllowed):
        suspend_meetings(wanted, by=organiser)
    assert not Suspension.objects.exists()
    assert not Event.objects.exists()


def test_meetings_are_barred_in_the_region_on_its_days_alone(motion, organiser, clp):
    suspend_meetings(terms(clp.region), by=organiser)
    days = (date(2027, 3, 7), FIRST, LAST, date(2027, 3, 20))
    elsewhere, found = RegionFactory(name="Wales"), read_suspensions()
    assert [bool(found.barring(clp.region_id, day)) for day in days] == [False, True, True, False]
    assert not any(found.barring(elsewhere.pk, day) for day in days)
    assert found.barring(clp.region_id, None) is None


def test_suspension_that_follows_on_another_holds_to_the_end_of_both(motion, organiser, clp):
    suspend_meetings(terms(clp.region), by=organiser)
    suspend_meetings(terms(clp.region, begins_on=date(2027, 3, 20), ends_on=date(2027, 4, 2)), by=organiser)
    assert read_suspensions().barring(clp.region_id, FIRST).ends_on == date(2027, 4, 2)
    suspend_meetings(terms(clp.region, begins_on=date(2027, 4, 1), ends_on=None), by=organiser)
    assert read_suspensions().barring(clp.region_id, FIRST).ends_on is None


def test_span_that_is_ahead_is_the_one_of_today_or_else_the_next(motion, organiser, clp):
    suspend_meetings(terms(clp.region), by=organiser)
    found, span = read_suspensions(), Span(FIRST, LAST, "National mourning")
    assert found.ahead(clp.region_id, date(2027, 3, 1)) == found.ahead(clp.region_id, LAST) == span
    assert found.ahead(clp.region_id, date(2027, 3, 20)) is None


def test_calendar_files_rise_where_a_meeting_becomes_impossible_and_where_it_is_possible_again(
    motion, organiser, clp, time_machine
):
    time_machine.move_to(datetime(2027, 3, 1, 12, tzinfo=UTC))
    inside = make_submission(motion, clp, meeting_on=date(2027, 3, 10))
    after = make_submission(motion, clp, meeting_on=date(2027, 3, 24))
    held = suspend_meetings(terms(clp.region), by=organiser)

    def sequences():
        for one in (inside, after):
            one.refresh_from_db()
        return inside.calendar_sequence, after.calendar_sequence

    assert sequences() == (1, 0)
    assert barring_meeting(inside).ends_on == LAST
    change_suspension(held, terms(clp.region, ends_on=date(2027, 3, 31)), by=organiser)
    assert sequences() == (1, 1)
    change_suspension(held, terms(clp.region, ends_on=date(2027, 3, 9)), by=organiser)
    assert sequences() == (2, 2)
    assert barring_meeting(inside) is None


def test_vote_of_a_meeting_that_was_held_all_the_same_counts(motion, organiser, clp):
    suspend_meetings(terms(clp.region), by=organiser)
    submission = make_submission(motion, clp, meeting_on=date(2027, 3, 10))
    result = carried_on(date(2027, 3, 10))
    record_vote(submission, result, by=organiser)
    submission.refresh_from_db()
    assert submission.state == "decided"


def test_deadline_moves_with_the_old_and_the_new_one_on_record(motion, organiser):
    conference = motion.campaign.conference
    old, new = conference.deadline, datetime(2027, 9, 20, 11, tzinfo=UTC)
    move_deadline(conference, new, are_provisional=False, by=organiser)
    move_deadline(conference, new, are_provisional=False, by=organiser)
    conference.refresh_from_db()
    assert conference.deadline == new
    event = Event.objects.get(kind=EventKind.DEADLINE_MOVED)
    assert event.details == {"from": old.isoformat(), "to": new.isoformat()}


def test_deadline_after_conference_is_refused(motion, organiser):
    conference = motion.campaign.conference
    with pytest.raises(NotAllowed, match="after conference has ended"):
        move_deadline(conference, datetime(2028, 9, 20, tzinfo=UTC), are_provisional=False, by=organiser)
    assert not Event.objects.exists()


def test_conference_is_called_off_once_and_on_again(motion, organiser):
    conference = call_off(motion.campaign.conference, reason="No hall", by=organiser)
    assert (bool(conference.called_off_at), conference.called_off_because) == (True, "No hall")
    with pytest.raises(NotAllowed):
        call_off(conference, reason="No hall", by=organiser)
    with pytest.raises(NotAllowed):
        move_deadline(conference, datetime(2027, 9, 1, tzinfo=UTC), are_provisional=False, by=organiser)
    conference = hold_after_all(conference, by=organiser)
    assert (conference.called_off_at, conference.called_off_because) == (None, "")
    with pytest.raises(NotAllowed):
        hold_after_all(conference, by=organiser)
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [EventKind.CONFERENCE_CALLED_OFF, EventKind.CONFERENCE_ON_AGAIN]


def test_organisers_are_told_of_no_meeting_that_cannot_be(motion, organiser, clp):
    make_submission(motion, clp, sent_on=date(2027, 3, 1), meeting_on=date(2027, 3, 10))

    def kinds(day):
        found = find_attention(motion, day=day, asks_after=(1, 4, 8))
        return [item.kind.key for item in found]

    days = (date(2027, 3, 8), date(2027, 3, 12), date(2027, 3, 30))
    assert [kinds(day) for day in days] == [["no-speaker"], ["outcome-awaited"], ["outcome-overdue"]]
    suspend_meetings(terms(clp.region), by=organiser)
    assert [kinds(day) for day in days] == [[], [], ["stale"]]


def test_organisers_have_nothing_to_see_to_about_a_conference_that_is_called_off(motion, organiser, clp):
    make_submission(motion, clp, sent_on=date(2027, 3, 1), meeting_on=date(2027, 3, 10))
    make_question(clp=clp)
    call_off(motion.campaign.conference, reason="No hall", by=organiser)
    motion.campaign.conference.refresh_from_db()
    found = find_attention(motion, day=date(2027, 3, 8), asks_after=(1,))
    assert [item.kind.key for item in found] == ["advice"]
