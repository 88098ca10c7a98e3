"""Between the webhook and the worker: a mail that came in waits in the database until the worker has read it.

The web has only to keep it, so that no mail, however made, holds up a page.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Q
from django.utils.dateparse import parse_datetime

from campaign.mail.enums import Filed
from campaign.mail.inbound.filing import file_mail
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.models import InboundMail, WaitingMail
from motions.doorbell import ring_doorbell
from motions.models import Campaign

logger = logging.getLogger(__name__)

MOST_TRIES = 3
# A worker that was stopped while it read one leaves it to the next after so long.
ABANDONED_AFTER = timedelta(minutes=5)
AT_ONCE = 100
UNREADABLE = "Nobody could read it: reading it was tried three times, and stopped each time."
INSTANTS = ("sent_at", "received_at")
SEQUENCES = ("recipients", "attachments", "answers", "notes", "kinds")


def keep(mail: Incoming) -> None:
    """Keep a mail for the worker, and ring for it.

    Each time it is brought: for another of our addresses it has another purpose, and filing knows what it had already.
    Once the campaign on the site is closed, nothing is kept: nobody is there to read it.
    """
    if Campaign.objects.filter(is_current=True, closed_at__isnull=False).exists():
        logger.info("A mail came in after the campaign was closed, and was not kept.")
        return
    WaitingMail.objects.create(message_id=mail.message_id, content=_plain(mail), received_at=mail.received_at)
    # Not before the commit: a worker that answered sooner would find nothing to read.
    transaction.on_commit(ring_doorbell)


def read_waiting(now: datetime) -> int:
    """File what waits, the oldest first; return how many were read. Any number of workers may read at once."""
    free = Q(tried_at__isnull=True) | Q(tried_at__lt=now - ABANDONED_AFTER)
    filed = 0
    for row in WaitingMail.objects.filter(free)[:AT_ONCE]:
        # Counted before it is read, so that a mail which kills its reader is put aside in the end.
        mine = WaitingMail.objects.filter(free, pk=row.pk).update(tries=F("tries") + 1, tried_at=now)
        if not mine:
            continue
        if row.tries >= MOST_TRIES:
            _put_aside(row)
            continue
        try:
            with transaction.atomic():
                file_mail(_incoming(row.content))
                row.delete()
        except Exception as error:
            # Its words are nowhere in the log: they may hold an address.
            logger.error("A mail that came in was not filed: %s.", type(error).__name__)
            continue
        filed += 1
    return filed


def _put_aside(row: WaitingMail) -> None:
    """List a mail that stops whoever reads it, without its words, so that somebody can look for it elsewhere."""
    with transaction.atomic():
        told = {"received_at": row.received_at, "filed": Filed.IGNORED, "note": UNREADABLE}
        InboundMail.objects.get_or_create(message_id=row.message_id, defaults=told)
        row.delete()
    logger.error("A mail that came in was put aside unread after %d tries.", MOST_TRIES)


def _plain(mail: Incoming) -> dict[str, Any]:
    encoder = DjangoJSONEncoder()
    values = {name: getattr(mail, name) for name in mail.__slots__}
    return {name: encoder.default(at) if isinstance(at := value, datetime) else at for name, value in values.items()}


def _incoming(content: dict[str, Any]) -> Incoming:
    values = dict(content)
    for name in INSTANTS:
        values[name] = parse_datetime(values[name]) if values[name] else None
    for name in SEQUENCES:
        values[name] = tuple(values[name])
    return Incoming(**values)
