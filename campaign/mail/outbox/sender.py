"""Handing one stored message to Django's mail backend, and judging what came of it."""

import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from typing import Any, Self

from anymail.exceptions import (
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailAlternative, EmailAttachment, EmailMultiAlternatives, sanitize_address

from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.outbox.backends import has_no_way, never_connected
from campaign.mail.outbox.stored_mail import content_of
from campaign.mail.outbox.tokens import with_tokens

# RFC 5321, 4.2.2 and 4.2.3.
SERVICE_NOT_AVAILABLE = 421
TOO_LARGE = 552
NO_SUCH_MAILBOX = frozenset({550, 551})
# RFC 3463, 3.2 and 3.3, and RFC 7505: what is wrong is the recipient's address, or its mailbox is closed for good.
ENHANCED = re.compile(r"5\.\d{1,3}\.\d{1,3}\b")
NO_SUCH_ADDRESS = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
# A provider's answers over HTTP: it is too busy, or will not have us, whoever we write to.
NOT_NOW = frozenset({429, 503})
NOT_US = frozenset({401, 403})
# Anymail finds these before it calls the provider.
BEFORE_HANDING_OVER = (AnymailUnsupportedFeature, AnymailSerializationError, AnymailInvalidAddress)
PARTS = {"body", "alternatives", "attachments", "extra_headers"}
# An address that is the same in an envelope as it is anywhere.
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
# Written by the backend that sends, not by us.
ENVELOPE_HEADERS = {"from", "to", "subject", "reply-to", "mime-version", "content-type"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one mail.

    `trouble`: the server is to blame, so the next mail may well meet the same. `address_refused`: there is no such
    address, so no mail to it will ever arrive. `provider_id`: what a provider calls the mail, for its webhooks.
    """

    state: EmailState
    error: str = ""
    trouble: bool = False
    address_refused: bool = False
    provider_id: str = ""


class UnreadableMail(ValueError):
    """A stored message cannot be taken apart, or is not of the characters it should be."""


SENT = Verdict(EmailState.SENT)
# Nobody is named to carry mail: it is here to be read, and nowhere else.
KEPT = Verdict(EmailState.KEPT)


class _Bytes:
    """What `message()` returns: the stored message, never taken apart and built again."""

    def __init__(self, stored: bytes) -> None:
        self._stored = stored

    def as_bytes(self, *, linesep: str = "\n", **_: Any) -> bytes:
        """Return the message with these line ends; it is stored with those of SMTP."""
        return self._stored if linesep == "\r\n" else self._stored.replace(b"\r\n", linesep.encode())

    def as_string(self, **_: Any) -> str:
        """Return the message as text, which it can be: it is stored in seven bits; else Unreadable is raised."""
        try:
            return self.as_bytes().decode("ascii")
        except UnicodeDecodeError as error:
            raise UnreadableMail from error

    def get_charset(self) -> None:
        """Say that no part names a charset for the whole: the console backend asks."""


class StoredMessage(EmailMultiAlternatives):
    """A stored mail as Django's backends want it; raises ValueError for an address that cannot be written to.

    SMTP takes the stored bytes. A provider's backend asks for the parts instead; they are read out on being asked.
    """

    def __init__(self, email: Email) -> None:
        self.envelope = _for_envelope(email.sender), _for_envelope(email.to)
        self._stored = with_tokens(bytes(email.message))
        self.from_email, self.reply_to = email.sender, [email.sender]
        self.to, self.cc, self.bcc = [email.to], [], []
        self.subject, self.connection = email.subject, None

    def message(self, **_: Any) -> Any:  # noqa: ANN401 - a stand-in for Django's message
        """Return the stored message, ready to be written out."""
        return _Bytes(self._stored)

    def __getattr__(self, name: str) -> object:
        """Read the parts out of the stored bytes, when somebody asks for the first of them; may raise Unreadable."""
        if name not in PARTS:
            raise AttributeError(name)
        try:
            self._take_apart()
        except Exception as error:
            # Whatever the parser trips over is wrong with this mail alone, and with no server.
            raise UnreadableMail from error
        return self.__dict__[name]

    def _take_apart(self) -> None:
        parsed = message_from_bytes(self._stored, _class=EmailMessage, policy=policy.default)
        self.body = content_of(parsed.get_body(("plain",)))
        self.alternatives = [EmailAlternative(content_of(parsed.get_body(("html",))), "text/html")]
        self.attachments = [
            EmailAttachment(part.get_filename(), part.get_content(), part.get_content_type())
            for part in parsed.iter_attachments()
        ]
        self.extra_headers = {key: str(value) for key, value in parsed.items() if key.lower() not in ENVELOPE_HEADERS}


@lru_cache(maxsize=200)
def _for_envelope(address: str) -> str:
    """Return an address in angles, as SMTP is told it; raises ValueError for one that cannot be written to.

    Most are plain, and sender after sender the same: taking each apart costs more than sending it.
    """
    if PLAIN_ADDRESS.fullmatch(address):
        return f"<{address}>"
    return smtplib.quoteaddr(str(sanitize_address(address, "utf-8")))


class MailConnection:
    """One connection for many mails: opened for the first, opened anew after trouble, closed at the end."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connection, if there is one; what was said stands, however the goodbye goes."""
        if self._connection is not None:
            # smtplib's own errors are OSErrors too.
            with suppress(OSError):
                self._connection.close()
            self._connection = None

    def send(self, email: Email) -> Verdict:
        """Hand over one mail and say what became of it; whatever goes wrong is in the verdict."""
        # Before any connection: what is wrong with the mail itself is no trouble of the server's.
        try:
            message = StoredMessage(email)
        except Exception as error:
            return Verdict(EmailState.FAILED, f"It cannot be sent as it stands: {_named(error)}.")
        if has_no_way():
            return KEPT
        try:
            if self._connection is None:
                self._connection = _opened()
        except Exception as error:
            return Verdict(EmailState.PENDING, f"The mail server could not be reached: {_named(error)}.", trouble=True)
        try:
            taken = self._connection.send_messages([message])
        except Exception as error:
            # A backend that cannot say how far the message got leaves us in doubt.
            verdict = judge(error, in_doubt=getattr(self._connection, "handed_over", True))
            self.hang_up()
            return verdict
        if taken == 0:
            return Verdict(EmailState.FAILED, "The mail server took nothing.")
        # Anymail's backends leave this on what they sent; with SMTP there is nothing, and our Message-ID is its name.
        status = getattr(message, "anymail_status", None)
        return replace(SENT, provider_id=str(status.message_id or "")[:250]) if status else SENT


def _opened() -> BaseEmailBackend:
    connection: BaseEmailBackend = mail.get_connection(fail_silently=False)
    try:
        connection.open()
    except Exception:
        with suppress(OSError):
            connection.close()
        raise
    return connection


def judge(error: Exception, *, in_doubt: bool) -> Verdict:
    """Say what an error means for the mail; `in_doubt` when the server may have taken it before it."""
    if isinstance(error, AnymailError) and (verdict := _by_provider(error)):
        return verdict
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, reply = next(iter(error.recipients.values()))
            return replace(_answered(code, reply), address_refused=_no_such_address(code, reply, asked=True))
        case smtplib.SMTPSenderRefused() if error.smtp_code != TOO_LARGE:
            # The server will not have us, whoever we write to: nothing is wrong with this one mail.
            return Verdict(EmailState.PENDING, _words(error.smtp_code, error.smtp_error), trouble=True)
        case smtplib.SMTPDataError():
            refused = _no_such_address(error.smtp_code, error.smtp_error, asked=False)
            return replace(_answered(error.smtp_code, error.smtp_error), address_refused=refused)
        case smtplib.SMTPSenderRefused():
            return _answered(error.smtp_code, error.smtp_error)
        case UnreadableMail():
            return Verdict(EmailState.FAILED, "It cannot be sent as it stands: what is stored cannot be read.")
        case smtplib.SMTPNotSupportedError():
            return Verdict(EmailState.FAILED, f"The mail server cannot take it: {_named(error)}.")
    if in_doubt:
        return Verdict(
            EmailState.UNKNOWN, f"It broke off while the mail was handed over: {_named(error)}.", trouble=True
        )
    if isinstance(error, OSError):
        return Verdict(
            EmailState.PENDING, f"It broke off before the mail was handed over: {_named(error)}.", trouble=True
        )
    return Verdict(EmailState.FAILED, f"It cannot be sent as it stands: {_named(error)}.")


def _answered(code: int, reply: bytes | str) -> Verdict:
    """Judge by the server's answer: 4xx is for now, 5xx for good (RFC 5321, 4.2.1)."""
    state = EmailState.PENDING if code < 500 else EmailState.FAILED
    return Verdict(state, _words(code, reply), trouble=code == SERVICE_NOT_AVAILABLE)


def _by_provider(error: AnymailError) -> Verdict | None:
    """Judge what a provider answered over HTTP; None where it did not answer.

    Its words stay out: they may repeat the whole mail.
    """
    if isinstance(error, AnymailRecipientsRefused):
        return Verdict(EmailState.FAILED, "The provider refused the address.", address_refused=True)
    if isinstance(error, BEFORE_HANDING_OVER):
        return Verdict(EmailState.FAILED, f"The provider cannot take it: {_named(error)}.")
    status = error.status_code
    if status is None and never_connected(error):
        return Verdict(EmailState.PENDING, f"The provider could not be reached: {_named(error)}.", trouble=True)
    if status is None:
        return None
    words = f"The provider answered {status}."
    if status in NOT_NOW or status in NOT_US:
        return Verdict(EmailState.PENDING, words, trouble=True)
    if status >= 500:
        return Verdict(EmailState.UNKNOWN, f"{words} It may have taken the mail, or not.", trouble=True)
    return Verdict(EmailState.FAILED, words)


def _no_such_address(code: int, reply: bytes | str, *, asked: bool) -> bool:
    """Whether a refusal is about the recipient's address, and not about us, the content or a full mailbox.

    The enhanced code says so (RFC 3463). Without one only a refusal of the address itself does: `asked` after RCPT.
    """
    if code < 500:
        return False
    if enhanced := ENHANCED.match(_decoded(reply)):
        return enhanced[0] in NO_SUCH_ADDRESS
    return asked and code in NO_SUCH_MAILBOX


def _words(code: int, reply: bytes | str) -> str:
    return f"The mail server said: {code} {_decoded(reply)}"[:500]


def _decoded(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply


def _named(error: Exception) -> str:
    return type(error).__name__
