"""Two providers that know their secrets, and a mail of ours that can come back."""

from datetime import date

import pytest

from campaign.mail.models import Email, InboundMail
from campaign.mail.reminders.planner import plan
from motions.models import Submission
from tests.factories import make_submission
from tests.mail.helpers import at, london
from tests.mail.inbound.payloads import SECRET, SIGNING_KEY, Mailgun, Postmark

ASKED, READ_AT = london(2027, 3, 11, 10), london(2027, 3, 12, 10)
CLP_COPY = "motions+report.little-mickering.clp@example.org"


@pytest.fixture
def postmark(client, settings):
    settings.ANYMAIL_PROVIDER, settings.INBOUND_MAIL = "postmark", True
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    return Postmark(client)


@pytest.fixture
def mailgun(client, settings):
    settings.ANYMAIL_PROVIDER, settings.INBOUND_MAIL = "mailgun", True
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}
    return Mailgun(client)


@pytest.fixture
def submission(motion, clp) -> Submission:
    with at(london(2027, 3, 1, 12)):
        return make_submission(motion, clp, email="alex@example.org", meeting_on=date(2027, 3, 10))


@pytest.fixture
def asked(submission) -> Email:
    """The mail that asks Alex how it went."""
    with at(ASKED):
        plan(ASKED)
    email = Email.objects.get(kind="outcome-due")
    Email.objects.filter(pk=email.pk).update(provider_id="0a129aee-e1cd-480d-b08d-4f48548ff48d")
    email.refresh_from_db()
    return email


@pytest.fixture
def bring(postmark):
    """Bring a mail on the morning after the question; return its row."""

    def bring(message, **values):
        with at(READ_AT):
            assert postmark.bring(message, **values).status_code == 200
        return InboundMail.objects.order_by("-pk").first()

    return bring
