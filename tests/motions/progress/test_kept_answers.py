"""What stands before Django answers exactly as Django would, and leaves to it whatever is in doubt."""

import time
import uuid

import pytest
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.db.models import F

from motions.models import Motion, Standing
from motions.progress import freshness
from motions.progress.kept_answers import WAYS, KeptAnswers
from tests.factories import CLPFactory, MotionFactory

pytestmark = pytest.mark.django_db
SPAN = 30  # seconds, in which nothing is asked anew
ADDRESSES = ["/", "/progress/", "/progress.json", "/progress.csv", "/clps/brent-east/"]
OURS = uuid.UUID("6f0f4b0e-97a1-4a5a-8f4e-0d6a3a3c9a11")


@pytest.fixture
def motion(monkeypatch):
    monkeypatch.setattr(freshness.memory, "span", SPAN)
    # A minute that ends in the midst of a test makes nothing stale.
    monkeypatch.setattr(freshness, "KEPT_AT_MOST", 10**10)
    motion = MotionFactory()
    Standing.objects.create(
        motion=motion, clp=CLPFactory(name="Brent East", slug="brent-east"), stage="with_clp", since="2027-02-01"
    )
    return motion


class Site:
    """Django with the kept answers before it, and a count of what was left to Django."""

    def __init__(self):
        self.django, self.left_to_django = get_wsgi_application(), 0
        self.application = KeptAnswers(self._answer, new_id=lambda: OURS)

    def _answer(self, environ, start_response):
        self.left_to_django += 1
        return self.django(environ, start_response)

    def get(self, rf, path, method="GET", application=None, **environ):
        """Return the status, the headers and the bytes of an answer."""
        said = []
        asked = rf.generic(method, path).environ | {"HTTP_HOST": "testserver", **environ}
        body = b"".join((application or self.application)(asked, lambda *answer: said.append(answer)))
        [(status, headers)] = said
        return int(status.split()[0]), headers, body


@pytest.fixture(autouse=True)
def connection_stays_open():
    """Keep Django from closing the test's transaction between requests, as its test client does."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


@pytest.fixture
def site():
    return Site()


@pytest.mark.parametrize("coding", ["", "gzip", "gzip, deflate, br, zstd"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_kept_answer_is_django_s_own_to_the_last_header(site, rf, motion, address, coding, django_assert_num_queries):
    asked = {"HTTP_ACCEPT_ENCODING": coding, "HTTP_X_REQUEST_ID": OURS.hex}
    site.get(rf, address, **asked)
    whole = site.get(rf, address, application=site.django, **asked)
    asked_before = site.left_to_django
    with django_assert_num_queries(0):
        status, headers, body = site.get(rf, address, **asked)
    assert site.left_to_django == asked_before
    assert (status, sorted(headers), body) == (whole[0], sorted(whole[1]), whole[2])
    assert dict(headers)["X-Content-Type-Options"] == "nosniff"
    assert {"Content-Security-Policy", "Permissions-Policy", "ETag", "Vary", "Cache-Control"} <= dict(headers).keys()


def test_kept_answer_has_the_number_of_its_own_request(site, rf, motion):
    theirs = uuid.uuid4().hex
    for _ in range(2):
        assert dict(site.get(rf, "/", HTTP_X_REQUEST_ID=theirs)[1])["X-Request-ID"] == theirs
    assert dict(site.get(rf, "/")[1])["X-Request-ID"] == OURS.hex
    assert site.left_to_django == 1
    said = dict(site.get(rf, "/", HTTP_X_REQUEST_ID="x\r\nSet-Cookie: a=b")[1])["X-Request-ID"]
    assert uuid.UUID(said)
    assert site.left_to_django == 2


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"method": "HEAD"}, 200),
        ({"method": "POST"}, 403),
        ({"QUERY_STRING": "theme=dark"}, 200),
        ({"HTTP_HOST": "elsewhere.example.com"}, 400),
        ({"HTTP_HOST": "testserver:0x"}, 400),
        ({"HTTP_IF_NONE_MATCH": "*"}, 304),
        ({"SCRIPT_NAME": "/below"}, 200),
    ],
)
def test_request_that_is_no_plain_get_is_left_to_django(site, rf, motion, asked, status):
    site.get(rf, "/progress.json")
    for number in (2, 3):
        assert site.get(rf, "/progress.json", **asked)[0] == status
        assert site.left_to_django == number
    assert site.get(rf, "/progress.json")[0] == 200
    assert site.left_to_django == 3


def test_page_that_came_by_https_is_not_given_to_who_asked_without(rf, motion, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    site = Site()
    for _ in range(2):
        status, headers, _ = site.get(rf, "/", HTTP_X_FORWARDED_PROTO="https")
        assert (status, "max-age=60" in dict(headers)["Strict-Transport-Security"]) == (200, True)
    assert site.left_to_django == 1
    for forwarded in ({"HTTP_X_FORWARDED_PROTO": "http"}, {}):
        assert site.get(rf, "/", **forwarded)[0] == 301


@pytest.mark.parametrize("address", ["/", "/progress.json", "/clps/brent-east/"])
def test_kept_answer_is_not_given_once_the_moment_is_over_or_something_changed(
    site, rf, motion, address, monkeypatch, django_assert_num_queries
):
    before = site.get(rf, address)[2]
    Standing.objects.update(stage="carried_for_conference", facts_version=F("facts_version") + 1)
    Motion.objects.update(progress_version=F("progress_version") + 1)
    assert site.get(rf, address)[2] == before  # another process changed it, a moment ago
    freshness.memory.note_change()
    after = site.get(rf, address)[2]
    assert after != before
    assert site.get(rf, address)[2] == after
    monkeypatch.setattr(freshness.memory, "span", 0.02)
    time.sleep(0.03)
    with django_assert_num_queries(1):
        assert site.get(rf, address)[2] == after


def test_ways_of_asking_do_not_pile_up(site, rf, motion):
    answers = []
    for number in range(WAYS + 5):
        site.get(rf, "/", HTTP_HOST=f"testserver:{number + 1}")
        before = site.left_to_django
        site.get(rf, "/", HTTP_HOST=f"testserver:{number + 1}")
        answers.append(site.left_to_django - before)
    assert answers == [0] * WAYS + [1] * 5


def test_address_without_a_kept_page_is_django_s(site, rf, motion):
    for address, status in (("/privacy/", 200), ("/nothing-here/", 404), ("/é/", 404)):
        for _ in range(2):
            assert site.get(rf, address)[0] == status
    assert site.left_to_django == 6
