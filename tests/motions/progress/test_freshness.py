"""A page that is kept is never from before what its reader has just done, whichever process answers."""

import json
import threading
import time
from datetime import date

import pytest

from motions.actions.submissions import withdraw_report
from motions.enums import LinkPurpose
from motions.models import SubmissionLink
from motions.progress import freshness
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_submission
from tests.motions.progress.served import site

SPAN = 0.3  # seconds


@pytest.fixture
def remembering(monkeypatch):
    """Remember as a process that serves the site does, and for so long that a slow machine makes no difference."""
    monkeypatch.setattr(freshness.memory, "span", SPAN)


def stage_of(text, clp):
    """Return a CLP's stage as /progress.json has it."""
    return next(one["stage"] for one in json.loads(text)["clps"] if one["slug"] == clp.slug)


@pytest.mark.django_db
def test_kept_page_costs_nothing_where_the_process_remembers(client, remembering, django_assert_num_queries):
    motion = MotionFactory()
    clp = CLPFactory()
    make_submission(motion, clp)
    for address in ("/", "/progress.json", clp.get_absolute_url()):
        client.get(address)
        with django_assert_num_queries(0):
            client.get(address)
    time.sleep(SPAN)
    with django_assert_num_queries(1):
        client.get("/progress.json")


@pytest.mark.django_db(transaction=True)
def test_own_change_is_answered_once_nobody_remembers_what_was_before(client, remembering):
    motion = MotionFactory()
    clp = CLPFactory()
    submission = make_submission(motion, clp, confirmed=False)
    assert stage_of(client.get("/progress.json").text, clp) == "not_started"
    began = time.monotonic()
    client.post(f"/reports/confirm/{SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)}/")
    assert time.monotonic() - began >= SPAN
    assert stage_of(client.get("/progress.json").text, clp) == "with_clp"


@pytest.mark.django_db(transaction=True)
def test_form_that_changes_no_page_is_answered_at_once(client, remembering, monkeypatch):
    monkeypatch.setattr(freshness.memory, "span", 30)
    MotionFactory()
    began = time.monotonic()
    client.post("/reports/lost/", {"email": "nobody@example.org"})
    assert time.monotonic() - began < 10


@pytest.mark.django_db
def test_whatever_an_organiser_sends_waits_too(client, remembering):
    MotionFactory()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    began = time.monotonic()
    client.post("/admin/motions/campaign/add/", {})
    assert time.monotonic() - began >= SPAN


@pytest.mark.django_db(transaction=True)
def test_clp_page_follows_a_report_that_moves_no_stage(client):
    motion = MotionFactory()
    clp = CLPFactory()
    first = make_submission(motion, clp, sent_on=date(2027, 2, 20))
    make_submission(motion, clp, sent_on=date(2027, 2, 10))
    assert "10 February 2027" in client.get(clp.get_absolute_url()).text
    third = make_submission(motion, clp, sent_on=date(2027, 2, 5))
    assert "5 February 2027" in client.get(clp.get_absolute_url()).text
    withdraw_report(third, by=None)
    assert "5 February 2027" not in client.get(clp.get_absolute_url()).text
    assert first.sent_on == date(2027, 2, 20)


@pytest.mark.django_db(transaction=True)
def test_two_servers_show_a_change_at_once_to_its_maker_and_within_a_second_to_all(tmp_path):
    motion = MotionFactory()
    clps = CLPFactory.create_batch(6)
    reports = [make_submission(motion, clp, confirmed=False) for clp in clps]
    with site(tmp_path) as one, site(tmp_path, "--workers", "2") as other:
        stop = threading.Event()

        def read_on():
            # A busy site: each process has always just been asked.
            while not stop.is_set():
                other.get("/progress.json")
                other.get(clps[0].get_absolute_url())

        readers = [threading.Thread(target=read_on) for _ in range(3)]
        for reader in readers:
            reader.start()
        try:
            for clp, report in zip(clps, reports, strict=True):
                assert stage_of(other.get("/progress.json"), clp) == "not_started"
                token = SubmissionLink.objects.mint(report, LinkPurpose.CONFIRM)
                assert one.post(f"/reports/confirm/{token}/")[0] == 302
                # Each of its workers gets some of these.
                seen = [stage_of(other.get("/progress.json"), clp) for _ in range(6)]
                assert seen == ["with_clp"] * 6
                assert "Go to the meeting" in other.get(clp.get_absolute_url())
            # Here another process than those that serve changes something.
            withdraw_report(reports[0], by=None)
            time.sleep(1)
            assert [stage_of(server.get("/progress.json"), clps[0]) for server in (one, other, other)] == [
                "not_started"
            ] * 3
        finally:
            stop.set()
            for reader in readers:
                reader.join()
