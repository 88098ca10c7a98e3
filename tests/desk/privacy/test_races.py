"""Removing somebody while they do something, on the database that production has."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep

import pytest
from django.db import connection, transaction
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.privacy.erasure import forget_person
from campaign.mail.models import Email
from campaign.mail.outbox import queue
from campaign.mail.reminders.planner import plan
from motions.actions.submissions import report_submission
from motions.models import Submission
from tests.desk.privacy.somebody import traces_of
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_report, make_submission

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
EMAIL = "rosaria@example.org"


@pytest.fixture
def admin(transactional_db):
    return UserFactory(name="Ada Admin")


@pytest.fixture
def old(transactional_db):
    """A report that counts."""
    return make_submission(MotionFactory(), CLPFactory(), email=EMAIL)


def report_elsewhere(old, clp):
    report = make_report(old.version.motion, clp)
    return report_submission(report, name="Rosaria O’Brien", email=EMAIL, consent="I agree.")


@contextmanager
def meanwhile(work):
    """Start `work` on a connection of its own within a transaction that is open; wait for it once that is closed."""

    def alone():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            started = []
            yield lambda: started.append(pool.submit(alone)) or wait_for_a_lock(started[0])
        started[0].result(timeout=30)


def wait_for_a_lock(future):
    """Return once the other connection stands at a lock of ours."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        while not future.done():
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            sleep(0.01)
    pytest.fail("It did not wait.")


def test_report_that_comes_during_the_removal_is_somebody_news(old, admin):
    elsewhere = CLPFactory()
    with meanwhile(lambda: report_elsewhere(old, elsewhere)) as start:
        forget_person(old.activist, by=admin)
        start()
    new = Submission.objects.get(clp=elsewhere)
    assert (new.activist.email, new.activist.pk == old.activist_id) == (EMAIL, False)
    assert Submission.objects.get(pk=old.pk).reporter_name == ""
    assert User.objects.get(pk=old.activist_id).removed_at is not None


def test_removal_that_comes_during_a_report_takes_it_along(old, admin):
    elsewhere = CLPFactory()
    with meanwhile(lambda: forget_person(old.activist, by=admin)) as start:
        report_elsewhere(old, elsewhere)
        start()
    assert list(Submission.objects.order_by("pk").values_list("activist", "reporter_name", "state")) == [
        (old.activist_id, "", "awaiting-outcome"),
        (old.activist_id, "", "withdrawn"),
    ]
    assert traces_of([EMAIL, "Rosaria"]) == []


def test_removal_that_comes_while_mail_is_written_takes_it_along(old, admin):
    with meanwhile(lambda: forget_person(old.activist, by=admin)) as start:
        plan(timezone.now())
        assert Email.objects.filter(recipient=old.activist).exists()
        start()
    assert traces_of([EMAIL]) == []
    assert queue.deliver(timezone.now()) == 0


def test_mail_that_is_to_be_written_during_the_removal_is_not(old, admin):
    with meanwhile(lambda: plan(timezone.now())) as start:
        forget_person(old.activist, by=admin)
        start()
    assert traces_of([EMAIL]) == []
    assert not Email.objects.filter(recipient=old.activist).exists()


def test_removal_waits_its_turn_without_what_others_want_next(old, admin):
    double = make_submission(old.version.motion, old.clp, email=EMAIL)
    with meanwhile(lambda: forget_person(old.activist, by=admin)) as start:
        # As whoever asks for their links, or merges the two: the older first, then the younger.
        Submission.objects.select_for_update().get(pk=old.pk)
        start()
        assert Submission.objects.select_for_update(nowait=True).get(pk=double.pk) == double
    assert traces_of([EMAIL]) == []


def test_two_admins_who_press_at_once_remove_once(old, admin):
    done = []
    with meanwhile(lambda: done.append(forget_person(old.activist, by=admin))) as start:
        done.append(forget_person(old.activist, by=admin))
        start()
    assert done == [True, False]


def test_people_who_report_and_are_removed_all_at_once_leave_no_trace_and_no_error(admin):
    motion, clps = MotionFactory(), CLPFactory.create_batch(4)
    old = make_submission(motion, clps[0], email=EMAIL)

    def work(number):
        try:
            if number % 3 == 0:
                for person in User.objects.filter(email=EMAIL):
                    forget_person(person, by=admin)
            else:
                report_elsewhere(old, clps[number % 4])
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=12) as pool:
        list(pool.map(work, range(24)))
    for person in User.objects.filter(email=EMAIL):
        forget_person(person, by=admin)
    assert traces_of([EMAIL, "Rosaria"]) == []
    assert Submission.objects.count() == 17
