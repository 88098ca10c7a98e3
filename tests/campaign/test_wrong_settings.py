"""Every setting set to nonsense: a line that names it, an end that is an error, no traceback and nothing secret."""

import os
import re
import runpy
import subprocess
import sys

import pytest

from campaign.variables import Variables
from tests.faults import scale
from tests.servers import ROOT

EXAMPLE = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
# Stands where people put passwords and keys; it must not come back.
SECRET = "hunter2"
# Anything is right here: what a key should look like is known to those who made it.
ANYTHING_GOES = {
    "SECRET_KEY_FALLBACKS",
    "ANYMAIL_POSTMARK_SERVER_TOKEN",
    "ANYMAIL_MAILGUN_API_KEY",
    "ANYMAIL_MAILGUN_SENDER_DOMAIN",
}
NONSENSE = {
    "DEBUG": ["maybe", "2"],
    "SECRET_KEY": ["", "   "],
    "SITE_URL": [
        "nonsense",
        "https://motions.example.org/path",
        "https://motions.example.org?page",
        "https://mot ions.example.org",
        "https://-motions.example.org",
        "https://motions_.example.org",
        "https://999.1.1.1",
        "https://motions.example.org:99999",
        "https://[::1",
        f"https://me:{SECRET}@motions.example.org",
        "ftp://motions.example.org",
        f"https://{'a.' * 127}org",
    ],
    "ALLOWED_HOSTS": ["https://motions.example.org", "a host", "a.example.org,b/c"],
    "DATABASE_URL": [
        "nonsense",
        f"postgres//me:{SECRET}@host/name",
        f"mysql://me:{SECRET}@host/name",
        f"postgres://me:{SECRET}/@host/name",
        f"postgres://me:x/{SECRET}@host/name",
        f"postgres://me:12/{SECRET}@host/name",
        f"postgres://me:x#{SECRET}@host/name",
        f"postgres://me:x?{SECRET}@host/name",
        f"postgres://me:x%{SECRET}@host/name",
        f"postgres://me:[{SECRET}@host/name",
        f"postgres://me:{SECRET}@host:port/name",
        f"postgres://me:{SECRET}@host:99999/name",
        f"postgres://me:{SECRET}@host",
        f"postgres://me:{SECRET}@a host/name",
        f"postgres://me:{SECRET}@host/name/more",
        f"postgres://me:{SECRET}@host/name?nonsense=1",
        f"postgres://me:{SECRET}@host/name?connect_timeout=soon",
        f"postgres://me:{SECRET}@host/name?isolation_level=9",
        f"postgres://me:{SECRET}@host/name?prepare_threshold=often",
        f"postgres://me:{SECRET}@host/name?connect_timeout={'9' * 5000}",
    ],
    "REDIS_URL": [
        "nonsense",
        f"http://:{SECRET}@host:6379/0",
        f"redis://:{SECRET}@host:99999/0",
        f"redis://:x/{SECRET}@host:6379/0",
        f"redis://:{SECRET}@host:6379/name",
    ],
    "VAR_DIR": ["/dev/null/var", "/proc/carried"],
    "EMAIL_URL": [
        "nonsense",
        f"pop3://me:{SECRET}@mx.example.org",
        f"smtp+tls://me:x/{SECRET}@mx.example.org:587",
        f"smtp+tls://me:{SECRET}@mx.example.org:submission",
        "smtp://",
    ],
    "BACKUP_DIR": ["/dev/null/backups"],
    "BACKUP_RECIPIENTS": ["nonsense", f"AGE-SECRET-KEY-1{SECRET}", "age1tooshort"],
    "BACKUPS_KEPT": ["many", "0", "-1", "1.5", "9" * 40],
    "ANYMAIL_PROVIDER": ["royal_mail", "../postmark", "base"],
    "ANYMAIL_WEBHOOK_SECRET": [SECRET, f":{SECRET}"],
    "INBOUND_MAIL": ["maybe"],
    "INBOUND_IMAP_URL": [SECRET, f"pop3://me:{SECRET}@mx.example.org", f"imaps://{SECRET}@mx.example.org"],
    "DEFAULT_FROM_EMAIL": [
        "nonsense",
        "Our campaign <motions>",
        "motions@",
        "a@b",
        "mötions@example.org",
        f"smtp+tls://me:{SECRET}@mx.example.org:587",
        f"{'a' * 65}@example.org",
    ],
    "POSTCODES_URL": ["nonsense", "ftp://postcodes.example.org", "https://"],
    "BEHIND_PROXY": ["maybe"],
    "TRUSTED_PROXIES": ["nonsense", "10.0.0.1/8", "127.0.0.1,the proxy"],
    "HSTS_SUBDOMAINS": ["maybe"],
    "LOG_LEVEL": ["loud"],
    "LOG_FORMAT": ["xml"],
    "SECOND_FACTOR": ["nobody", "off"],
    "SENTRY_DSN": ["nonsense", f"https://{SECRET}@sentry.example.org", f"https://sentry.example.org/{SECRET}/1"],
    "HEARTBEAT_URL": [SECRET, f"https://hc.example.org:port/{SECRET}"],
    "HEALTH_TOKEN": [f"two {SECRET}", f"{SECRET}ä"],
}
RIGHT = {
    "LOG_LEVEL": ["info", "Warning"],
    "DEBUG": ["true", "OFF"],
    "REDIS_URL": ["valkey://127.0.0.1:6379/0", "rediss://:p%40ss@redis_host/2", "redis://"],
    "DATABASE_URL": [
        "postgres://me:p@ss@host/name",
        "postgres://me:p%40ss%2Fword@db_host:5432/name?sslmode=require",
        "postgres:////var/run/postgresql/name",
        "postgres://postgres@/name?host=/var/run/postgresql",
        "postgres://me:p@ss@host/name?connect_timeout=5&application_name=carried",
        "postgres://%2Fvar%2Frun%2Fpostgresql/name",
        "postgres://me:p@host/name?assume_role=owner&prepare_threshold=5&isolation_level=2",
    ],
    "SITE_URL": [
        "https://Motions.example.org/",
        "http://[::1]:8000",
        "https://192.0.2.1",
        "https://xn--mtley-jua.org",
    ],
    "ALLOWED_HOSTS": ["*", ".example.org", "[::1], 192.0.2.1"],
    "EMAIL_URL": ["smtp+ssl://me%40example.org:p%2Fss@smtp.example.org:465", "consolemail://"],
    "TRUSTED_PROXIES": ["socket, 127.0.0.1"],
    "DEFAULT_FROM_EMAIL": ["motions@example.org", "carried@localhost", "Größe <motions@example.org>"],
}


def run(arguments, folder, **changes):
    env = {name: value for name, value in os.environ.items() if name not in EXAMPLE}
    env |= {"DJANGO_SETTINGS_MODULE": "campaign.settings", "SECRET_KEY": "a-key", "VAR_DIR": str(folder / "var")}
    env |= {"DEBUG": "off", **changes}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def complaint(ended, name):
    """The lines that a process left behind when it ended with an error; they name the setting and nothing secret."""
    said = ended.stdout + ended.stderr
    assert ended.returncode not in {0, None}, said
    assert "Traceback" not in said, said
    assert SECRET not in said
    lines = [line for line in said.splitlines() if line]
    assert [line for line in lines if name in line], said
    return lines


def test_every_setting_is_tried_here():
    assert set(EXAMPLE) == NONSENSE.keys() | ANYTHING_GOES
    assert RIGHT.keys() <= NONSENSE.keys()


def pairs(values):
    return [(name, value) for name, those in values.items() for value in those]


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read the settings in an environment with some variables changed, and nothing of this machine's."""

    def read(**changes):
        for known in EXAMPLE:
            monkeypatch.delenv(known, raising=False)
        for known, said in {"SECRET_KEY": "a-key", "VAR_DIR": str(tmp_path / "var"), **changes}.items():
            monkeypatch.setenv(known, said)
        monkeypatch.setattr(Variables, "read_file", lambda self, path: None)
        return runpy.run_path(str(ROOT / "campaign" / "settings.py"))

    return read


@pytest.mark.parametrize(("name", "value"), pairs(NONSENSE))
def test_setting_that_is_nonsense_is_named_in_one_line(read, name, value):
    with pytest.raises(SystemExit) as ended:
        read(**{name: value})
    (line,) = ended.value.code.splitlines()
    assert line.startswith(name)
    assert SECRET not in line


@pytest.mark.parametrize(("name", "value"), pairs(RIGHT))
def test_setting_in_an_unusual_spelling_is_taken(read, name, value):
    assert read(**{name: value})["INSTALLED_APPS"]


ODD = {
    "empty": "",
    "spaces": "   ",
    "words": "two words",
    "long": "x" * 100_000,
    "unicode": "mötley😀\u202e",
    "no-text": "\udcff\udcfe",
    "lines": "a\nb",
    "control": "\x01\x1b[31m",
    "negative": "-1",
    "huge": "9" * 5_000,
    "commas": ",,,",
    "quotes": "'\"",
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_every_setting_with_an_odd_value_is_taken_or_named_in_one_short_line(read, monkeypatch, value):
    # What is a name of a folder, however odd, is one here and not beside the code.
    monkeypatch.setattr("pathlib.Path.mkdir", lambda *args, **options: None)
    with pytest.raises(SystemExit) as ended:
        read(**dict.fromkeys(EXAMPLE, value))
    lines = str(ended.value.code).splitlines()
    named = [line.split()[0] for line in lines]
    assert set(named) <= set(EXAMPLE)
    assert len(named) == len(set(named))
    assert [line for line in lines if not line.isprintable() or len(line) > 500] == []
    if not value.strip():
        # An empty one counts as unset, and only this one has to be there.
        assert named == ["SECRET_KEY"]


@pytest.mark.parametrize("command", [("migrate",), ("prepare", "--no-demonstration")])
def test_command_ends_with_one_line_where_the_database_is_away(tmp_path, command):
    address = f"postgres://me:{SECRET}@127.0.0.1:1/name"
    ended = run(["manage.py", *command], tmp_path, DATABASE_URL=address)
    [line] = complaint(ended, "DATABASE_URL")
    assert line.startswith("The database does not answer: ")


CHECK, SERVE = ("manage.py", "check"), ("-m", "campaign.serve", "0")
# What is served asks the same check first, so in `make test` three settings stand for all.
SERVED = NONSENSE if scale.FULL else ("DEBUG", "DATABASE_URL", "VAR_DIR")


@pytest.mark.parametrize(
    ("command", "name"), [*((CHECK, name) for name in NONSENSE), *((SERVE, one) for one in SERVED)]
)
def test_program_started_with_nonsense_ends_with_one_line(tmp_path, command, name):
    ended = run(command, tmp_path, **{name: NONSENSE[name][-1]})
    assert len(complaint(ended, name)) == 1


def test_several_mistakes_are_named_at_once(tmp_path):
    ended = run(["manage.py", "check"], tmp_path, DEBUG="maybe", BACKUPS_KEPT="many", SITE_URL="nonsense")
    assert [line.split()[0] for line in complaint(ended, "DEBUG")] == ["DEBUG", "SITE_URL", "BACKUPS_KEPT"]


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "gunicorn", "--bind", "127.0.0.1:0", "campaign.wsgi"),
        ("-m", "celery", "--app", "campaign", "worker", "--pool", "solo"),
        ("-m", "celery", "--app", "campaign", "beat"),
    ],
    ids=["gunicorn", "worker", "beat"],
)
def test_servers_end_for_good_and_say_what_is_wrong(tmp_path, command):
    ended = run(command, tmp_path, DATABASE_URL=f"postgres://me:x/{SECRET}@host/name")
    assert "percent-encode" in " ".join(complaint(ended, "DATABASE_URL"))
