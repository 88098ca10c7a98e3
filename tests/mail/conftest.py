"""A mail that waits."""

import pytest

from campaign.mail.models import Email
from campaign.mail.reminders.planner import plan
from tests.factories import make_submission
from tests.mail.helpers import NOON, at


@pytest.fixture
def waiting(motion, clp):
    """A confirmation that is written and waits."""
    with at(NOON):
        make_submission(motion, clp, confirmed=False, email="alex@example.org")
        plan(NOON)
    return Email.objects.get()
