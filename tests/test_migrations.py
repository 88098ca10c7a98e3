"""Every other test has tables made from the models; here the migrations make them, and come to the same."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from clps.models import Region
from motions.models import SavedAnswer

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A database that the migrations alone have made."""
    file = tmp_path_factory.mktemp("migrated") / "db.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    connection = sqlite3.connect(file)
    yield connection
    connection.close()


def test_migrations_make_the_tables_of_the_models(migrated):
    tables = {name for (name,) in migrated.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        table = model._meta.db_table
        assert table in tables
        # The other pragma, table_info, leaves out the columns that the database works out.
        columns = {row[1] for row in migrated.execute(f'PRAGMA table_xinfo("{table}")')}
        assert columns == {field.column for field in model._meta.local_concrete_fields}, table


@pytest.mark.django_db
def test_migrations_add_the_first_rows(migrated):
    regions = migrated.execute("SELECT name, slug FROM clps_region").fetchall()
    assert set(regions) == set(Region.objects.values_list("name", "slug"))
    answers = migrated.execute("SELECT question, answer FROM motions_savedanswer").fetchall()
    assert set(answers) == set(SavedAnswer.objects.values_list("question", "answer"))
    assert answers
