"""What machines ask: /healthz says that the site is up, /readyz whether everything it stands on is there."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from campaign.operations.models import Backup
from campaign.vitals import pulses
from campaign.vitals.models import Part
from tests.factories import CLPFactory, MotionFactory, make_submission
from tests.mail.sink import free_port

pytestmark = pytest.mark.django_db
TOKEN = "long-and-random"


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    settings.HEALTH_TOKEN, settings.REDIS_URL, settings.BROKER_DIR = TOKEN, "", tmp_path / "broker"


@pytest.fixture
def alive():
    for part in (Part.ROUND, Part.SCHEDULER):
        pulses.note_end(part, timezone.now())


def parts(client):
    return client.get("/readyz", headers={"Authorization": f"Bearer {TOKEN}"}).json()["parts"]


def test_healthz_answers_by_any_host_name_and_without_the_database(client, settings, django_assert_num_queries):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["carried.example.org"], True
    with django_assert_num_queries(0):
        answer = client.get("/healthz", headers={"Host": "10.0.0.7"})
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok", "no-store")


def test_readyz_is_well_where_everything_works(client, alive):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


def test_readyz_shows_detail_only_with_the_token(client, settings, alive):
    for shown in ("", "Bearer ", "Bearer wrong", "Bearer löng", f"Basic {TOKEN}"):
        assert client.get("/readyz", headers={"Authorization": shown}).json() == {"ready": True}
    assert client.get(f"/readyz?token={TOKEN}").json() == {"ready": True}
    assert set(parts(client)) == {"broker", "database", "scheduler", "worker", "mail", "backup"}
    settings.HEALTH_TOKEN = ""
    for shown in ("", "Bearer "):
        assert client.get("/readyz", headers={"Authorization": shown}).json() == {"ready": True}


def test_readyz_answers_503_where_worker_or_scheduler_is_silent(client):
    for silent, key in ((Part.ROUND, "worker"), (Part.SCHEDULER, "scheduler")):
        for part in (Part.ROUND, Part.SCHEDULER):
            pulses.note_end(part, timezone.now() - timedelta(minutes=11 if part == silent else 0))
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"ready": False})
        assert [name for name, says in parts(client).items() if says.startswith("not since")] == [key]


def test_readyz_answers_503_where_the_broker_is_away_and_shows_no_password(client, settings, alive):
    settings.REDIS_URL = f"redis://:secret@127.0.0.1:{free_port()}/0"
    answer = client.get("/readyz", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 503
    assert answer.json()["parts"]["broker"] == "ConnectionError"
    assert b"secret" not in answer.content


def test_readyz_answers_503_where_the_database_is_away(client, alive, monkeypatch):
    def gone(now):
        raise OperationalError("somebody@example.org")

    monkeypatch.setattr("campaign.health.pages.read_signs", gone)
    answer = client.get("/readyz", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.json()["parts"]["database"]) == (503, "OperationalError")
    assert b"somebody" not in answer.content


def test_readyz_warns_of_an_old_backup_and_stays_ready(client, alive):
    assert parts(client)["backup"] == "none is proven"
    made = timezone.now() - timedelta(days=3)
    backup = Backup.objects.create(name="b", made_at=made, size=1, rows=1, is_encrypted=False, proven_at=made)
    assert parts(client)["backup"].startswith("not since")
    assert client.get("/readyz").status_code == 200
    Backup.objects.filter(pk=backup.pk).update(made_at=timezone.now())
    assert parts(client)["backup"] == "ok"


def test_figures_name_each_part_and_nobody(client):
    make_submission(MotionFactory(), CLPFactory())
    pulses.note_end(Part.SCHEDULER, timezone.now() - timedelta(hours=1))
    figures = client.get("/readyz?format=metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert 'carried_part_is_well{part="scheduler"} 0' in figures
    assert 'carried_part_is_well{part="database"} 1' in figures
    assert "@" not in figures
