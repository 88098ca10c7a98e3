"""Importing past results: the rules of each outcome, and the words it is told in."""

import pytest

from tests.desk.importing.conftest import preview, wrongs
from tests.desk.importing.lines import HEADER, line

NO_PURPOSE = ("Carried for", "Say what it was carried for: Conference or Policy.")
NOT_A_PURPOSE = ("Carried for", "Leave this empty: only what a CLP carried is for conference or policy.")


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (line(), NO_PURPOSE),
        (line(outcome="Carried as amended"), NO_PURPOSE),
        (line(outcome="Lost", purpose="Conference"), NOT_A_PURPOSE),
        (line(branch="Market", purpose="Policy"), NOT_A_PURPOSE),
        (line(level="Branch"), ("Branch", "Name the branch.")),
        (
            line(level="CLP", branch="Market"),
            ("Branch", "The level is the CLP, so leave the branch out; or make the level Branch."),
        ),
        (line(outcome=""), ("Outcome", "Say what the meeting did.")),
        (line(outcome="Lost", held_on=""), ("Date of the meeting", "Give the day.")),
        (
            line(outcome="Lost", held_on="32/5/2027"),
            (
                "Date of the meeting",
                "This is no date that we can read. Write it as 2027-05-03 or 3/5/2027, the day first.",
            ),
        ),
        (line(outcome="Lost", held_on="2/6/2027"), ("Date of the meeting", "That day is still to come.")),
        (
            line(outcome="Lost", held_on="3/5/2017"),
            ("Date of the meeting", "That is long before the conference. Check the year."),
        ),
        (
            line(outcome="Lost", held_on="3/5/2028"),
            ("Date of the meeting", "That is after the conference. Check the year."),
        ),
        (line(outcome="Something else"), ("Note", "Say in a few words what happened.")),
        (
            line(outcome="Lost", votes="9,2,"),
            ("For", "More voted for than against, and it was lost? Check one of them."),
        ),
        (
            line(purpose="Policy", votes="2,9,"),
            ("Against", "More voted against than for, and it was carried? Check one of them."),
        ),
        (
            line(outcome="Not reached", votes=",,3"),
            ("Abstentions", "There was no vote: the outcome is “not reached”. Check one of the two."),
        ),
        (
            line(outcome="Lost", votes="a few,,"),
            ("For", "This is no number of votes. Write figures only, or leave it empty."),
        ),
        (
            line(outcome="Lost", votes="-3,,"),
            ("For", "This is no number of votes. Write figures only, or leave it empty."),
        ),
        (line(outcome="Lost", new="1/7/2027"), ("New date", "Leave this empty: it is not to be heard again.")),
        (line(outcome="Deferred", new="1/5/2027"), ("New date", "The new date has to be after the meeting.")),
        (line(outcome="Deferred", new="1/7/2029"), ("New date", "That is far ahead. Check the year.")),
        (
            line(outcome="Not reached", held_on="2/6/2027", new="1/7/2027"),
            ("Date of the meeting", "That day is still to come."),
        ),
        (line(outcome="Lost", note="=1+1"), ("Note", "This is a formula. Put its result there.")),
    ],
)
def test_outcome_is_held_to_what_belongs_to_it(desk, places, motion, told, wrong):
    page = preview(desk, "results", HEADER + told)
    column, reason = wrong
    expected = reason.replace("the conference", str(motion.campaign.conference))
    assert (page.status_code, wrongs(page)) == (422, [(2, column, expected)])
    assert f'<td class="import__ours">{column}</td>' in page.text


def test_unknown_outcome_is_told_our_words(desk, places):
    [wrong] = preview(desk, "results", HEADER + line(outcome="Hooray")).context["plan"].wrong
    assert (wrong.line, wrong.column, wrong.value) == (2, "Outcome", "Hooray")
    assert wrong.reason.startswith("This is none of our words. Write Carried, Carried as amended, Lost,")


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("CARRIED", "carried"),
        ("carried as amended", "carried-as-amended"),
        ("Carried with changes", "carried-as-amended"),
        ("carried_as_amended", "carried-as-amended"),
        ("ruled out by the Chair", "ruled-out-by-chair"),
        ("Another motion chosen", "another-chosen"),
        ("cancelled", "cancelled"),
    ],
)
def test_outcome_is_taken_in_the_movements_words(desk, places, words, outcome):
    page = preview(desk, "results", HEADER + line(outcome=words, branch="Market"))
    assert [change.work.result.outcome for change in page.context["plan"].changes] == [outcome]
