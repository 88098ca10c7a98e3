"""A CLP of which there is something to tell, and who may read it all."""

from datetime import date

from motions.actions.votes import Result, record_vote
from motions.enums import Outcome
from tests.factories import carried_on, make_submission

STORY = "/admin/clps/little-mickering/story/"
HELD = date(2027, 5, 20)
CARRIED = carried_on(HELD, votes_for=31, votes_against=2, words="Lively.")
LOST = Result(outcome=Outcome.LOST, held_on=HELD)
RIGHTS = (
    *("view_submission", "change_submission", "view_email", "view_advicerequest", "view_secretary"),
    *("add_secretary", "change_secretary", "change_clp", "add_conferenceentry", "change_conferenceentry"),
    *("view_champion", "view_delegate", "add_delegate", "view_inboundmail"),
)


def told(motion, clp, result=None, **values):
    """Report it sent, and record what the meeting did where that is given."""
    submission = make_submission(motion, clp, **{"meeting_on": HELD, **values})
    if result:
        record_vote(submission, result, by=submission.activist)
        submission.refresh_from_db()
    return submission
