"""Reading a mail that came in. Anybody may have written anything: reading it ends, and never raises."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import partial
from itertools import islice

from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent
from django.utils import timezone

from campaign.mail.inbound.addresses import LONGEST_HEADER, addresses_of, identifiers_of, sender_of, words_of
from campaign.mail.inbound.bodies import attachments_of, attempt, clean_html, kinds_of, text_of_html, words_in
from campaign.mail.inbound.charsets import storable

MOST_HEADERS = 500
EMPTY = "It holds no words that can be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A mail taken apart, in plain values that every column can hold. Its HTML is a stranger's until `cleaned`."""

    message_id: str
    sender: str
    sender_name: str = ""
    # As the servers gave it to each other; None where the provider does not say, "" for a machine's reports.
    envelope_sender: str | None = None
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    attachments: tuple[dict[str, str | int | None], ...] = ()
    sent_at: datetime | None = None
    received_at: datetime = field(default_factory=timezone.now)
    # The messages that it answers, the nearest first.
    answers: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/plain"
    # Of its parts, each once.
    kinds: tuple[str, ...] = ()
    is_spam: bool = False
    notes: tuple[str, ...] = ()


def read_incoming(event: AnymailInboundEvent, *, provider: str) -> Incoming:
    """Take apart what a provider brought. Its HTML is not cleaned yet."""
    return read_message(event.message, event_id=str(event.event_id or ""), provider=provider)


def read_message(message: AnymailInboundMessage, *, event_id: str, provider: str) -> Incoming:
    """Take a message apart, whoever brought it."""
    raw = _headers(message)
    headers = {name: _decoded(value) for name, value in raw.items()}
    sender_name, sender = attempt(lambda: sender_of(raw.get("from", "")), ("", ""))
    text, html, notes = words_in(message)
    envelope = (message.envelope_sender, message.envelope_recipient)
    return Incoming(
        message_id=_message_id(headers, event_id, provider=provider),
        sender=storable(sender),
        sender_name=storable(sender_name),
        envelope_sender=None if envelope[0] is None else _decoded(str(envelope[0]))[:254].strip("<> "),
        recipients=_recipients(raw, _decoded(str(envelope[1] or ""))[:254]),
        subject=headers.get("subject", "")[:250].strip(),
        text=text,
        html=html,
        attachments=tuple(attachments_of(message)),
        sent_at=attempt(lambda: _instant(headers.get("date", "")), None),
        answers=attempt(lambda: _answers(raw), ()),
        headers=headers,
        content_type=attempt(message.get_content_type, "text/plain"),
        kinds=attempt(lambda: kinds_of(message), ()),
        is_spam=bool(message.spam_detected),
        notes=notes,
    )


def cleaned(mail: Incoming) -> Incoming:
    """Return a mail whose HTML is safe to show, with its words where it has them there alone."""
    html = clean_html(mail.html)
    text = mail.text or text_of_html(html)
    notes = mail.notes if text else (*mail.notes, EMPTY)
    return replace(mail, html=html, text=text, notes=notes)


def _headers(message: Message) -> dict[str, str]:
    """Return the headers by small name, as they were written. Of several with one name the first counts."""
    headers: dict[str, str] = {}
    for name, value in islice(message.raw_items(), MOST_HEADERS):
        headers.setdefault(str(name).lower(), str(value)[:LONGEST_HEADER])
    return headers


def _decoded(raw: str) -> str:
    """Return a header's words, which a database can hold."""
    return attempt(partial(words_of, raw), storable(raw)).replace("\x00", "")[:LONGEST_HEADER].strip()


# Where a copy's own address may stand: providers and mailboxes that pass mail on each have their header for it.
RECIPIENT_HEADERS = ("to", "cc", "bcc", "delivered-to", "x-original-to", "x-forwarded-to", "envelope-to")


def _recipients(raw: dict[str, str], envelope: str) -> tuple[str, ...]:
    """Return to whom it went, each once, whom this copy was brought for first."""
    nobody: list[str] = []
    named = attempt(lambda: addresses_of(raw.get(name, "") for name in RECIPIENT_HEADERS), nobody)
    addresses = [envelope.strip("<> ").lower(), *named]
    return tuple(dict.fromkeys(address for address in addresses if "@" in address))


def _instant(header: str) -> datetime:
    written = parsedate_to_datetime(header)
    return written.replace(tzinfo=UTC) if written.tzinfo is None else written.astimezone(UTC)


def _answers(raw: dict[str, str]) -> tuple[str, ...]:
    nearest = identifiers_of(raw.get("in-reply-to", ""))[:5]
    thread = identifiers_of(raw.get("references", ""))[-50:]
    return tuple(dict.fromkeys([*nearest, *reversed(thread)]))


def _message_id(headers: dict[str, str], event_id: str, *, provider: str) -> str:
    """Return the mail's own identifier; one that is missing or too long is made from what is there."""
    given = headers.get("message-id", "")
    if given and len(given) <= 250:
        return given
    names = ("message-id", "from", "date", "subject")
    parts = [given and provider, *(headers.get(name, "") for name in names), "" if given else event_id]
    return f"<{hashlib.sha256(repr(parts).encode()).hexdigest()}@no-id.invalid>"
