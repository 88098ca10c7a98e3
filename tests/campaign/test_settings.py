"""The settings as another process reads them from its environment."""

import os
import subprocess
import sys

import pytest

from tests.servers import ROOT

EVERYTHING_ELSEWHERE = {"DATABASE_URL": "postgres://db.example.org/carried", "REDIS_URL": "redis://redis.example.org"}


def read_settings(**environment: str | None) -> subprocess.CompletedProcess[str]:
    """Print two settings in a process with the environment of this one, changed so; None takes a variable away."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "campaign.settings", **environment}
    env = {name: value for name, value in env.items() if value is not None}
    program = "from django.conf import settings; print(settings.SITE_URL, settings.ALLOWED_HOSTS)"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True)


@pytest.mark.parametrize("elsewhere", [{}, EVERYTHING_ELSEWHERE])
def test_settings_make_the_folder_that_the_scheduler_writes_to(tmp_path, elsewhere):
    folder = tmp_path / "new" / "var"
    assert read_settings(VAR_DIR=str(folder), **elsewhere).returncode == 0
    assert folder.is_dir()


def test_settings_without_a_key_say_how_to_get_one():
    failed = read_settings(SECRET_KEY="")
    assert failed.returncode == 1
    assert "SECRET_KEY is not set. Copy .env.example to .env" in failed.stderr


@pytest.mark.parametrize(
    ("debug", "hosts"),
    [("off", "['motions.example.com']"), ("on", "['motions.example.com', 'localhost', '127.0.0.1', '[::1]']")],
)
def test_settings_answer_to_the_site_and_in_development_to_this_machine(debug, hosts):
    said = read_settings(DEBUG=debug, SITE_URL="https://motions.example.com/", ALLOWED_HOSTS=None)
    assert said.stdout == f"https://motions.example.com {hosts}\n"
