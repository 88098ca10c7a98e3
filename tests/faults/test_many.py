"""Many planners and many senders at once: each reason makes one mail, and each mail goes once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email
from campaign.mail.outbox import queue
from campaign.mail.reminders.planner import plan
from campaign.mail.tasks import mail_round
from motions.actions.submissions import confirm_report
from motions.enums import LinkPurpose
from motions.models import SubmissionLink
from tests.factories import CLPFactory, make_submission

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

MANY = 8


def at_once(*jobs):
    """Run each in a thread with a connection of its own, all from the same moment; return what they return."""
    barrier = Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait()
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return [future.result() for future in [threads.submit(run, job) for job in jobs]]


def test_many_senders_send_each_mail_once(motion, sink):
    for clp in CLPFactory.create_batch(100):
        make_submission(motion, clp)
    now = timezone.now()
    plan(now)

    sent = at_once(*[lambda: queue.deliver(now)] * MANY)

    assert sum(sent) == 100
    assert len(sink.messages) == 100
    assert set(sink.addresses.values()) == {1}
    assert set(Email.objects.values_list("state", "attempts")) == {(EmailState.SENT, 1)}


def test_many_planners_write_each_mail_once_with_one_link(motion):
    for clp in CLPFactory.create_batch(20):
        make_submission(motion, clp, confirmed=False)
    now = timezone.now()

    written = at_once(*[lambda: plan(now)] * MANY)

    assert (sum(written), Email.objects.count(), SubmissionLink.objects.count()) == (20, 20, 20)


def test_many_planners_keep_to_three_mails_for_one_stranger(motion):
    for clp in CLPFactory.create_batch(MANY):
        make_submission(motion, clp, confirmed=False, email="victim@example.org")
    now = timezone.now()

    at_once(*[lambda: plan(now)] * MANY)

    states = Counter(Email.objects.values_list("state", flat=True))
    assert states == {EmailState.PENDING: 3, EmailState.DROPPED: MANY - 3}


def test_rounds_and_confirmations_at_once_neither_lock_each_other_out_nor_double_anything(motion, sink):
    clps, meeting_on = CLPFactory.create_batch(MANY), date(2027, 3, 18)
    submissions = [
        make_submission(motion, clp, confirmed=False, email=f"alex{number % 3}@example.org", meeting_on=meeting_on)
        for number, clp in enumerate(clps)
    ]
    tokens = [SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM) for submission in submissions]

    at_once(*[lambda token=token: confirm_report(token) for token in tokens], *[mail_round] * MANY)
    mail_round()

    receipts = Email.objects.filter(kind=MailKind.RECEIPT)
    assert (receipts.count(), set(receipts.values_list("state", flat=True))) == (MANY, {EmailState.SENT})
    assert len({email["Message-ID"] for email in sink.mails}) == len(sink.mails)
