"""Mail goes out while people report all the time: what happens meanwhile holds up nothing for long."""

import re
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from campaign.mail.enums import EmailState
from campaign.mail.models import Email, Stop
from campaign.mail.outbox.claims import MARK
from campaign.mail.reminders.planner import plan
from motions.enums import SubmissionState
from motions.models import Event, Submission
from tests.factories import CLPFactory, UserFactory, make_submission
from tests.mail.helpers import NOON, at, deliver_at

pytestmark = pytest.mark.django_db


@contextmanager
def busy(motion, clp, *, times):
    """Let something happen there each time that a sender is about to take a mail in hand."""
    left = iter(range(times))

    def happen(execute, sql, params, many, context):
        if sql.startswith(MARK) and next(left, None) is not None:
            Event.objects.create(kind="submission_checked", motion=motion, clp=clp)
        return execute(sql, params, many, context)

    # With queries captured, MARK goes by Django's own cursor on PostgreSQL too.
    with CaptureQueriesContext(connection), connection.execute_wrapper(happen):
        yield


def test_mail_goes_although_something_happens_all_the_time(waiting, motion, clp):
    with busy(motion, clp, times=3):
        assert deliver_at(NOON) == 1


def test_mail_that_cannot_be_begun_for_all_that_happens_waits_for_the_next_round_alone(waiting, motion, clp):
    with busy(motion, clp, times=100):
        assert deliver_at(NOON) == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.claim, waiting.leased_until) == (EmailState.PENDING, None, None)
    assert deliver_at(NOON) == 1


def test_event_in_another_clp_holds_no_mail_up(waiting, motion):
    with busy(motion, CLPFactory(), times=100):
        assert deliver_at(NOON) == 1


@pytest.mark.parametrize("about", ["mail", "event"])
def test_mail_or_event_about_no_clp_is_looked_at_again(waiting, motion, clp, about):
    if about == "mail":
        Email.objects.update(clp=None)
    with busy(motion, None if about == "event" else clp, times=100):
        assert deliver_at(NOON) == 0


def test_event_that_ends_later_than_one_numbered_after_it_is_not_missed(waiting, motion, clp):
    # Two write at the same time: the first to be numbered is the last to end, when the sender has looked already.
    newest = Event.objects.latest("pk").pk
    Event.objects.create(pk=newest + 2, kind="submission_checked", motion=motion, clp=clp)

    def end(execute, sql, params, many, context):
        if sql.startswith(MARK) and not Event.objects.filter(pk=newest + 1).exists():
            Submission.objects.update(state=SubmissionState.WITHDRAWN)
            Event.objects.create(pk=newest + 1, kind="submission_withdrawn", motion=motion, clp=clp)
        return execute(sql, params, many, context)

    with CaptureQueriesContext(connection), connection.execute_wrapper(end):
        assert deliver_at(NOON) == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error) == (EmailState.DROPPED, "Its reason had gone.")


@pytest.mark.parametrize("kind", ["event", "stop"])
def test_number_that_nobody_ever_holds_keeps_no_mail_back(waiting, motion, clp, kind):
    if kind == "event":
        Event.objects.create(pk=Event.objects.latest("pk").pk + 2, kind="submission_checked", motion=motion, clp=clp)
    else:
        Stop.objects.bulk_create(Stop(pk=number, person=UserFactory()) for number in (7, 9))
    assert deliver_at(NOON) == 1


def test_mail_that_went_is_known_to_have_gone_though_the_next_one_meets_trouble(waiting, motion):
    with at(NOON):
        make_submission(motion, CLPFactory(), confirmed=False)
        plan(NOON)
    marks = iter((None, OperationalError("The database is restarting.")))

    def break_off(execute, sql, params, many, context):
        if sql.startswith(MARK) and (error := next(marks)):
            raise error
        return execute(sql, params, many, context)

    with CaptureQueriesContext(connection), connection.execute_wrapper(break_off), pytest.raises(OperationalError):
        deliver_at(NOON)
    states = Email.objects.order_by("pk").values_list("state", "claim")
    assert [state for state, _ in states] == [EmailState.SENT, EmailState.PENDING]
    assert states[1][1] is None


@pytest.mark.postgresql
def test_marking_a_mail_reads_no_whole_history(motion):
    """PostgreSQL plans the statement once, without its values; with many events behind, it still takes the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO motions_event (kind, at, motion_id, details)"
            " SELECT 'vote_recorded', now(), %s, '{}' FROM generate_series(1, 200000)",
            [motion.pk],
        )
        cursor.execute("ANALYZE motions_event")
        names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", MARK)))
        query = re.sub(r"%\((\w+)\)s", lambda found: f"${names.index(found[1]) + 1}", MARK).replace("%%", "%")
        cursor.execute(f"EXPLAIN (GENERIC_PLAN) {query}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using motions_event_pkey" in plan
    assert "Seq Scan on motions_event" not in plan
