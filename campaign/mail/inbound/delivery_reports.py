"""Mail servers' own reports of mail that came back (RFC 3464), for mail that goes without a provider.

Anybody may write such a report. It counts where it names both our Message-ID and the address that the mail went to:
only its reader and the servers on its way know the two together.
"""

from collections.abc import Iterator
from email import message_from_string
from email.message import Message

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from campaign.mail.inbound.addresses import identifiers_of
from campaign.mail.inbound.bodies import attempt
from campaign.mail.inbound.tracking import note_delivery
from campaign.mail.models import Email
from clps.addresses import mailbox_of

WHO_TELLS = "Mail server"
MOST_RECIPIENTS = 20
# RFC 3464, 2.3.3: the mail is given up, or still tried.
NOT_DELIVERED = frozenset({"failed", "delayed"})
RECIPIENT_FIELDS = ("Original-Recipient", "Final-Recipient")


def note_report(message: Message) -> None:
    """Note what a server's report says of a mail of ours, as if a provider had told it; anything else does nothing."""
    nothing: list[AnymailTrackingEvent] = []
    for event in attempt(lambda: list(_told(message)), nothing):
        note_delivery(event, provider=WHO_TELLS)


def _told(message: Message) -> Iterator[AnymailTrackingEvent]:
    if message.get_content_type() != "multipart/report":
        return
    ours = Email.objects.filter(message_id__in=_returned_identifiers(message)).defer("message").first()
    if ours is None:
        return
    for fields in _recipients(message):
        if mailbox_of(ours.to) in {mailbox_of(address) for address in _addresses(fields)}:
            yield from _event(fields, ours, report=str(message.get("Message-ID", "")))


def _event(fields: Message, ours: Email, *, report: str) -> Iterator[AnymailTrackingEvent]:
    status, action = str(fields.get("Status", "")).strip(), str(fields.get("Action", "")).strip().lower()
    if action not in NOT_DELIVERED or not status.startswith(("4.", "5.")):
        return
    is_hard = action == "failed" and status.startswith("5.")
    yield AnymailTrackingEvent(
        event_type=EventType.BOUNCED if action == "failed" else EventType.DEFERRED,
        reject_reason=RejectReason.BOUNCED if is_hard else RejectReason.TIMED_OUT,
        message_id=ours.message_id,
        recipient=ours.to,
        # The same report brought twice is one.
        event_id=report,
        mta_response=f"{status} {fields.get('Diagnostic-Code', '')}".strip(),
    )


def _recipients(message: Message) -> list[Message]:
    """Return the fields of each recipient that the report speaks of; those about the whole mail stand apart."""
    reports = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    blocks = [block for part in reports if part.is_multipart() for block in part.get_payload()]
    return [block for block in blocks if isinstance(block, Message) and "Status" in block][:MOST_RECIPIENTS]


def _addresses(fields: Message) -> Iterator[str]:
    """Yield the recipient's addresses: where it went first, and where others sent it on; "rfc822;" stands before."""
    for name in RECIPIENT_FIELDS:
        yield str(fields.get(name, "")).rpartition(";")[2].strip("<> ")


def _returned_identifiers(message: Message) -> list[str]:
    """Return the Message-ID of the mail that came back, from its headers or from the whole of it."""
    found: list[str] = []
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            found += identifiers_of(str(message_from_string(text.lstrip()).get("Message-ID", "")))
        elif part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            found += identifiers_of(str(inner.get("Message-ID", "")) if isinstance(inner, Message) else "")
    return found[:5]
