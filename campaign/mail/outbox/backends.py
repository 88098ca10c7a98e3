"""Django's SMTP backend, with an ear for how far a message got; and whether mail has any way out of this site.

Where a connection never stood, nothing of the mail can have gone over it, so that mail may be tried again.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from traceback import walk_tb
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

Reply = tuple[int, bytes]
# RFC 5321, 4.2.3. To go ahead, "start mail input", is the server's leave to hand over the message itself.
TAKEN, RECIPIENT_TAKEN, GO_AHEAD = 250, frozenset({250, 251}), 354
# A dot at the start of a line would end the message (RFC 5321, 4.5.2). To look for one is quicker than to replace.
LEADING_DOT = re.compile(rb"(?m)^\.")
NEVER_STOOD = (ConnectTimeoutError, NewConnectionError, ProxyError, ConnectionRefusedError, socket.gaierror)
HANDSHAKE = "do_handshake"
# Takes every mail and does nothing with it: the settings choose it where nobody is named to carry mail.
NO_WAY = "django.core.mail.backends.dummy.EmailBackend"


class _Listening(smtplib.SMTP):
    """Remembers the server's last word."""

    last_reply = 0

    def getreply(self) -> tuple[int, bytes]:
        """Read a reply, and note its code; when the connection breaks, the one before stays noted."""
        code, text = super().getreply()
        self.last_reply = code
        return code, text

    def hand_over(self, sender: str, recipient: str, message: bytes) -> None:
        """Send one message from one address to another, each in its <angles>, as `sendmail` does and with its errors.

        A server that knows PIPELINING (RFC 2920) gets the envelope in one go: of the four times that a sender waits
        for an answer two are left, and over a long line waiting is all that sending costs.
        """
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("pipelining"):
            self.sendmail(sender, [recipient], message)
            return
        size = f" size={len(message)}" if self.has_extn("size") else ""
        self.send(f"mail FROM:{sender}{size}\r\nrcpt TO:{recipient}\r\ndata\r\n")
        mail, rcpt, data = self.getreply(), self.getreply(), self.getreply()
        if refusal := _refusal(sender, recipient, mail, rcpt, data):
            if data[0] == GO_AHEAD:
                # It waits for a message, though it has nobody to give it to: there is none (RFC 2920, 3.1).
                with suppress(OSError):
                    self.send(b".\r\n")
                    self.getreply()
            raise refusal
        dotted = message.startswith(b".") or b"\n." in message
        text = LEADING_DOT.sub(b"..", message) if dotted else message
        self.send(text + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"))
        code, answer = self.getreply()
        if code != TAKEN:
            raise smtplib.SMTPDataError(code, answer)


def _refusal(sender: str, recipient: str, mail: Reply, rcpt: Reply, data: Reply) -> smtplib.SMTPException | None:
    """Return the error for the first of the three that the server refused; None where it goes on."""
    if mail[0] != TAKEN:
        return smtplib.SMTPSenderRefused(*mail, sender)
    if rcpt[0] not in RECIPIENT_TAKEN:
        return smtplib.SMTPRecipientsRefused({recipient: rcpt})
    return None if data[0] == GO_AHEAD else smtplib.SMTPDataError(*data)


class _ListeningSSL(_Listening, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


class SMTPBackend(smtp.EmailBackend):
    """Sends over SMTP, and can say whether a message that failed may have been taken all the same."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The class of the connection, for Django's backend to open."""
        return _ListeningSSL if self.use_ssl else _Listening

    def _send(self, email_message: Any) -> bool:  # noqa: ANN401 - Django's message, or a stand-in for one
        """Send one message. A stored one says its own envelope, and is not taken apart for it again."""
        envelope: tuple[str, str] | None = getattr(email_message, "envelope", None)
        if envelope is None or not isinstance(self.connection, _Listening):
            return bool(super()._send(email_message))  # type: ignore[misc] # its types leave it out
        sender, recipient = envelope
        self.connection.hand_over(sender, recipient, email_message.message().as_bytes(linesep="\r\n"))
        return True

    @property
    def handed_over(self) -> bool:
        """Whether the message was being handed over and the server had not answered yet."""
        return isinstance(self.connection, _Listening) and self.connection.last_reply == GO_AHEAD


def never_connected(error: BaseException) -> bool:
    """Whether the other side was not reached: refused, not found, too slow to answer, or not to be trusted.

    TLS can also break in the middle of a call, so it counts only where its greeting failed.
    """
    return any(isinstance(cause, NEVER_STOOD) or _failed_to_greet(cause) for cause in _causes(error))


def _failed_to_greet(error: BaseException) -> bool:
    if not isinstance(error, ssl.SSLError):
        return False
    return any(frame.f_code.co_name == HANDSHAKE for frame, _ in walk_tb(error.__traceback__))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what led to it, one after another; libraries wrap each other's several times."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def has_no_way() -> bool:
    """Whether nobody is named to carry mail: what is written stays in the outbox."""
    return bool(settings.EMAIL_BACKEND == NO_WAY)


def nothing_leaves() -> bool:
    """Whether no mail can leave, and somebody should know: in a demonstration it stays by intent, to be read there."""
    return has_no_way() and not settings.DEBUG
