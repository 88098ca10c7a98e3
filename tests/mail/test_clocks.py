"""Both changes of the UK's clock, and a clock that jumps."""

from datetime import date, timedelta

import time_machine
from django.core import mail
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email
from campaign.mail.tasks import mail_round
from clps.enums import Nation
from tests.factories import CLPFactory, MotionFactory, make_submission
from tests.faults.scale import size
from tests.mail.helpers import london


class EveryClock(TestCase):
    """Whatever the steps of the clock, each mail about a meeting goes exactly once, and at a decent hour."""

    # The two nights on which the clock itself jumps are always among them.
    @example(meeting_on=date(2027, 3, 28), steps=[-120] * 5)
    @example(meeting_on=date(2027, 10, 31), steps=[120] * 5)
    @settings(max_examples=size(60, 2))
    @given(
        meeting_on=st.sampled_from(
            [date(2027, 3, day) for day in range(25, 31)] + [date(2027, 10, day) for day in range(28, 32)]
        ),
        steps=st.lists(st.integers(-120, 120), min_size=5, max_size=20),
    )
    def test_each_mail_about_a_meeting_goes_once_however_the_clock_jumps(self, meeting_on, steps):
        motion, clp = MotionFactory(), CLPFactory(region__nation=Nation.ENGLAND)
        now, before = (
            london(meeting_on.year, meeting_on.month, meeting_on.day, 12) - timedelta(days=2),
            len(mail.outbox),
        )
        end = now + timedelta(days=7)
        with time_machine.travel(now, tick=False) as clock:
            submission = make_submission(motion, clp, meeting_on=meeting_on)
            jumps = iter(steps)
            while now < end:
                mail_round()
                now += timedelta(hours=3, minutes=next(jumps, 0))
                clock.move_to(now)
        went = list(Email.objects.filter(submission=submission, state=EmailState.SENT).order_by("pk"))
        days = {MailKind.MEETING_NEAR: -1, MailKind.OUTCOME_DUE: 1, MailKind.CHASE: 4}
        assert [email.kind for email in went] == [MailKind.RECEIPT, *days]
        assert len(mail.outbox) - before == len(went)
        for email in went[1:]:
            due = london(*(meeting_on + timedelta(days=days[email.kind])).timetuple()[:3], 10)
            assert email.not_before == due
            assert due <= email.sent_at < due + timedelta(hours=5)
