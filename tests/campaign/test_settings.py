"""The settings as another process reads them from its environment."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import anymail.backends
import pytest

from tests.servers import ROOT

EVERYTHING_ELSEWHERE = {"DATABASE_URL": "postgres://db.example.org/carried", "REDIS_URL": "redis://redis.example.org"}
PROGRAM = "from django.conf import settings; print(settings.SITE_URL, settings.ALLOWED_HOSTS)"


def read_settings(program: str = PROGRAM, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Print two settings in a process with the environment of this one, changed so; None takes a variable away."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "campaign.settings", **environment}
    env = {name: value for name, value in env.items() if value is not None}
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


# What `.env.example` says is used when a variable is unset, and whether it is read at all.
EXAMPLE = dict(re.findall(r"^#? ?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
OPTIONAL = EXAMPLE.keys() - {"DEBUG", "SECRET_KEY"}
EVERY_SETTING = """
import json
from django.conf import settings
values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
print(json.dumps(values, default=lambda one: str(one).partition(' at 0x')[0], sort_keys=True))
"""


def every_setting(**environment):
    env = {**{name: value for name, value in os.environ.items() if name not in EXAMPLE}, **environment}
    env |= {"DJANGO_SETTINGS_MODULE": "campaign.settings", "SECRET_KEY": "a-key", "DEBUG": "off"}
    told = subprocess.run(
        [sys.executable, "-c", EVERY_SETTING], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout)


def test_settings_with_every_variable_as_the_example_shows_or_empty_are_those_of_none():
    # Neither the real .env nor what this run sets may answer instead: an empty variable counts as unset.
    unset = every_setting(**dict.fromkeys(OPTIONAL, ""))
    assert every_setting(**{name: EXAMPLE[name] for name in OPTIONAL}) == unset
    assert unset["DATABASES"]["default"]["NAME"] == str(ROOT / "var" / "carried.sqlite3")
    assert unset["ALLOWED_HOSTS"] == ["localhost"]


def test_example_names_every_variable_that_the_settings_read():
    source = (ROOT / "campaign" / "settings.py").read_text()
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source))
    # The others of anymail are read by how they begin.
    ours = {"ANYMAIL_PROVIDER", "ANYMAIL_WEBHOOK_SECRET"}
    assert read == {name for name in EXAMPLE if name in ours or not name.startswith("ANYMAIL_")}


def test_settings_answer_to_other_hosts_besides_the_site():
    said = read_settings(
        DEBUG="off", SITE_URL="https://motions.example.com", ALLOWED_HOSTS="a.example.org,b.example.org"
    )
    assert said.stdout == "https://motions.example.com ['motions.example.com', 'a.example.org', 'b.example.org']\n"


@pytest.mark.parametrize(
    ("mail", "backend"),
    [
        ({"EMAIL_URL": ""}, "django.core.mail.backends.dummy.EmailBackend"),
        ({"EMAIL_URL": "", "ANYMAIL_PROVIDER": "postmark"}, "anymail.backends.postmark.EmailBackend"),
        ({"EMAIL_URL": "smtp://mx.example.org"}, "campaign.mail.outbox.backends.SMTPBackend"),
        (
            {"EMAIL_URL": "smtp://mx.example.org", "ANYMAIL_PROVIDER": "postmark"},
            "campaign.mail.outbox.backends.SMTPBackend",
        ),
    ],
)
def test_settings_send_by_smtp_first_then_by_the_provider(mail, backend):
    program = "from django.core.mail import get_connection as c; k = type(c()); print(f'{k.__module__}.{k.__name__}')"
    program = f"import django; django.setup(); {program}"
    said = read_settings(program, ANYMAIL_POSTMARK_SERVER_TOKEN="token", **mail)
    assert said.stdout == f"{backend}\n"


def test_settings_give_anymail_every_variable_of_its_own_and_no_empty_one():
    program = "from django.conf import settings; print(settings.ANYMAIL)"
    keys = {"ANYMAIL_PROVIDER": "mailgun", "ANYMAIL_MAILGUN_API_KEY": "key", "ANYMAIL_MAILGUN_API_URL": ""}
    untracked = "'SEND_DEFAULTS': {'track_opens': False, 'track_clicks': False}"
    assert read_settings(program, **keys).stdout == f"{{'MAILGUN_API_KEY': 'key', {untracked}}}\n"


def test_settings_ask_every_provider_that_can_be_asked_to_track_nobody(settings):
    backends = Path(anymail.backends.__path__[0]).glob("*.py")
    able = {backend.stem for backend in backends if "\n    def set_track_opens(" in backend.read_text()}
    assert able - {"base", "test"} == set(settings.TRACKING_PROVIDERS)
    told = read_settings("from django.conf import settings; print(settings.ANYMAIL)", ANYMAIL_PROVIDER="amazon_ses")
    assert told.stdout == "{}\n"


@pytest.mark.parametrize(
    ("site", "names"),
    [
        ("https://motions.example.com", "__Host-sessionid __Host-csrftoken"),
        ("http://localhost", "sessionid csrftoken"),
    ],
)
def test_cookies_over_https_are_of_this_host_alone(site, names):
    program = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    assert read_settings(program, SITE_URL=site).stdout == f"{names}\n"
