"""A site with somebody in it, a folder for its backups, and PostgreSQL's programs where the run has a PostgreSQL."""

import os

import pytest
from django.conf import settings as current
from django.core.management import call_command
from zeal import zeal_ignore

from tests import servers


@pytest.fixture(autouse=True)
def place(settings, tmp_path, monkeypatch):
    """A VAR_DIR and a folder for backups of this test's own."""
    settings.VAR_DIR, settings.BACKUP_DIR = tmp_path / "var", tmp_path / "backups"
    settings.VAR_DIR.mkdir()
    settings.BACKUP_RECIPIENTS = []
    if current.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        # Debian's may be older than the server of this run, and would refuse it.
        monkeypatch.setenv("PATH", f"{servers.installed_programs()}:{os.environ['PATH']}")
    with zeal_ignore():
        yield tmp_path


@pytest.fixture
def back_up(capsys, settings):
    """Run the command; return the file that it made and what it said."""

    def run(*arguments, **options):
        before = set(settings.BACKUP_DIR.glob("*.tar*"))
        call_command("backup", *arguments, **options)
        [path] = set(settings.BACKUP_DIR.glob("*.tar*")) - before
        return path, capsys.readouterr().out

    return run
