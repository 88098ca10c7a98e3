"""Reading an ordinary mailbox by IMAP, for a campaign whose mail no company brings: bounces and answers lie there.

Messages are only looked at: they stay, unread ones stay unread, and people may read the same mailbox. What has been
taken is known by the messages' numbers. A mailbox that is named for the first time is read from now on: what lay there
before was answered by people.
"""

import hashlib
import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from anymail.inbound import AnymailInboundMessage
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from imap_tools import AND, BaseMailBox, ImapToolsError, MailBox, MailBoxFolderStatusOptions, MailBoxStartTls, U

from campaign.mail.enums import Filed
from campaign.mail.inbound.delivery_reports import note_report
from campaign.mail.inbound.incoming import read_message
from campaign.mail.inbound.waiting import keep
from campaign.mail.models import InboundMail, MailboxPlace

logger = logging.getLogger(__name__)

PORTS = {"imaps": 993, "imap+tls": 143}
TIMEOUT = 20  # seconds, for each answer of the server
AT_ONCE = 50
# Bytes. Providers of webhooks stop at the same.
LARGEST = 36 * 1024 * 1024
ABANDONED_AFTER = timedelta(minutes=10)
TOO_LARGE = "A mail of more than 36 MB lies in the campaign’s mailbox. Open it there."
UNREADABLE = "A mail lies in the campaign’s mailbox that could not be read. Open it there."


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """Where a mailbox is, and how to get in: imaps://user:password@host:993/folder."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str

    @classmethod
    def of(cls, url: str) -> "MailboxAddress":
        """Read an address that the settings have looked at."""
        parts = urlsplit(url)
        return cls(
            scheme=parts.scheme,
            host=parts.hostname or "",
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
        )

    @property
    def digest(self) -> str:
        """What names this folder of this mailbox; a new password does not move it."""
        return hashlib.sha256("\0".join([self.host, self.user, self.folder]).encode()).hexdigest()


def read_mailbox(now: datetime) -> int:
    """Take what is new in the mailbox that INBOUND_IMAP_URL names; return how many messages.

    A server that cannot be reached is tried again the next time; nothing is lost, because the place is kept.
    """
    if not settings.INBOUND_IMAP_URL:
        return 0
    address = MailboxAddress.of(settings.INBOUND_IMAP_URL)
    try:
        with _opened(address) as mailbox:
            return _take_new(mailbox, address, now)
    except (OSError, ImapToolsError, imaplib.IMAP4.error) as error:
        # Its words may hold the name of the mailbox.
        logger.error("The mailbox could not be read: %s. It is tried again.", type(error).__name__)
        return 0


@contextmanager
def _opened(address: MailboxAddress) -> Iterator[BaseMailBox]:
    kinds: dict[str, type[MailBox] | type[MailBoxStartTls]] = {"imaps": MailBox, "imap+tls": MailBoxStartTls}
    # Python's IMAP asks for no certificate that fits, unless it is told to.
    checked = ssl.create_default_context()
    mailbox = kinds[address.scheme](address.host, port=address.port, timeout=TIMEOUT, ssl_context=checked)
    with mailbox.login(address.user, address.password, initial_folder=address.folder) as opened:
        yield opened


def _take_new(mailbox: BaseMailBox, address: MailboxAddress, now: datetime) -> int:
    place = _place(mailbox, address)
    # Of several workers one reads the folder; one that was stopped in it holds up the others no longer than this.
    free = Q(taken_at__isnull=True) | Q(taken_at__lt=now - ABANDONED_AFTER)
    if not MailboxPlace.objects.filter(free, pk=place.pk).update(taken_at=now):
        return 0
    try:
        return _take_after(mailbox, place)
    finally:
        MailboxPlace.objects.filter(pk=place.pk).update(taken_at=None)


def _place(mailbox: BaseMailBox, address: MailboxAddress) -> MailboxPlace:
    """Return how far the folder has been read; one that is new, or numbered anew, is read from here on."""
    wanted = [MailBoxFolderStatusOptions.UIDVALIDITY, MailBoxFolderStatusOptions.UIDNEXT]
    status = mailbox.folder.status(address.folder, wanted)
    here = {"uid_validity": status["UIDVALIDITY"], "last_uid": status["UIDNEXT"] - 1}
    place, _ = MailboxPlace.objects.get_or_create(digest=address.digest, defaults=here)
    if place.uid_validity != here["uid_validity"]:
        logger.warning("The mailbox numbers its messages anew. What came in meanwhile is not read.")
        MailboxPlace.objects.filter(pk=place.pk).update(**here)
        place.refresh_from_db()
    return place


def _take_after(mailbox: BaseMailBox, place: MailboxPlace) -> int:
    # "From here to the last" names the last one even where it lies before.
    found = mailbox.uids(AND(uid=U(str(place.last_uid + 1), "*")))
    new = sorted(number for number in map(int, found) if number > place.last_uid)[:AT_ONCE]
    for number in new:
        # The mail and how far we have read stand together: whoever is stopped reads this one again, and skips none.
        with transaction.atomic():
            _take(mailbox, place, number)
            MailboxPlace.objects.filter(pk=place.pk).update(last_uid=number)
    return len(new)


def _take(mailbox: BaseMailBox, place: MailboxPlace, number: int) -> None:
    """Keep one message for the worker to file, as if a company had brought it."""
    only = AND(uid=str(number))
    sizes = [message.size_rfc822 for message in mailbox.fetch(only, headers_only=True, mark_seen=False)]
    if not sizes:
        # Somebody deleted it this moment.
        return
    if sizes[0] > LARGEST:
        _list_unread(place, number, TOO_LARGE)
        return
    for message in mailbox.fetch(only, mark_seen=False):
        try:
            parsed = AnymailInboundMessage.parse_raw_mime_bytes(message.obj.as_bytes())
            mail = read_message(parsed, event_id=f"{place.uid_validity}-{number}", provider="imap")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            logger.error("A mail in the mailbox could not be read: %s.", type(error).__name__)
            _list_unread(place, number, UNREADABLE)
            return
        note_report(parsed)
        keep(mail)


def _list_unread(place: MailboxPlace, number: int, note: str) -> None:
    """List a mail that nobody could take, once, so that somebody looks at it in the mailbox."""
    values = {"subject": "A mail that could not be read", "filed": Filed.UNREAD, "note": note}
    name = f"<{place.digest[:16]}-{place.uid_validity}-{number}@unread.invalid>"
    InboundMail.objects.get_or_create(message_id=name, defaults={**values, "received_at": timezone.now()})
