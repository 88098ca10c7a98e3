"""Three schedulers at once for a week: as good as one, and no better."""

from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command

from campaign.mail.models import Email
from campaign.mail.tasks import mail_round
from tests.factories import CLPFactory, MotionFactory, make_submission
from tests.faults.scale import record, size
from tests.faults.test_many import at_once
from tests.mail.helpers import london

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

MONDAY = london(2027, 3, 22, 0)  # the clocks go forward on the Sunday
DAYS, EVERY, REPORTS = size((7, timedelta(minutes=30), 40), (3, timedelta(hours=5), 6))


def week(schedulers):
    """Live through it, with reports and meetings on its days; return what was sent to whom, in the order of time."""
    motion, now = MotionFactory(), MONDAY
    clps = CLPFactory.create_batch(REPORTS)
    with time_machine.travel(now, tick=False) as clock:
        for number, clp in enumerate(clps):
            meeting_on = date(2027, 3, 21) + timedelta(days=number % (DAYS + 1))
            about = {"email": f"member{number}@example.org", "confirmed": number % 4 > 0, "meeting_on": meeting_on}
            make_submission(motion, clp, **about)
        while now < MONDAY + timedelta(days=DAYS):
            clock.move_to(now)
            at_once(*[mail_round] * schedulers)
            now += EVERY
    return Counter(Email.objects.values_list("kind", "to", "sent_at"))


def test_three_schedulers_at_once_send_what_one_sends(sink):
    alone = week(1)
    arrived = sink.addresses
    call_command("flush", interactive=False, verbosity=0)
    sink.messages.clear()

    together = week(3)
    rounds = int(timedelta(days=DAYS) / EVERY)
    record(
        f"Three schedulers at once, {DAYS} days, {3 * rounds} rounds: {sum(together.values())} mails; "
        f"one scheduler: {sum(alone.values())}; extra: {sum((together - alone).values())}."
    )
    assert sum(alone.values()) > REPORTS
    assert together == alone
    assert sink.addresses == arrived
