"""The heartbeat: called after each round of mail while mail goes, and never in the way of it."""

import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.utils import timezone

from campaign.mail.models import Email
from campaign.mail.tasks import mail_round
from campaign.vitals import pulses
from tests.factories import CLPFactory, MotionFactory, make_submission
from tests.mail.sink import free_port

pytestmark = pytest.mark.django_db


class Listener(BaseHTTPRequestHandler):
    """Keeps each address that it is called by."""

    def do_GET(self):
        self.server.called.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def elsewhere(settings):
    """A place that hears heartbeats."""
    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        server.called, server.status = [], 200
        settings.HEARTBEAT_URL = f"http://127.0.0.1:{server.server_port}/secret"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_heartbeat_is_called_after_each_round(elsewhere):
    mail_round()
    mail_round()
    assert elsewhere.called == ["/secret", "/secret"]


def test_heartbeat_without_an_address_calls_nothing(settings, monkeypatch):
    settings.HEARTBEAT_URL = ""
    monkeypatch.setattr(pulses, "_call", lambda url: 1 / 0)
    mail_round()


def test_heartbeat_stops_when_the_mail_server_takes_nothing_and_begins_again(elsewhere, settings):
    settings.EMAIL_BACKEND = "campaign.mail.outbox.backends.SMTPBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    make_submission(MotionFactory(), CLPFactory(), confirmed=False)
    called = []
    for minutes in (0, 5, 11):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            mail_round()
        called.append(len(elsewhere.called))
    assert called == [1, 2, 2]
    assert Email.objects.waiting().count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(timezone.now() + timedelta(minutes=90)):
        mail_round()
    assert (len(elsewhere.called), Email.objects.waiting().count()) == (3, 0)


@contextmanager
def speaking(words, pause):
    """A server that says one letter after another, with a pause before each."""

    def speak(server):
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                for letter in words:
                    time.sleep(pause)
                    try:
                        connection.sendall(letter.encode())
                    except OSError:
                        break

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=speak, args=(server,), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/secret"


@pytest.mark.parametrize(("words", "pause"), [("H", 60), ("HTTP/1.1 200 OK\r\nX: " + "x" * 500, 0.2)])
def test_place_that_hangs_or_drips_holds_no_round_up(settings, monkeypatch, caplog, words, pause):
    monkeypatch.setattr(pulses, "TIMEOUT", 1.0)
    with speaking(words, pause) as settings.HEARTBEAT_URL:
        began = time.monotonic()
        pulses.call_heartbeat()
        assert time.monotonic() - began < 3
    assert "The heartbeat" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/secret", "http://nowhere.invalid/secret"])
def test_place_that_is_away_is_a_line_in_the_log_without_its_address(settings, caplog, url):
    settings.HEARTBEAT_URL = url
    mail_round()
    assert "The heartbeat could not be called (ConnectError)." in caplog.text
    assert "secret" not in caplog.text


def test_place_that_refuses_is_a_line_in_the_log(elsewhere, caplog):
    elsewhere.status = 404
    mail_round()
    assert "The heartbeat could not be called (HTTPStatusError)." in caplog.text
    assert "secret" not in caplog.text
