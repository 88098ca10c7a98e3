"""Many people at once, on the database that production has."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep
from uuid import uuid4

import pytest
from django.db import connection, transaction

from motions.actions.advice import OPEN_LIMIT, TooManyQuestions
from motions.actions.champions import confirm_champion, introduce_champions, offer_to_take
from motions.actions.links import ask_for_links
from motions.actions.submissions import confirm_report, report_submission
from motions.actions.votes import record_vote
from motions.enums import Body, LinkPurpose
from motions.models import (
    AdviceRequest,
    Champion,
    Event,
    Introduction,
    Motion,
    Standing,
    Submission,
    SubmissionLink,
    Vote,
)
from tests.factories import (
    CLPFactory,
    MotionFactory,
    carried_on,
    make_champion,
    make_question,
    make_report,
    make_submission,
)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(work, items):
    """Run `work` for every item at the same time, each with its own connection; return what came back."""

    def alone(item):
        try:
            return work(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(items)) as pool:
        return list(pool.map(alone, items))


def test_fifty_people_reporting_for_one_clp_at_once_are_fifty_reports_and_one_stage():
    motion, clp = MotionFactory(), CLPFactory()

    def report_and_confirm(number):
        report = make_report(motion, clp, body=Body.BRANCH if number % 2 else Body.CLP, branch_name="Market")
        email = f"member{number}@example.org"
        submission = report_submission(report, name="Sam", email=email, consent="Yes.", form_key=uuid4())
        return confirm_report(SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)).pk

    reported = at_once(report_and_confirm, range(50))
    assert len(set(reported)) == Submission.objects.counted().count() == 50
    assert [(row.clp, row.stage) for row in Standing.objects.all()] == [(clp, "with_clp")]
    assert clp.branches.count() == 1


def test_one_form_sent_twenty_times_at_once_is_one_report():
    report, key = make_report(MotionFactory(), CLPFactory()), uuid4()
    at_once(
        lambda _: report_submission(report, name="S", email="s@example.org", consent="Yes.", form_key=key), range(20)
    )
    assert Submission.objects.count() == 1


def test_one_link_pressed_twenty_times_at_once_confirms_once():
    submission = make_submission(MotionFactory(), CLPFactory(), confirmed=False)
    token = SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)

    def press(_):
        try:
            return confirm_report(token) is not None
        except Exception as refusal:
            return type(refusal).__name__

    answers = at_once(press, range(20))
    assert answers.count(True) == 1
    assert set(answers) <= {True, False, "NotAllowed"}


def test_twenty_people_voting_on_twenty_clps_at_once_move_every_stage():
    motion = MotionFactory()
    submissions = [make_submission(motion, CLPFactory()) for _ in range(20)]
    before = Motion.objects.get().progress_version
    result = carried_on(date(2027, 3, 20))
    at_once(lambda submission: record_vote(submission, result, by=None), submissions)
    assert Vote.objects.count() == Standing.objects.filter(stage="carried_for_conference").count() == 20
    assert Motion.objects.get().progress_version == before + 20


def answers_of(act):
    """What happened to each of twenty who tried at once: True, False or the name of the refusal."""

    def press(number):
        try:
            return act(number) is not None
        except Exception as refusal:
            return type(refusal).__name__

    return at_once(press, range(20))


def test_one_offer_confirmed_twenty_times_at_once_is_found_once():
    champion = make_champion(MotionFactory(), CLPFactory(), confirmed=False)
    token = SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_CONFIRM)
    answers = answers_of(lambda _: confirm_champion(token))
    assert answers.count(True) == 1
    assert set(answers) <= {True, False, "NotAllowed"}
    assert Event.objects.filter(kind="champion_found").count() == 1


def test_two_champions_introduced_twenty_times_at_once_meet_once():
    motion, clp = MotionFactory(), CLPFactory()
    one, other = (make_champion(motion, clp, may_introduce=True) for _ in range(2))
    # From both sides, so that two who lock the pair the other way round would wait for each other.
    answers = answers_of(lambda number: introduce_champions(*((one, other) if number % 2 else (other, one)), by=None))
    assert answers == [True] * 20
    assert Introduction.objects.count() == 1
    assert Event.objects.filter(kind="champions_introduced").count() == 2


def test_one_person_offering_twenty_times_at_once_is_one_champion():
    motion, clp = MotionFactory(), CLPFactory()
    said = {"motion": motion, "clp": clp, "name": "Robin", "email": "robin@example.org", "consent": "Yes."}
    answers = answers_of(lambda _: offer_to_take(**said, form_key=uuid4()))
    assert answers == [True] * 20
    assert Champion.objects.count() == 1


def test_one_question_sent_twenty_times_at_once_is_asked_once():
    MotionFactory()
    key = uuid4()
    asked = at_once(lambda _: make_question(email="s@example.org", form_key=key).pk, range(20))
    assert set(asked) == {AdviceRequest.objects.get().pk}


def test_flood_of_questions_at_once_stops_at_the_limit():
    MotionFactory()

    def ask(number):
        try:
            return make_question(email="s@example.org", question=f"Question {number}?")
        except TooManyQuestions:
            return None

    asked = at_once(ask, range(20))
    assert sum(one is not None for one in asked) == AdviceRequest.objects.count() == OPEN_LIMIT


def test_asking_for_links_waits_its_turn_without_what_others_want_next():
    motion, clp = MotionFactory(), CLPFactory()
    # In two CLPs: a second report of theirs in one would go behind the first by itself.
    kept, double = (make_submission(motion, place, email="alex@example.org") for place in (clp, CLPFactory()))

    def ask():
        try:
            return ask_for_links("alex@example.org")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            # As whoever merges the two does: the older first, then the younger.
            Submission.objects.select_for_update().get(pk=kept.pk)
            asking = pool.submit(ask)
            while not somebody_waits():
                sleep(0.01)
            assert Submission.objects.select_for_update(nowait=True).get(pk=double.pk) == double
        assert asking.result() == 2


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]
