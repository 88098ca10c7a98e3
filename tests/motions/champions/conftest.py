"""An evening in February, and short ways to offer and to read what followed."""

from datetime import date
from uuid import uuid4

import pytest

from motions.actions.champions import offer_to_take

TODAY = date(2027, 2, 2)


@pytest.fixture(autouse=True)
def _evening(time_machine):
    time_machine.move_to("2027-02-02T20:00:00+00:00")


def offer(motion, clp, **values):
    given = {"name": "Robin Reader", "email": "robin@example.org", "consent": "I agree.", "form_key": uuid4()}
    return offer_to_take(motion=motion, clp=clp, **{**given, **values})
