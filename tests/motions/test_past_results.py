"""Recording past results and secretaries that came in a file, whatever page they came by."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from campaign.mail.models import Email, Reminder
from campaign.mail.reminders.planner import plan
from clps.models import Secretary
from motions.actions.past_results import PastResult, record_past_results
from motions.actions.secretaries import SecretaryWord, record_secretaries
from motions.actions.votes import Result, record_vote
from motions.enums import Body, Outcome
from motions.models import Event, Standing, Submission, Vote
from motions.workflow import NotAllowed
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    MotionFactory,
    UserFactory,
    carried_on,
    make_champion,
    make_report,
    make_submission,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]

HELD = date(2027, 5, 20)
CARRIED = carried_on(HELD, votes_for=31, votes_against=2)
LOST = Result(outcome=Outcome.LOST, held_on=HELD)


def past(motion, clp, result=CARRIED, *, corrects=None, **values):
    report = make_report(motion, clp, **{"sent_on": HELD, "meeting_on": HELD, **values})
    return PastResult(report=report, result=result, corrects=corrects)


def test_past_result_counts_at_once_and_says_where_it_came_from(motion, clp, organiser):
    record_past_results([past(motion, clp)], motion=motion, by=organiser)
    row = Submission.objects.get()
    assert (row.activist, row.reporter_name, row.state, row.from_file, row.heard_by_phone) == (
        organiser,
        "Olive Organiser",
        "decided",
        True,
        False,
    )
    assert [(one.stage, one.since, one.is_checked) for one in Standing.objects.all()] == [
        ("carried_for_conference", HELD, False)
    ]
    assert [(event.kind, event.by, event.details) for event in Event.objects.order_by("pk")] == [
        ("submission_reported", organiser, {"from_file": True}),
        ("submission_confirmed", organiser, {"from_file": True}),
        (
            "stage_moved",
            None,
            {"from": "not_started", "to": "carried_for_conference", "since": "2027-05-20"},
        ),
        ("vote_recorded", organiser, {"outcome": "carried"}),
    ]


def test_past_result_of_a_branch_makes_the_branch_once(motion, clp, organiser):
    results = [past(motion, clp, body=Body.BRANCH, branch_name=name) for name in ("Market", "Moor")]
    record_past_results([*results, past(motion, clp)], motion=motion, by=organiser)
    assert sorted(branch.name for branch in clp.branches.all()) == ["Market", "Moor"]
    assert Standing.objects.get().stage == "carried_for_conference"


def test_past_result_corrects_what_an_earlier_file_said(motion, clp, organiser):
    record_past_results([past(motion, clp)], motion=motion, by=organiser)
    row = Submission.objects.get()
    record_past_results([past(motion, clp, LOST, corrects=row)], motion=motion, by=organiser)
    assert Submission.objects.count() == 1
    assert [(vote.outcome, vote.corrects_id is not None) for vote in Vote.objects.all()] == [
        ("carried", False),
        ("lost", True),
    ]
    assert Event.objects.first().kind == "vote_corrected"
    assert Standing.objects.get().stage == "not_carried"


def test_past_result_never_changes_what_somebody_reported(motion, clp, organiser):
    theirs = make_submission(motion, clp)
    with pytest.raises(NotAllowed):
        record_past_results([past(motion, clp, corrects=theirs)], motion=motion, by=organiser)
    assert not Vote.objects.exists()


def test_past_results_are_refused_to_an_outsider_and_of_another_motion(motion, clp, organiser):
    for wanted, by in ((motion, UserFactory()), (MotionFactory(campaign__is_current=False), organiser)):
        with pytest.raises(NotAllowed):
            record_past_results([past(motion, clp)], motion=wanted, by=by)
    assert not Submission.objects.exists()


def test_past_results_are_all_recorded_or_none(motion, clp, organiser):
    broken = Result(outcome=Outcome.OTHER, held_on=HELD)
    with pytest.raises(Exception, match="vote_of_another_kind_is_in_words"):
        record_past_results([past(motion, CLPFactory()), past(motion, clp, broken)], motion=motion, by=organiser)
    assert [model.objects.count() for model in (Submission, Vote, Event, Standing)] == [0, 0, 0, 0]


def test_past_result_of_an_earlier_campaign_moves_nothing_in_this_one(motion, clp, organiser):
    earlier = MotionFactory(campaign=CampaignFactory(is_current=False))
    record_past_results([past(earlier, clp)], motion=earlier, by=organiser)
    assert [(one.motion, one.stage) for one in Standing.objects.all()] == [(earlier, "carried_for_conference")]
    motion.refresh_from_db()
    assert motion.progress_version == 0


def letters():
    """Every mail and reminder, by what it is and whom it goes to."""
    plan(timezone.now())
    return {
        (row.kind, row.recipient_id, row.submission_id, row.champion_id)
        for model in (Email, Reminder)
        for row in model.objects.all()
    }


@pytest.mark.parametrize("days", [0, 4, 30, 107])
def test_past_results_make_no_mail_to_anybody_then_or_later(motion, clp, organiser, days):
    """As many mails as without: to the organiser, to those who reported, and to a champion, in any state."""
    asked = make_submission(motion, clp, meeting_on=date(2027, 5, 25), email="asked@example.org")
    told = make_submission(motion, CLPFactory(name="Told"), meeting_on=HELD, email="told@example.org")
    record_vote(told, CARRIED, by=told.activist)
    branch = make_submission(
        motion, CLPFactory(name="Branch"), body=Body.BRANCH, branch_name="Market", meeting_on=HELD
    )
    record_vote(branch, Result(outcome=Outcome.CARRIED, held_on=HELD), by=branch.activist)
    willing = make_champion(motion, CLPFactory(name="Willing"))
    letters()
    clps = [asked.clp, told.clp, branch.clp, willing.clp, CLPFactory(name="New")]
    with time_machine.travel(datetime(2027, 6, 1, 12, tzinfo=UTC) + timedelta(days=days), tick=False):
        sid = transaction.savepoint()
        without = letters()
        transaction.savepoint_rollback(sid)
        results = [past(motion, one) for one in clps]
        results.append(past(motion, clp, body=Body.BRANCH, branch_name="Moor"))
        cancelled = Result(outcome=Outcome.CANCELLED, held_on=HELD, deferred_to=date(2027, 7, 1))
        results.append(past(motion, CLPFactory(name="Later"), cancelled))
        record_past_results(results, motion=motion, by=organiser)
        assert letters() <= without
        assert not any(recipient == organiser.pk for _, recipient, _, _ in letters())


def test_secretaries_are_recorded_with_who_and_never_whom(motion, clp, organiser):
    before = Secretary.objects.create(clp=clp, name="Old", known_since=HELD, how_known="x")
    word = SecretaryWord(
        clp=clp, name="Bea", email="bea@example.org", known_since=date(2027, 5, 1), how_known="y", before=before
    )
    record_secretaries([word], motion=motion, by=organiser)
    # Nobody gave it up before they were last known to have it.
    assert [(row.name, row.left_on) for row in Secretary.objects.order_by("pk")] == [("Old", HELD), ("Bea", None)]
    event = Event.objects.get()
    assert (event.kind, event.by, event.clp, event.submission) == ("secretary_recorded", organiser, clp, None)
    assert event.details == {
        "fields": ["name", "email", "known_since", "how_known"],
        "from_file": True,
        "took_over": True,
    }
