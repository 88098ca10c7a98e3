"""`manage.py send_test_mail`: in one line, whether mail leaves this machine, and why not."""

import io
import ssl
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from django.core.management import CommandError, call_command

from tests.mail.sink import Server, free_port

CERTIFICATE = Path(__file__).parents[2] / "faults" / "self_signed.pem"
PASSWORD = "not-for-any-log"


@pytest.fixture(autouse=True)
def by_smtp(settings, request):
    """The site as it is with a mail server in EMAIL_URL."""
    settings.EMAIL_URL = f"smtp://somebody:{PASSWORD}@127.0.0.1:2525"
    settings.EMAIL_BACKEND = "campaign.mail.outbox.backends.SMTPBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


@pytest.fixture
def sink(settings):
    with Server() as sink:
        settings.EMAIL_PORT = sink.port
        yield sink


def said(address="ada@example.org") -> str:
    out = io.StringIO()
    try:
        call_command("send_test_mail", address, stdout=out)
    except CommandError as error:
        out.write(str(error))
    line = out.getvalue().strip()
    assert "\n" not in line
    assert PASSWORD not in line
    return line


def test_mail_that_the_server_took_is_said_to_have_left(sink, settings):
    settings.SITE_URL = "https://motions.example.org"
    assert said().startswith("A mail to ada@example.org left: the mail server took it.")
    (mail,) = sink.mails
    assert (mail["To"], mail["Subject"]) == ("ada@example.org", "A test mail from motions.example.org")


@pytest.mark.parametrize("backend", ["dummy", "console", "locmem"])
def test_settings_that_send_nothing_are_named(settings, backend):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    assert said() == "No mail left. EMAIL_URL names no mail server. Write it as smtp+tls://user:password@host:587."
    settings.EMAIL_URL = settings.ANYMAIL_PROVIDER = ""
    assert said() == "No mail left. EMAIL_URL is not set, so mail stays in the outbox."


def test_address_that_is_none_is_said_to_be_none(sink):
    assert said("ada@example") == "No mail left. “ada@example” is no email address."
    assert sink.messages == []


def test_server_that_is_not_there_is_named(settings):
    where = f"127.0.0.1:{settings.EMAIL_PORT}"
    assert said() == f"No mail left. Nothing answers at {where}. Check the host and the port in EMAIL_URL."


def test_host_that_nobody_has_is_named(settings):
    settings.EMAIL_HOST = "smtp.nowhere.invalid"
    assert "There is no machine of the name smtp.nowhere.invalid" in said()


@pytest.mark.parametrize(
    ("where", "reply", "words"),
    [
        ("on_mail", "550 5.7.1 not yours", "will not send as campaign@example.org (550 5.7.1 not yours)"),
        ("on_rcpt", "550 5.1.1 nobody", "will not take mail to that address (550 5.1.1 nobody)"),
        ("on_data", "554 5.7.1 looks like spam", "refused it (554 5.7.1 looks like spam)"),
        ("on_data", "drop", "broke off"),
    ],
)
def test_refusal_is_told_in_the_servers_own_words(sink, where, reply, words):
    setattr(sink, where, {"*": reply})
    assert words in said()


def test_server_that_stalls_is_said_to_take_too_long(sink, settings):
    sink.on_data = {"*": "stall"}
    settings.EMAIL_TIMEOUT = 0.5
    assert "took too long" in said()


def test_password_that_is_wrong_is_said_to_be_and_not_shown(settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "somebody", PASSWORD
    with Server(authenticator=lambda *_: AuthResult(success=False, handled=False), auth_require_tls=False) as sink:
        settings.EMAIL_PORT = sink.port
        assert "refuses the user or the password (535 " in said()


def test_server_without_sign_in_is_said_to_have_none(sink, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "somebody", PASSWORD
    assert "does not know what EMAIL_URL asks of it" in said()


def test_encryption_that_does_not_fit_is_named(sink, settings):
    settings.EMAIL_USE_TLS = True
    assert "does not know what EMAIL_URL asks of it" in said()
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, True
    assert "smtp+tls:// is for port 587, and smtp+ssl:// for 465" in said()


def test_certificate_that_signs_itself_is_not_trusted(settings):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with Server(tls_context=context, require_starttls=True) as sink:
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS = sink.port, True
        assert "is not to be trusted: self-signed certificate" in said()
