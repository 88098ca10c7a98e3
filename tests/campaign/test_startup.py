"""What was forgotten before serving: migrations, collected files, a broker; said when asked and when it starts."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from django.test import override_settings

from campaign import startup
from campaign.checks import check_what_it_stands_on
from campaign.static_files import CollectedStorage
from tests.mail.sink import free_port

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def collected(settings, tmp_path):
    """Production's static files, collected into a folder."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": ""}')
    return tmp_path


def found():
    return {message.id: message for message in check_what_it_stands_on(None)}


@pytest.mark.django_db
def test_check_passes_where_nothing_was_forgotten(collected):
    assert found() == {}


@pytest.mark.django_db
def test_check_names_migrations_that_wait(collected):
    MigrationRecorder(connection).migration_qs.filter(app="operations").delete()
    message = found()["carried.E012"]
    assert "operations.0001_initial" in message.msg
    assert message.hint == "Run: python manage.py migrate"


@pytest.mark.django_db
def test_check_is_part_of_those_before_deploying_and_of_no_other(collected):
    MigrationRecorder(connection).migration_qs.filter(app="operations").delete()
    assert "carried.E012" in {message.id for message in run_checks(include_deployment_checks=True)}
    assert "carried.E012" not in {message.id for message in run_checks()}


def test_check_says_that_the_database_does_not_answer(collected, monkeypatch):
    def refused():
        raise OperationalError("password hunter2 is wrong")

    monkeypatch.setattr("campaign.checks.pending_migrations", refused)
    message = found()["carried.E011"]
    assert "OperationalError" in message.msg
    assert "hunter2" not in f"{message.msg}{message.hint}"


@pytest.mark.django_db
def test_check_names_a_broker_that_does_not_answer(collected, settings):
    settings.REDIS_URL = f"redis://:hunter2@127.0.0.1:{free_port()}/0"
    message = found()["carried.E013"]
    assert "ConnectionError" in message.msg
    assert "hunter2" not in f"{message.msg}{message.hint}"


@pytest.mark.django_db
def test_check_names_files_that_were_not_collected(collected):
    (collected / "staticfiles.json").unlink()
    assert "collectstatic" in found()["carried.W004"].hint


@pytest.mark.django_db
def test_server_that_starts_says_what_was_forgotten(collected, caplog):
    MigrationRecorder(connection).migration_qs.filter(app="operations").delete()
    (collected / "staticfiles.json").unlink()
    assert list(startup._troubles())[-2:] == [
        "The static files have not been collected. Run: python manage.py collectstatic --no-input",
        f"{startup.in_words(startup.pending_migrations())} Run: python manage.py migrate",
    ]


@pytest.mark.django_db
def test_page_without_collected_files_is_readable_and_the_log_says_why(client, settings, tmp_path, caplog):
    settings.STATIC_ROOT = tmp_path
    backend = {"BACKEND": "campaign.static_files.CollectedStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": backend}):
        staticfiles_storage._setup()
        page = client.get("/nothing-here/")
        forms = client.get("/admin/login/", follow=True)
    staticfiles_storage._setup()
    assert (page.status_code, forms.status_code) == (404, 200)
    assert 'href="/static/css/base.css"' in page.text
    said = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(said) == 1
    assert "collectstatic" in said[0].getMessage()


def test_name_that_never_was_a_file_is_not_called_forgotten(collected, caplog):
    assert CollectedStorage().stored_name("admin/js/jquery.js") == "admin/js/jquery.js"
    assert caplog.records == []


# What reads or writes a kind of file, or asks a service, that most processes never meet: some 20 MB of each of them.
LARGE = ("docx", "ftfy", "httpx", "icalendar", "openpyxl", "segno")
LOADED = f"""
from campaign.wsgi import application
from django.urls import reverse
import campaign.mail.tasks, sys
reverse("motions:home")
print([name for name in {LARGE} if name in sys.modules])
"""


def test_process_that_serves_or_sends_loads_large_libraries_only_when_they_are_needed():
    told = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, check=True, capture_output=True, text=True)
    assert told.stdout == "[]\n"
