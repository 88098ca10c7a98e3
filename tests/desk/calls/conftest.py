"""A CLP whose meeting was on 10 May, three weeks before today, with somebody who reported it."""

from datetime import date

import pytest

from tests.factories import make_submission


@pytest.fixture
def report(motion, clp):
    return make_submission(
        motion, clp, email="alex@example.org", sent_on=date(2027, 4, 1), meeting_on=date(2027, 5, 10)
    )


@pytest.fixture
def card(report):
    return f"/admin/calls/little-mickering/{report.activist_id}/"
