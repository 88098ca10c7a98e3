"""What a branch changed goes on in its own words or with a marked place, and with a warning when it is too long."""

from dataclasses import replace
from datetime import date

import pytest

from motions.actions.submissions import report_onward
from motions.actions.votes import Result, record_vote
from motions.enums import Body, Outcome, Route
from motions.letters import WORDS_TO_PUT_IN, Sender, signed, write_letter, write_onward_letter
from motions.texts.limits import over_limit
from tests.factories import carried_on, make_report, make_submission
from tests.journeys.pages import link, page

pytestmark = pytest.mark.django_db


def branch_amended(motion, clp, text):
    submission = make_submission(motion, clp, body=Body.BRANCH, branch_name="Castle")
    result = Result(outcome=Outcome.CARRIED_AS_AMENDED, held_on=date(2027, 3, 24), amended_text=text)
    record_vote(submission, result, by=submission.activist)
    submission.refresh_from_db()
    return submission


def test_onward_letter_leaves_a_marked_place_for_words_that_nobody_told_us(client, motion, clp):
    submission = branch_amended(motion, clp, "")
    letter = write_onward_letter(submission)
    assert WORDS_TO_PUT_IN in letter.body
    assert "carried the motion below, with changes, on 24 March 2027" in letter.body
    shown = client.get(page("onward", link(submission))).text
    assert "CLP, in the words that the branch carried" not in shown
    assert "Give us the text as amended" in shown


def test_onward_letter_has_the_amended_words_and_a_warning_where_they_are_too_many(client, motion, clp):
    limit = motion.campaign.conference.text_word_limit
    submission = branch_amended(motion, clp, "more " * (limit + 2))
    assert WORDS_TO_PUT_IN not in write_onward_letter(submission).body
    assert over_limit(submission).remark == "2 too many"
    for name in ("onward", "manage"):
        assert "It is too long for conference." in client.get(page(name, link(submission))).text


def test_warning_of_too_many_words_follows_them_to_the_clps_vote_until_it_shortens_them(client, motion, clp):
    branch = branch_amended(motion, clp, "more " * (motion.campaign.conference.text_word_limit + 2))
    onward = report_onward(branch, make_report(motion, clp), consent="I agree.")
    token = link(onward)
    warning = "It is too long for conference."
    for name in ("manage", "outcome"):
        assert warning in client.get(page(name, token)).text
    carried = carried_on(date(2027, 4, 7))
    record_vote(onward, carried, by=onward.activist)
    assert "a meeting of the CLP can still shorten it before the deadline" in client.get(page("manage", token)).text
    shorter = replace(carried, outcome=Outcome.CARRIED_AS_AMENDED, amended_text="It resolves.")
    record_vote(onward, shorter, by=onward.activist)
    for name in ("manage", "outcome"):
        assert warning not in client.get(page(name, token)).text


def test_letter_names_the_deadline_and_the_mover_and_says_what_the_limit_means(motion, clp):
    body = write_letter(Route.CLP, clp=clp, version=motion.current_version).body
    assert "by 5pm on Thursday 16 September 2027, so the CLP has to carry it before then." in body
    assert "I will move it and find a member to second it." in body
    assert "One word over, and the whole motion is ruled out." in body
    assert "[" not in body


def test_signature_stands_once_at_the_end():
    sender = Sender("Alex Activist", "Castle branch")
    once = signed("Dear Secretary,\n\nThank you,\n", sender)
    assert once.endswith("Thank you,\n\nAlex Activist\nCastle branch\n")
    assert signed(once, sender) == once
    assert signed("Thank you,\n", Sender()) == "Thank you,\n"
