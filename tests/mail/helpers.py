"""Short ways to do what these tests do often."""

import re
from datetime import UTC, datetime, timedelta

import time_machine
from django.core import mail

from campaign.mail.models import Reminder
from campaign.mail.outbox import queue
from campaign.mail.tasks import mail_round
from clps.lib.clock import LONDON
from motions.actions.votes import Result, record_vote
from tests.factories import make_submission


def london(*when: int) -> datetime:
    """An instant by the UK's clock."""
    return datetime(*when, tzinfo=LONDON).astimezone(UTC)


NOON = SENT = london(2027, 3, 1, 12)
ALEX = "alex@example.org"


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


def sent(motion, clp, **values):
    """A confirmed report of 1 March whose receipt has gone."""
    with at(SENT):
        submission = make_submission(motion, clp, **{"email": ALEX, **values})
    round_at(SENT)
    return submission


def reported(motion, clp, *, when=SENT, **values):
    """A report, whose mail has not gone."""
    with at(when):
        return make_submission(motion, clp, **{"email": ALEX, **values})


def told(submission, outcome, when, **values):
    with at(when):
        return record_vote(submission, Result(outcome=outcome, held_on=when.date(), **values), by=submission.activist)


def mornings(first, last, *, hour=10):
    """Give the instants for a round at that hour on each day on which something is planned.

    One a week is enough where nothing is: what is planned late, and what should not come, would come then.
    """
    for days in range((last - first).days + 1):
        day = first + timedelta(days=days)
        when = london(day.year, day.month, day.day, hour)
        if days % 7 == 0 or day == last or Reminder.objects.filter(not_before__lte=when).exists():
            yield when


def subjects(first, last, *, hour=10, to=ALEX):
    """What one person gets, day by day, as `day month: subject`."""
    found = []
    for when in mornings(first, last, hour=hour):
        day = when.astimezone(LONDON)
        found += [f"{day:%-d %b}: {subject}" for subject, address in round_at(when) if address == to]
    return found


def what_comes(first, last, *, to=ALEX):
    """What one person gets, as `subjects`, but with a round only where something is due, and one a week."""
    found, now, end = [], london(first.year, first.month, first.day, 10), london(last.year, last.month, last.day, 10)
    while now <= end:
        found += [f"{now.astimezone(LONDON):%-d %b}: {subject}" for subject, address in round_at(now) if address == to]
        due = Reminder.objects.filter(not_before__gt=now).order_by("not_before").values_list("not_before", flat=True)
        now = min([now + timedelta(days=7), *due[:1]])
    return found


def deliver_at(when: datetime) -> int:
    """Send what is due at an instant; return how many went."""
    with at(when):
        return queue.deliver(when)
