"""Fifty people at once: on SQLite a writer waits for its turn, and nobody sees an error or loses what they sent."""

import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread

import pytest
from django.db import connection
from django.utils import timezone

from campaign.mail.tasks import mail_round
from campaign.settings import FORMS_TAKE_SECONDS
from motions.models import Submission
from tests.factories import CLPFactory
from tests.faults import scale
from tests.motions.progress.served import site

PEOPLE = 50
DRAWN = re.compile(r'name="drawn" value="([^"]+)"')
TIMES = scale.size(3, 1)
# What a proxy waits for, on a machine that does nothing else; `make torture` asks for it.
PATIENCE = scale.size(60, 240)  # seconds


def evening(server, number, clp, version, start):
    """Look round, and report again and again; return what each answer was and how long each report took."""
    # Each from a network of their own, as at home.
    headers = {"X-Forwarded-For": f"203.0.{number}.7"}
    start.wait()
    answers, took = [], []
    page = clp.get_absolute_url()
    for turn in range(TIMES):
        answers += [server.status_of(path, **headers) for path in ("/", page)]
        drawn = DRAWN.search(server.get(f"{page}report/", **headers))[1]
        # Quicker than this nobody is.
        time.sleep(FORMS_TAKE_SECONDS + 0.1)
        form = {"body": "clp", "version": version.pk, "sent_on": timezone.localdate(), "meeting_known": "no"}
        form |= {"name": "Alex", "email": f"member{number}-{turn}@example.org", "consent": "on"}
        form |= {"form_key": uuid.uuid4(), "drawn": drawn}
        began = time.monotonic()
        answers.append(server.post(f"{page}report/", form, **headers)[0])
        took.append(time.monotonic() - began)
    return answers, took


@pytest.mark.django_db(transaction=True)
def test_fifty_people_at_once_see_no_error_and_nothing_is_lost(motion, tmp_path):
    clps = CLPFactory.create_batch(10)
    stop = Event()

    def send_mail():
        # The worker writes to the same file meanwhile.
        try:
            while not stop.wait(1):
                mail_round()
        finally:
            connection.close()

    with site(tmp_path, "--workers", "3", TRUSTED_PROXIES="127.0.0.1") as server:
        worker = Thread(target=send_mail)
        worker.start()
        start = Barrier(PEOPLE)
        began = time.monotonic()
        try:
            with ThreadPoolExecutor(PEOPLE) as people:
                jobs = [
                    people.submit(evening, server, number, clps[number % 10], motion.current_version, start)
                    for number in range(PEOPLE)
                ]
                results = [job.result() for job in jobs]
        finally:
            stop.set()
            worker.join()
        whole = time.monotonic() - began
    took = sorted(seconds for _, times in results for seconds in times)
    assert [answers for answers, _ in results] == [[200, 200, 302] * TIMES] * PEOPLE
    written = set(Submission.objects.values_list("activist__email", flat=True))
    assert written == {f"member{number}-{turn}@example.org" for number in range(PEOPLE) for turn in range(TIMES)}
    assert Submission.objects.count() == PEOPLE * TIMES
    assert took[-1] < PATIENCE
    middle, most = took[len(took) // 2], took[int(len(took) * 0.95)]
    scale.record(
        f"{PEOPLE} people at once on {connection.vendor}: {len(took) / whole:.0f} reports a second"
        f" beside three pages each; a report took {middle:.2f} s in the middle, {most:.2f} s for 95 in 100,"
        f" {took[-1]:.2f} s at most"
    )
