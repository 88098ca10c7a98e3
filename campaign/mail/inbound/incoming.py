"""Reading a mail that came in. Anybody may have written anything: reading it ends, and never raises."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from functools import partial
from itertools import islice
from typing import TypeVar

from anymail.signals import AnymailInboundEvent
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from campaign.mail.inbound.html import clean_html, text_of_html

T = TypeVar("T")

# Nobody needs more to say how a vote went; what is beyond is left out, and the mail's note says so.
MOST_HEADERS = 500
LONGEST_HEADER = 10_000
MOST_PARTS = 100
LONGEST_TEXT = 1_000_000
CUT = "Its words were cut at a million characters."
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
    is_spam: bool = False
    notes: tuple[str, ...] = ()


def read_incoming(event: AnymailInboundEvent, *, provider: str) -> Incoming:
    """Take apart what a provider brought. Its words are not cleaned here: that is for the worker, see `cleaned`."""
    message = event.message
    headers = _headers(message)
    sender_name, sender = _sender(headers.get("from", ""))
    text, html, notes = _words(message)
    envelope = (message.envelope_sender, message.envelope_recipient)
    return Incoming(
        message_id=_message_id(headers, event, provider=provider),
        sender=sender,
        sender_name=sender_name,
        envelope_sender=None if envelope[0] is None else _plain(str(envelope[0]), 254).strip("<> "),
        recipients=_recipients(headers, _plain(str(envelope[1] or ""), 254)),
        subject=_plain(headers.get("subject", ""), 250),
        text=text,
        html=html,
        attachments=tuple(_attachments(message)),
        sent_at=_attempt(lambda: _instant(headers.get("date", "")), None),
        answers=_answers(headers),
        headers=headers,
        content_type=_attempt(message.get_content_type, "text/plain"),
        is_spam=bool(message.spam_detected),
        notes=notes,
    )


def cleaned(mail: Incoming) -> Incoming:
    """Return a mail whose HTML is safe to show, with its words where it has them there alone."""
    html = clean_html(mail.html)
    text = mail.text or text_of_html(html)
    notes = mail.notes if text else (*mail.notes, EMPTY)
    return replace(mail, html=html, text=text, notes=notes)


def _attempt(read: Callable[[], T], otherwise: T) -> T:
    """Return what reading gives; the standard library's parsers raise all manner of things at hostile mail."""
    try:
        return read()
    except Exception:
        return otherwise


def _headers(message: Message) -> dict[str, str]:
    """Return the headers by small name, decoded and on one line each. Of several with one name the first counts."""
    headers: dict[str, str] = {}
    for name, value in islice(message.raw_items(), MOST_HEADERS):
        raw = str(value)[:LONGEST_HEADER]
        decoded = _attempt(partial(_decoded_header, raw), raw)
        headers.setdefault(str(name).lower(), _plain(decoded, LONGEST_HEADER))
    return headers


def _decoded_header(raw: str) -> str:
    return str(make_header(decode_header(raw)))


def _plain(text: str, longest: int) -> str:
    """Return the text on one line, of characters that a database takes, and no longer than this."""
    return " ".join(_storable(text).split())[:longest].strip()


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _sender(header: str) -> tuple[str, str]:
    """Return the name and the address of the first sender; "" for an address that nobody could write to."""
    nobody: list[tuple[str, str]] = []
    found = _attempt(lambda: getaddresses([header[:1_000]]), nobody)
    name, address = found[0] if found else ("", "")
    try:
        validate_email(address)
    except ValidationError:
        return _plain(name, 120), ""
    return _plain(name, 120), address.lower() if len(address) <= 254 else ""


# Where a copy's own address may stand: providers and mailboxes that pass mail on each have their header for it.
RECIPIENT_HEADERS = ("to", "cc", "bcc", "delivered-to", "x-original-to", "x-forwarded-to", "envelope-to")


def _recipients(headers: dict[str, str], envelope: str) -> tuple[str, ...]:
    nobody: list[tuple[str, str]] = []
    found = _attempt(lambda: getaddresses([headers.get(name, "") for name in RECIPIENT_HEADERS]), nobody)
    addresses = [envelope, *(address for _, address in found[:200])]
    return tuple(dict.fromkeys(address.strip("<> ").lower() for address in addresses if "@" in address))


def _instant(header: str) -> datetime:
    written = parsedate_to_datetime(header)
    return written.replace(tzinfo=UTC) if written.tzinfo is None else written.astimezone(UTC)


def _answers(headers: dict[str, str]) -> tuple[str, ...]:
    nearest = headers.get("in-reply-to", "").split()[:5]
    thread = headers.get("references", "").split()[-50:]
    found = [word for word in (*nearest, *reversed(thread)) if word.startswith("<") and word.endswith(">")]
    return tuple(dict.fromkeys(word[:250] for word in found))


def _message_id(headers: dict[str, str], event: AnymailInboundEvent, *, provider: str) -> str:
    """Return the mail's own identifier; one that is missing or too long is made from what is there."""
    given = headers.get("message-id", "")
    if given and len(given) <= 250:
        return given
    names = ("message-id", "from", "date", "subject")
    parts = [given and provider, *(headers.get(name, "") for name in names), "" if given else event.event_id]
    return f"<{hashlib.sha256(repr(parts).encode()).hexdigest()}@no-id.invalid>"


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that are no container, up to a number, whatever they are nested in."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop()
        seen += 1
        children = part.get_payload() if _attempt(part.get_content_maintype, "") == "multipart" else None
        if isinstance(children, list):
            waiting += [child for child in reversed(children) if isinstance(child, Message)]
        else:
            yield part


def _is_attached(part: Message) -> bool:
    named = _attempt(part.get_filename, None)
    return bool(named) or _attempt(part.get_content_disposition, None) == "attachment"


def _words(message: Message) -> tuple[str, str, tuple[str, ...]]:
    """Return the first plain text and the first HTML that are no attachment, and what there is to note."""
    found = {"text/plain": "", "text/html": ""}
    notes = []
    for part in _parts(message):
        kind = _attempt(part.get_content_type, "")
        if kind in found and not found[kind] and not _is_attached(part):
            found[kind] = _attempt(partial(_decoded, part), "")
    if any(len(words) > LONGEST_TEXT for words in found.values()):
        notes.append(CUT)
    text, html = found["text/plain"][:LONGEST_TEXT].strip(), found["text/html"][:LONGEST_TEXT]
    return text, html, tuple(notes)


def _decoded(part: Message) -> str:
    """Return a part's text in whatever letters it says it has, or failing that in those that most mail has."""
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    # Four bytes are one character at most, so no more are ever needed.
    raw = raw[: 4 * LONGEST_TEXT + 4]
    charset = _attempt(lambda: str(part.get_content_charset("utf-8")), "utf-8")
    text = _attempt(lambda: raw.decode(charset), None)
    if text is None:
        text = raw.decode("utf-8", "replace")
    return _storable(text).replace("\r\n", "\n").replace("\r", "\n")


def _attachments(message: Message) -> Iterator[dict[str, str | int | None]]:
    for part in _parts(message):
        if _is_attached(part):
            yield {
                "name": _plain(str(_attempt(part.get_filename, None) or "unnamed"), 200),
                "type": _plain(_attempt(part.get_content_type, "unknown"), 100),
                "size": _attempt(partial(_size, part), None),
            }


def _size(part: Message) -> int | None:
    content = part.get_payload(decode=True)
    return len(content) if isinstance(content, bytes) else None
