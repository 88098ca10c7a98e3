"""Nothing that leads to a person or opens a door comes into a log, whatever goes wrong."""

import io
import json
import logging
import logging.config

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from campaign.logs import Json, Lines, redacted
from motions.enums import LinkPurpose
from motions.models import Submission, SubmissionLink
from tests.factories import make_submission
from tests.test_guards import SAMPLES, addresses

NAMES = ("Rosaria", "Smith")


@pytest.fixture(params=["lines", "json"])
def log(request, settings):
    """What stands in the log, in each of its shapes."""
    config = {**settings.LOGGING, "handlers": {"console": dict(settings.LOGGING["handlers"]["console"])}}
    stream = io.StringIO()
    config["handlers"]["console"] |= {"stream": stream, "formatter": request.param}
    config["root"] = {"handlers": ["console"], "level": "DEBUG"}
    before = logging.root.handlers[:]
    logging.config.dictConfig(config)
    yield stream
    logging.config.dictConfig(settings.LOGGING)
    logging.root.handlers[:] = before


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Mail to alex@example.org failed", "Mail to [address] failed"),
        ("<Alex Smith alex.o'smith+x@mail.example.co.uk>", "<Alex Smith alex.o'[address]>"),
        ("user=alex%40example.org", "user=[address]"),
        ("Not Found: /clps/holborn-and-st-pancras/", "Not Found: /clps/holborn-and-st-pancras/"),
        ("GET /find/?q=Alex+Smith HTTP/1.1", "GET /find/?[hidden] HTTP/1.1"),
        ("redis://:hunter2@127.0.0.1:6379/0", "redis://[hidden]@127.0.0.1:6379/0"),
        ("postgres://me:hunter2@db/name", "postgres://[hidden]@db/name"),
        ("token=abc123 and password: hunter2", "token=[hidden] and password: [hidden]"),
        ("Authorization: Bearer hunter2", "Authorization: Bearer [hidden]"),
        # As Celery writes down an error: its words, with the ends of their lines spelled out.
        (
            r"raised unexpected: IntegrityError('violates “nobody”\nDETAIL:  Failing row contains (7, Alex Smith).')",
            r"raised unexpected: IntegrityError('violates “nobody”\n[hidden]",
        ),
        ("Task campaign.mail.round[0b8a7c2e-1f6e-4c0e-9f52-0d6b3f1a2c3d] succeeded", None),
        ("django.core.exceptions.ImproperlyConfigured in motions.actions.submissions", None),
        ('File "/srv/carried/campaign/mail/outbox/queue.py", line 12, in deliver', None),
        ("celery@worker ready.", None),
        ("Key (number)=(07700 900123) and 07700900123", "Key (number)=([telephone]) and [telephone]"),
        ("rang +44 7700 900123, 020 7946 0958", "rang [telephone], [telephone]"),
        ("took 0.0123456789 s on 2027-06-01 12:00:00,000 in 01234", None),
    ],
)
def test_text_loses_what_leads_to_a_person_and_nothing_else(said, kept):
    assert redacted(said) == (kept or said)


def addresses_with_tokens(motion, clp):
    """Every address that holds a token, and with each a token; those of reports open one."""
    submission = make_submission(motion, clp, confirmed=False, email="sam@example.org")
    for space, _, address in addresses():
        if space != "admin" and "token" in address:
            token = SubmissionLink.objects.mint(submission, LinkPurpose.CONFIRM)
            yield token, f"/{address.replace('token', token)}"


@pytest.mark.django_db
def test_addresses_with_tokens_stand_in_no_log_whatever_becomes_of_them(motion, clp, log, monkeypatch):
    monkeypatch.setitem(SAMPLES, "str", "token")
    monkeypatch.setitem(SAMPLES, "slug", "nothing-here")
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    pairs = list(addresses_with_tokens(motion, clp))
    assert len(pairs) > 20
    for _, address in pairs:
        client.get(address)
        client.post(address)  # refused: no CSRF token
        client.get(f"{address}nothing-here/")
        client.get(f"{address}?email=alex@example.org")
        logging.getLogger("django.server").info('"GET %s HTTP/1.1" 200 512', address)
    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_request", failing)
    for _, address in pairs[:3]:
        client.get(address)
    said = log.getvalue()
    for expected in ("Not Found", "Forbidden", "Internal Server Error", "[token]", "Traceback"):
        assert expected in said
    for token, _ in pairs:
        assert token not in said
    assert "example.org" not in said


def failing(self, request, *args):
    raise ValueError(f"alex@example.org asked for {request.get_full_path()}?email=alex@example.org")


@pytest.mark.parametrize("shape", [Lines("{message}", style="{"), Json()])
@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("Sent to %s and %s", ("alex@example.org",)),
        ("Sent to %(to)d", ({"to": "alex@example.org"},)),
        ("%q", ("a@b.org",)),
    ],
)
def test_values_that_do_not_fit_a_line_are_left_out(shape, words, values):
    line = shape.format(logging.LogRecord("campaign", logging.ERROR, "", 1, words, values, None))
    assert "its values do not fit" in line
    assert "@" not in line


@pytest.mark.django_db
@pytest.mark.postgresql
def test_row_that_the_database_refuses_is_not_repeated(motion, clp, log):
    submission = make_submission(motion, clp, email="alex@example.org")
    name = "\n\n".join(NAMES)  # not spelt out in the line of code that a traceback shows
    try:
        with transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(reporter_name=name, state=None)
    except IntegrityError:
        logging.getLogger("campaign").exception("It was refused")
    assert "Violation" in log.getvalue()
    for never in ("Failing row", *NAMES):
        assert never not in log.getvalue()


@pytest.mark.django_db
def test_json_log_has_one_object_a_line(log, client):
    client.get("/nothing-here/", headers={"X-Request-ID": "6d1f0b8a7c2e4c0e9f520d6b3f1a2c3d"})
    logging.getLogger("campaign").error("Two\nlines", extra={"email": "alex@example.org"})
    lines = log.getvalue().splitlines()
    if not lines[0].startswith("{"):
        assert "WARNING django.request [6d1f0b8a7c2e4c0e9f520d6b3f1a2c3d]: Not Found: /nothing-here/" in lines[0]
        return
    first, second = (json.loads(line) for line in lines)
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "level": "WARNING",
        "logger": "django.request",
        "message": "Not Found: /nothing-here/",
        "request_id": "6d1f0b8a7c2e4c0e9f520d6b3f1a2c3d",
        "status_code": 404,
    }
    assert (second["message"], "email" in second) == ("Two\nlines", False)
