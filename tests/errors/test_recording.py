"""Errors are kept by sort, without anybody's words; keeping them fails no request, whatever the database does."""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from campaign.errors import recording
from campaign.errors.models import KeptError
from campaign.errors.recording import Keeper
from campaign.errors.tasks import forget_errors

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "6d1f0b8a7c2e4c0e9f520d6b3f1a2c3d"


def breaks(request, token):
    with transaction.atomic():
        KeptError.objects.create(digest="x", kind="", place="", first_at=datetime.now(UTC), last_at=datetime.now(UTC))
        raise LookupError(f"alex@example.org asked with {token}")


def logs(request):
    logging.getLogger("campaign.mail").error("Rosaria was not told")
    return HttpResponse()


urlpatterns = [path("breaks/<str:token>/", breaks, name="breaks"), path("logs/", logs, name="logs")]


@pytest.fixture
def keeper(settings):
    """The handler at work, as on a real site."""
    settings.KEEPS_ERRORS, settings.ROOT_URLCONF = True, __name__
    (keeper,) = (handler for handler in logging.root.handlers if isinstance(handler, Keeper))
    yield keeper
    keeper.flush()


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False, headers={"X-Request-ID": NUMBER})


def test_error_of_a_page_is_kept_by_its_type_place_and_route(keeper, visitor):
    for token in ("hunter2", "hunter3"):
        assert visitor.get(f"/breaks/{token}/?email=alex@example.org").status_code == 500
    keeper.flush()
    (kept,) = KeptError.objects.all()
    assert (kept.kind, kept.doing, kept.times, kept.request_id) == ("LookupError", "page breaks", 2, NUMBER)
    assert kept.place.startswith("tests/errors/test_recording.py:")
    assert kept.place.endswith(" in breaks")
    assert kept.first_at < kept.last_at
    held = " ".join(str(value) for value in KeptError.objects.values_list().get())
    assert "hunter" not in held
    assert "example.org" not in held


def test_error_without_an_exception_is_kept_without_its_words(keeper, visitor):
    assert visitor.get("/logs/").status_code == 200
    logging.getLogger("campaign.mail").warning("Only a warning")
    keeper.flush()
    (kept,) = KeptError.objects.all()
    assert (kept.kind, kept.times) == ("logged by campaign.mail", 1)
    assert "Rosaria" not in " ".join(str(value) for value in KeptError.objects.values_list().get())


def test_storm_of_errors_writes_few_rows_and_counts_all(keeper, monkeypatch):
    writings = []
    real = recording.write
    monkeypatch.setattr(recording, "write", lambda noted: (writings.append(len(noted)), real(noted)))

    def stumble():
        for _ in range(250):
            logging.getLogger("campaign.storm").error("%s", time.monotonic())

    threads = [threading.Thread(target=stumble) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keeper.flush()
    assert KeptError.objects.get().times == 1000
    assert len(writings) < 10


def test_database_that_is_away_fails_no_request_and_the_keeper_does_not_call_itself(keeper, visitor, monkeypatch):
    noted = []

    def away(sightings):
        noted.append(len(sightings))
        logging.getLogger("django.db.backends").error("The server closed the connection")
        raise DatabaseError("It is away")

    monkeypatch.setattr(recording, "write", away)
    began = time.monotonic()
    assert visitor.get("/breaks/hunter2/").status_code == 500
    assert time.monotonic() - began < 2
    keeper.flush()
    time.sleep(0.2)
    assert noted == [1]
    # And once it is back, the next one is kept.
    monkeypatch.undo()
    with override_settings(KEEPS_ERRORS=True, ROOT_URLCONF=__name__):
        visitor.get("/breaks/hunter2/")
        keeper.flush()
    assert KeptError.objects.get().times == 1


def test_record_that_cannot_be_read_fails_nobody(keeper):
    keeper.emit(logging.LogRecord("campaign", logging.ERROR, "", 1, "", (), (ValueError, "no error", None)))
    keeper.flush()
    assert not KeptError.objects.exists()


def test_errors_that_do_not_come_back_are_forgotten(keeper):
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC), tick=False):
        KeptError.objects.create(digest="old", kind="a", place="b", first_at=ago(200), last_at=ago(91))
        KeptError.objects.create(digest="new", kind="a", place="b", first_at=ago(200), last_at=ago(89))
        forget_errors()
        forget_errors()
    assert [kept.digest for kept in KeptError.objects.all()] == ["new"]


def ago(days):
    return datetime(2027, 3, 1, tzinfo=UTC) - timedelta(days=days)


def test_process_that_ends_has_its_last_error_written(keeper):
    logging.getLogger("campaign.end").error("The end")
    keeper.flush()
    connection.close()
    assert KeptError.objects.filter(kind="logged by campaign.end").exists()
