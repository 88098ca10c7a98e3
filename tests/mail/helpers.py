"""Short ways to do what these tests do often."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import time_machine
from django.core import mail

from campaign.mail.tasks import mail_round

LONDON = ZoneInfo("Europe/London")


def london(*when: int) -> datetime:
    """An instant by the UK's clock."""
    return datetime(*when, tzinfo=LONDON).astimezone(UTC)


def at(when: datetime):
    """Travel to an instant and stay there."""
    return time_machine.travel(when, tick=False)


def round_at(when: datetime) -> list[tuple[str, str]]:
    """Run one round at an instant; return the subject and the recipient of what it sent, sorted by recipient."""
    before = len(mail.outbox)
    with at(when):
        mail_round()
    return sorted(((sent.subject, sent.to[0]) for sent in mail.outbox[before:]), key=lambda pair: pair[1])


def token_in(text: str) -> str:
    """The token of the link in a mail."""
    return re.search(r"/reports/(?:confirm/)?([\w-]{43})/", text).group(1)
