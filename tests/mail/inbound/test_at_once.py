"""A provider that calls twice at the same moment, on the database that production has."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from anymail.signals import AnymailTrackingEvent
from django.db import connection

from campaign.mail.inbound.filing import file_mail
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.inbound.tracking import note_delivery
from campaign.mail.models import DeliveryNote, Email, InboundMail, Suppression
from campaign.mail.reminders.planner import plan
from motions.models import AdviceRequest, Event, Submission
from tests.factories import CLPFactory, MotionFactory, make_submission
from tests.mail.helpers import NOON, at

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def ten_times_at_once(work):
    """Do the same ten times at the same time, each with its own connection; return what came back."""

    def alone(_):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        return list(pool.map(alone, range(10)))


def test_one_question_brought_ten_times_at_once_is_asked_once():
    MotionFactory()
    mail = Incoming(message_id="<1@example.net>", sender="new@example.net", text="Who counts?", received_at=NOON)
    rows = ten_times_at_once(lambda: file_mail(mail).pk)
    assert len(set(rows)) == InboundMail.objects.count() == AdviceRequest.objects.count() == 1


def test_one_copy_brought_ten_times_at_once_is_one_report():
    MotionFactory()
    CLPFactory(slug="ynys-mon")
    copy = "motions+report.ynys-mon.clp@example.org"
    values = {"sender": "alex@example.org", "recipients": (copy,), "text": "The motion.", "received_at": NOON}
    rows = ten_times_at_once(lambda: file_mail(Incoming(message_id="<1@example.net>", **values)).pk)
    assert len(set(rows)) == InboundMail.objects.count() == Submission.objects.count() == 1


def test_one_bounce_told_ten_times_at_once_is_noted_once():
    with at(NOON):
        make_submission(MotionFactory(), CLPFactory(), email="alex@example.org")
        plan(NOON)
    email = Email.objects.get()
    event = AnymailTrackingEvent(
        event_type="bounced", reject_reason="bounced", timestamp=NOON, message_id=email.message_id, esp_event={}
    )
    told = ten_times_at_once(lambda: note_delivery(event, provider="Postmark"))
    assert sum(note is not None for note in told) == DeliveryNote.objects.count() == Suppression.objects.count() == 1
    assert Event.objects.filter(kind="mail_returned").count() == 1
