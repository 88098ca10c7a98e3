"""A campaign with one motion and one CLP, and a mail server."""

import pytest

from campaign.mail.models import Email
from campaign.mail.reminders.planner import plan
from tests.factories import CLPFactory, MotionFactory, make_submission
from tests.mail.helpers import NOON, at
from tests.mail.sink import Server


@pytest.fixture
def clp(db):
    return CLPFactory(name="Little Mickering")


@pytest.fixture
def motion(db):
    return MotionFactory(slug="libraries")


@pytest.fixture
def sink(settings):
    """A real mail server, and Django's mail sent to it."""
    with Server() as sink:
        settings.EMAIL_BACKEND = "campaign.mail.outbox.backends.SMTPBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 2
        yield sink


@pytest.fixture
def waiting(motion, clp):
    """A confirmation that is written and waits."""
    with at(NOON):
        make_submission(motion, clp, confirmed=False, email="alex@example.org")
        plan(NOON)
    return Email.objects.get()
