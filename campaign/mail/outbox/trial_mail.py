"""Trying whether mail can leave: one mail, at once and past the outbox, and in one line what became of it."""

import smtplib
import socket
import ssl
from email.utils import parseaddr
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMessage

# What these do with mail is not sending it.
KEEPERS = ("dummy", "console", "filebased", "locmem")
WORDS = """This is a test mail from {site}. Somebody who keeps that site up wanted to see whether its mail arrives.

It does. There is nothing to answer and nothing to do.
"""
NOT_TAKEN = {
    401: "It does not know the key: check the ANYMAIL_ settings.",
    403: "It does not allow this: check the key, and that the domain is confirmed there.",
}


class NotSent(Exception):
    """No mail left. The message says why, in a sentence or two that never hold a password."""


def try_mail(address: str) -> None:
    """Send a test mail to an address; raise NotSent where the mail server did not take it."""
    site = settings.SITE_URL
    hand_over(EmailMessage(f"A test mail from {urlsplit(site).hostname}", WORDS.format(site=site), to=[address]))


def hand_over(mail: EmailMessage) -> None:
    """Send a mail that somebody tries something with; raise NotSent where the mail server did not take it."""
    if not settings.EMAIL_URL and not settings.ANYMAIL_PROVIDER:
        raise NotSent("EMAIL_URL is not set, so mail stays in the outbox.")
    if settings.EMAIL_BACKEND.split(".")[-2] in KEEPERS:
        raise NotSent("EMAIL_URL names no mail server. Write it as smtp+tls://user:password@host:587.")
    try:
        taken = mail.send()
    except Exception as error:
        raise NotSent(explain(error)) from error
    if not taken:
        raise NotSent("The mail server took nothing, and did not say why.")


def explain(error: Exception) -> str:
    """Return what kept a mail from leaving, and what to look at."""
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    match error:
        case AnymailError():
            hint = NOT_TAKEN.get(error.status_code or 0, "See the provider's own log.")
            return f"The provider answered {error.status_code}. {hint}" if error.status_code else _unreached(server)
        case smtplib.SMTPAuthenticationError():
            words = _words(error.smtp_code, error.smtp_error)
            return f"{server} refuses the user or the password ({words}). In EMAIL_URL write @ as %40 and / as %2F."
        case smtplib.SMTPSenderRefused():
            words = _words(error.smtp_code, error.smtp_error)
            return f"{server} will not send as {parseaddr(error.sender)[1]} ({words}). Check DEFAULT_FROM_EMAIL."
        case smtplib.SMTPRecipientsRefused():
            return f"{server} will not take mail to that address ({_words(*next(iter(error.recipients.values())))})."
        case smtplib.SMTPResponseException():
            return f"{server} refused it ({_words(error.smtp_code, error.smtp_error)})."
        case smtplib.SMTPNotSupportedError():
            return f"{server} does not know what EMAIL_URL asks of it: {error}"
        case _:
            return _unreachable(error, server)


def _unreachable(error: Exception, server: str) -> str:
    match error:
        case socket.gaierror():
            return f"There is no machine of the name {settings.EMAIL_HOST}. Check the host in EMAIL_URL."
        case ConnectionRefusedError():
            return f"Nothing answers at {server}. Check the host and the port in EMAIL_URL."
        case TimeoutError():
            return f"{server} does not answer. Many hosting companies close ports 25 and 465: try 587, or ask them."
        case ssl.SSLCertVerificationError():
            return f"The certificate of {server} is not to be trusted: {error.verify_message}."
        case ssl.SSLError():
            return f"{server} speaks another encryption: smtp+tls:// is for port 587, and smtp+ssl:// for 465."
        case smtplib.SMTPServerDisconnected() | ConnectionError():
            return f"{server} broke off, or took too long. smtp+tls:// is for port 587, and smtp+ssl:// for 465."
        case _:
            return f"It cannot be sent: {type(error).__name__}."


def _unreached(server: str) -> str:
    return f"The provider {settings.ANYMAIL_PROVIDER or server} could not be reached."


def _words(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"[:200]
