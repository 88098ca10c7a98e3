"""A CLP's motion on its way through conference: what each action does, and what it refuses."""

from datetime import date

import pytest

from motions.actions.entries import move_entry, record_sent
from motions.actions.submissions import check_report, withdraw_report
from motions.actions.votes import Result, record_vote
from motions.enums import MotionKind, Outcome, Purpose
from motions.models import ConferenceEntry, Event, Standing
from motions.workflow import EntryAct, NotAllowed
from tests.factories import CLPFactory, MotionFactory, UserFactory, carried_on, make_carried, make_submission
from tests.motions.helpers import stage_of

pytestmark = pytest.mark.django_db
HELD = date(2027, 3, 20)
CARRIED = carried_on(HELD)


def times_sent():
    return Event.objects.filter(kind="entry_sent").count()


def test_entry_goes_from_sent_to_accepted_with_its_days():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_carried(motion, clp, on=HELD)
    entry = record_sent(motion=motion, clp=clp, sent_on=date(2027, 4, 1), by=None, submission=submission)
    assert stage_of(clp) == "sent_to_conference"
    assert record_sent(motion=motion, clp=clp, sent_on=date(2027, 4, 2), by=None) == entry
    move_entry(entry, EntryAct.ACKNOWLEDGE, on=date(2027, 4, 5), by=None)
    move_entry(entry, EntryAct.RULE_IN_ORDER, on=date(2027, 9, 1), by=None)
    entry.refresh_from_db()
    assert (entry.state, entry.sent_on, entry.acknowledged_on, entry.ruled_on) == (
        "in-order",
        date(2027, 4, 1),
        date(2027, 4, 5),
        date(2027, 9, 1),
    )
    assert stage_of(clp) == "accepted"
    with pytest.raises(NotAllowed):
        move_entry(entry, EntryAct.RULE_OUT, on=date(2027, 9, 2), by=None)


def test_record_sent_before_it_was_carried_for_conference_is_refused():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_submission(motion, clp)
    record_vote(submission, Result(outcome=Outcome.CARRIED, purpose=Purpose.POLICY, held_on=HELD), by=None)
    with pytest.raises(NotAllowed):
        record_sent(motion=motion, clp=clp, sent_on=HELD, by=None, submission=submission)


def test_record_sent_of_a_model_local_motion_is_refused():
    with pytest.raises(NotAllowed, match="does not go to conference"):
        record_sent(motion=MotionFactory(kind=MotionKind.LOCAL), clp=CLPFactory(), sent_on=HELD, by=None)
    assert not Standing.objects.exists()
    assert not ConferenceEntry.objects.exists()


def test_record_sent_on_a_report_of_another_clp_is_refused():
    motion, clp = MotionFactory(), CLPFactory()
    elsewhere = make_carried(motion, CLPFactory(), on=HELD)
    with pytest.raises(NotAllowed):
        record_sent(motion=motion, clp=clp, sent_on=HELD, by=None, submission=elsewhere)


def test_record_sent_on_a_report_that_was_taken_back_is_refused_and_on_another_counts():
    motion, clp, later = MotionFactory(), CLPFactory(), date(2027, 4, 2)
    first, second = make_submission(motion, clp), make_submission(motion, clp)
    for submission in (first, second):
        record_vote(submission, CARRIED, by=None)
    entry = record_sent(motion=motion, clp=clp, sent_on=date(2027, 4, 1), by=None, submission=first)
    withdraw_report(first, by=None)
    assert stage_of(clp) == "carried_for_conference"
    with pytest.raises(NotAllowed):
        record_sent(motion=motion, clp=clp, sent_on=later, by=None, submission=first)
    assert record_sent(motion=motion, clp=clp, sent_on=later, by=None, submission=second) == entry
    assert (stage_of(clp), Standing.objects.get().since) == ("sent_to_conference", later)
    assert times_sent() == 2
    record_sent(motion=motion, clp=clp, sent_on=HELD, by=None, submission=second)
    assert times_sent() == 2


def test_entry_that_was_retracted_is_sent_again_on_an_organisers_word():
    motion, clp = MotionFactory(), CLPFactory()
    submission = make_carried(motion, clp, on=HELD)
    entry = record_sent(motion=motion, clp=clp, sent_on=HELD, by=None, submission=submission)
    move_entry(entry, EntryAct.RETRACT, on=HELD, by=None)
    withdraw_report(submission, by=None)
    entry = move_entry(entry, EntryAct.SEND_AGAIN, on=date(2027, 4, 1), by=None)
    assert (entry.state, entry.sent_on, entry.submission) == ("sent", date(2027, 4, 1), None)
    assert stage_of(clp) == "sent_to_conference"


def test_entry_stays_when_an_organiser_checks_another_report_that_says_the_same():
    motion, clp = MotionFactory(), CLPFactory()
    first, second = make_submission(motion, clp), make_submission(motion, clp)
    for submission in (first, second):
        record_vote(submission, CARRIED, by=None)
    record_sent(motion=motion, clp=clp, sent_on=HELD, by=None, submission=first)
    check_report(second, by=UserFactory())
    assert stage_of(clp) == "sent_to_conference"
    record_vote(second, Result(outcome=Outcome.LOST, held_on=HELD), by=None)
    assert stage_of(clp) == "not_carried"


def test_record_sent_after_it_was_retracted_counts_again():
    motion, clp = MotionFactory(), CLPFactory()
    entry = record_sent(motion=motion, clp=clp, sent_on=HELD, by=None)
    move_entry(entry, EntryAct.RETRACT, on=HELD, by=None)
    assert stage_of(clp) == "not_started"
    record_sent(motion=motion, clp=clp, sent_on=date(2027, 4, 1), by=None)
    assert (stage_of(clp), Standing.objects.get().since) == ("sent_to_conference", date(2027, 4, 1))
