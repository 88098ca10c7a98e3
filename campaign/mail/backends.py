"""Django's SMTP backend, with an ear for how far a message got."""

import smtplib

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

# "Start mail input" (RFC 5321, 4.2.3): the server's leave to hand over the message itself.
GO_AHEAD = 354


class _Listening(smtplib.SMTP):
    """Remembers the server's last word."""

    last_reply = 0

    def getreply(self) -> tuple[int, bytes]:
        """Read a reply, and note its code; when the connection breaks, the one before stays noted."""
        code, text = super().getreply()
        self.last_reply = code
        return code, text


class _ListeningSSL(_Listening, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


class SMTPBackend(smtp.EmailBackend):
    """Sends over SMTP, and can say whether a message that failed may have been taken all the same."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The class of the connection, for Django's backend to open."""
        return _ListeningSSL if self.use_ssl else _Listening

    def _send(self, email_message: EmailMessage) -> bool:
        """Send one message. A stored one says its own envelope, and is not taken apart for it again."""
        envelope = getattr(email_message, "envelope", None)
        if envelope is None or self.connection is None:
            return bool(super()._send(email_message))
        sender, recipient = envelope
        self.connection.sendmail(sender, [recipient], email_message.message().as_bytes(linesep="\r\n"))
        return True

    @property
    def handed_over(self) -> bool:
        """Whether the message was being handed over and the server had not answered yet."""
        return isinstance(self.connection, _Listening) and self.connection.last_reply == GO_AHEAD
