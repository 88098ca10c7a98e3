"""A campaign at conference, and organisers of several kinds."""

from datetime import date

import pytest

from campaign.accounts.models import Role
from motions.actions.entries import move_entry, record_sent
from motions.actions.votes import Result, record_vote
from motions.enums import Outcome, Purpose, RulingGround
from motions.workflow import EntryAct
from tests.factories import CLPFactory, RegionFactory, make_submission, with_role

MET, SENT, RULED = date(2027, 5, 3), date(2027, 5, 10), date(2027, 5, 20)
TWO = [RulingGround.SEVERAL_SUBJECTS, RulingGround.NOT_NEW]


@pytest.fixture
def organiser(clock):
    return with_role(Role.ORGANISER, name="Olive Organiser")


@pytest.fixture
def admin(clock):
    return with_role(Role.ADMIN, name="Ada Admin")


@pytest.fixture
def of_wales(clock):
    """An organiser of a region in which none of the CLPs lies."""
    return with_role(Role.ORGANISER, RegionFactory(name="Wales"))


def sent(motion, clp=None, *acts, text=None, **values):
    """Send what a CLP carried, perhaps in other words, and take it through steps."""
    clp = clp or CLPFactory(**values)
    submission = make_submission(motion, clp)
    outcome = Outcome.CARRIED_AS_AMENDED if text else Outcome.CARRIED
    result = Result(outcome=outcome, held_on=MET, purpose=Purpose.CONFERENCE, amended_text=text or "")
    record_vote(submission, result, by=submission.activist)
    entry = record_sent(motion=motion, clp=clp, sent_on=SENT, by=None, submission=submission)
    for act in acts:
        given = {"grounds": TWO, "reason": "Two subjects."} if act is EntryAct.RULE_OUT else {}
        entry = move_entry(entry, act, on=RULED, by=None, **given)
    return entry
