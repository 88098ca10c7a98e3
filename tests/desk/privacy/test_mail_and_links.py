"""Mail to somebody who is removed, and the links in it."""

from datetime import timedelta

import pytest
from anymail.signals import AnymailTrackingEvent
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from campaign.desk.privacy.erasure import forget_person
from campaign.mail.enums import EmailState
from campaign.mail.inbound.filing import file_mail
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.inbound.tracking import note_delivery
from campaign.mail.models import Email, Reminder, Suppression
from campaign.mail.outbox import queue
from campaign.mail.outbox.claims import Hold
from campaign.mail.outbox.sender import Verdict
from campaign.mail.reminders.planner import plan
from motions.actions.champions import introduce_champions
from motions.enums import LinkPurpose
from motions.models import AdviceRequest, SubmissionLink
from tests.desk.privacy.somebody import traces_of
from tests.factories import make_champion, make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NAMES = ("rosaria", "robin")


@pytest.fixture
def waiting(motion, clp):
    """A confirmation that is written and waits."""
    submission = make_submission(motion, clp, confirmed=False, email="rosaria@example.org")
    plan(timezone.now())
    return Email.objects.get(recipient=submission.activist)


def test_mail_that_a_sender_has_put_aside_is_not_sent_after_the_removal(waiting, admin):
    with Hold() as hold:
        [email] = hold.leased(timezone.now(), 1)
        forget_person(waiting.recipient, by=admin)
        assert hold.begin(email) is False
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error) == ("dropped", "Somebody whom it was about was removed.")
    for days in (0, 1, 30):
        when = timezone.now() + timedelta(days=days)
        plan(when)
        assert queue.deliver(when) == 0
    assert (mail.outbox, Reminder.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(EmailState.SENT),
        Verdict(EmailState.PENDING, "450 rosaria@example.org is busy"),
        Verdict(EmailState.FAILED, "550 rosaria@example.org is unknown", address_refused=True),
    ],
    ids=["sent", "put off", "refused"],
)
def test_mail_in_hand_at_the_removal_brings_nothing_back(waiting, admin, verdict):
    with Hold() as hold:
        [email] = hold.leased(timezone.now(), 1)
        assert hold.begin(email) is True
        forget_person(waiting.recipient, by=admin)
        hold.settle(email, verdict)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.to, bytes(waiting.message)) == ("dropped", "removed@removed.invalid", b"")
    assert waiting.last_error.endswith("It was being sent at that moment: it may have gone, or not.")
    assert traces_of(["rosaria@example.org"]) == []
    assert not Suppression.objects.exists()


def test_introduction_to_another_that_waits_is_not_sent(motion, clp, admin):
    one, other = (make_champion(motion, clp, may_introduce=True, email=f"{name}@example.org") for name in NAMES)
    introduce_champions(one, other, by=admin)
    forget_person(one.activist, by=admin)
    plan(timezone.now())
    queue.deliver(timezone.now())
    assert [sent.subject for sent in mail.outbox if "Somebody else" in sent.subject] == []
    assert not Email.objects.filter(state=EmailState.FAILED).exists()
    assert traces_of(["rosaria@example.org"]) == []


@pytest.mark.parametrize(
    ("route", "purpose"),
    [("motions:report-manage", LinkPurpose.MANAGE), ("motions:report-outcome", LinkPurpose.OUTCOME)],
)
def test_links_to_a_report_are_dead_with_a_page_that_says_what_to_do(client, motion, clp, admin, route, purpose):
    submission = make_submission(motion, clp)
    address = reverse(route, args=[SubmissionLink.objects.mint(submission, purpose)])
    assert client.get(address).status_code == 200
    forget_person(submission.activist, by=admin)
    response = client.get(address)
    assert response.status_code in {404, 410}
    assert reverse("motions:link-lost") in response.content.decode()


def test_bounce_that_comes_after_the_removal_brings_nothing_back(person, admin):
    sent = Email.objects.get(recipient=person, state=EmailState.SENT)
    forget_person(person, by=admin)
    event = AnymailTrackingEvent(
        event_type="bounced",
        message_id=sent.message_id,
        reject_reason="bounced",
        recipient="rosaria@example.org",
        description="550 <rosaria@example.org> unknown",
        esp_event={},
    )
    assert note_delivery(event, provider="Mailgun") is None
    assert not Suppression.objects.exists()
    assert traces_of(["rosaria@example.org"]) == []


def test_answer_that_comes_after_the_removal_is_the_question_of_somebody_new(person, admin):
    sent = Email.objects.get(recipient=person, state=EmailState.SENT)
    forget_person(person, by=admin)
    thread = f"<{sent.submission.reference.hex}@example.org>"
    written = {"sender": "rosaria@example.org", "text": "Passed 9 to 1.", "answers": (sent.message_id, thread)}
    row = file_mail(Incoming(message_id="<late@example.org>", **written))
    assert (row.filed, row.submission, row.email) == ("advice", None, None)
    asker = AdviceRequest.objects.get().asker
    assert (asker.email, asker.pk == person.pk) == ("rosaria@example.org", False)
