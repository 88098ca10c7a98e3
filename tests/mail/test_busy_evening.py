"""Mail goes out while people report all the time: what happens meanwhile holds up nothing for long."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.mail.enums import EmailState
from campaign.mail.holding import MARK
from campaign.mail.models import Email
from motions.models import Event
from tests.factories import CLPFactory
from tests.mail.helpers import NOON, deliver_at

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


def test_what_happens_in_another_clp_holds_no_mail_up(waiting, motion):
    with busy(motion, CLPFactory(), times=100):
        assert deliver_at(NOON) == 1


@pytest.mark.parametrize("about", ["mail", "event"])
def test_mail_or_event_about_no_clp_is_looked_at_again(waiting, motion, clp, about):
    if about == "mail":
        Email.objects.update(clp=None)
    with busy(motion, None if about == "event" else clp, times=100):
        assert deliver_at(NOON) == 0
