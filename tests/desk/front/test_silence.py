"""The desk does not send anybody to the kettle while no mail goes."""

from datetime import timedelta

import pytest

from campaign.vitals import pulses
from campaign.vitals.models import Part
from tests.desk.conftest import NOW

pytestmark = pytest.mark.django_db
KETTLE = "Nothing needs attention. Put the kettle on."


def test_front_page_says_since_when_no_mail_has_gone(desk, motion):
    pulses.note_end(Part.SCHEDULER, NOW)
    pulses.note_end(Part.ROUND, NOW - timedelta(minutes=11))
    page = desk.get("/admin/").content.decode()
    assert "No mail has gone since 1 June, 12:49." in page
    assert "The worker has given no sign of life." in page
    assert KETTLE not in page
    pulses.note_end(Part.ROUND, NOW - timedelta(minutes=9))
    page = desk.get("/admin/").content.decode()
    assert KETTLE in page
    assert "No mail has gone" not in page
