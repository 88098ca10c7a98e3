"""Mail servers whose encryption is broken or not to be trusted: no mail goes in the clear, and none is lost."""

import ssl
from datetime import timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from tests.faults.test_smtp import ALEX, NOW, OTHER, deliver_at, states, waiting
from tests.mail.sink import Server

__all__ = ["waiting"]
pytestmark = pytest.mark.django_db

CERTIFICATE = Path(__file__).parent / "self_signed.pem"
WAITING = {ALEX: EmailState.PENDING, OTHER: EmailState.PENDING}


@pytest.fixture
def tls_sink(settings):
    """A mail server that takes mail only after STARTTLS, with a certificate that signs itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with Server(tls_context=context, require_starttls=True) as sink:
        settings.EMAIL_BACKEND = "campaign.mail.outbox.backends.SMTPBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 2
        settings.EMAIL_USE_TLS = True
        yield sink


def test_certificate_that_signs_itself_is_refused_and_the_mail_waits(waiting, tls_sink):
    assert deliver_at(NOW) == 0
    assert (states(), tls_sink.messages) == (WAITING, [])
    assert ssl.SSLCertVerificationError.__name__ in Email.objects.get(to=ALEX).last_error


def test_certificate_that_signs_itself_is_accepted_where_the_machine_trusts_it(waiting, tls_sink, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    assert deliver_at(NOW) == 2
    assert set(tls_sink.addresses) == {ALEX, OTHER}


class BreaksOff(StreamRequestHandler):
    """Says that it knows STARTTLS and is ready for it, and then speaks on in the clear."""

    heard = []

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            self.heard.append(line)
            if line.upper().startswith(b"STARTTLS"):
                self.wfile.write(b"220 go on\r\n")
                self.wfile.write(b"what?\r\n" * 100)
                return
            self.wfile.write(b"250-here\r\n250 STARTTLS\r\n")


def test_server_that_offers_encryption_and_breaks_it_gets_no_mail(waiting, sink, settings):
    settings.EMAIL_USE_TLS = True
    with ThreadingTCPServer(("127.0.0.1", 0), BreaksOff) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_PORT = server.server_address[1]
        assert deliver_at(NOW) == 0
        server.shutdown()
    assert states() == WAITING
    assert "The mail server could not be reached" in Email.objects.get(to=ALEX).last_error
    assert [line for line in BreaksOff.heard if line[:4].upper() in (b"MAIL", b"RCPT", b"DATA")] == []

    settings.EMAIL_USE_TLS, settings.EMAIL_PORT = False, sink.port
    assert deliver_at(NOW + timedelta(minutes=1)) == 2


def test_server_without_encryption_gets_no_mail_in_the_clear(waiting, sink, settings):
    settings.EMAIL_USE_TLS = True
    assert deliver_at(NOW) == 0
    assert (states(), sink.messages) == (WAITING, [])
