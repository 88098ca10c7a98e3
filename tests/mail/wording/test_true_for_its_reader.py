"""Whether what a mail says is so for whoever gets it, in the states in which it can come to them."""

from datetime import date, time

import pytest

from campaign.mail.enums import MailKind
from campaign.mail.models import Email
from campaign.mail.outbox.stored_mail import read
from clps.enums import MeetingStructure
from motions.actions.conferences import call_off, move_deadline
from motions.actions.links import ask_for_links
from motions.actions.submissions import confirm_report, second_report
from motions.actions.suspensions import SuspensionTerms, change_suspension, suspend_meetings
from motions.actions.texts import publish_version
from motions.enums import Body, LinkPurpose, Outcome, Priorities, Purpose
from motions.models import BodyRules, Conference, RuleSet, SubmissionLink
from tests.factories import CLPFactory, RegionFactory, UserFactory, make_champion
from tests.mail.helpers import ALEX, at, london, round_at, sent, told

pytestmark = pytest.mark.django_db


def words_of(kind, **which):
    return read(Email.objects.filter(kind=kind, **which).latest("pk")).text


def carried_by_a_branch(motion, clp, **values):
    branch = sent(motion, clp, body=Body.BRANCH, branch_name="Mill Lane", **values)
    told(branch, Outcome.CARRIED, london(2027, 3, 2, 20))
    round_at(london(2027, 3, 2, 21))
    return words_of(MailKind.BRANCH_CARRIED)


def test_branch_that_carried_it_is_told_who_votes_next_as_the_clp_meets(motion, clp):
    assert "goes to the CLP secretary next, for a meeting of the CLP to vote on." in carried_by_a_branch(motion, clp)
    together = CLPFactory(structure=MeetingStructure.ALL_MEMBER)
    text = carried_by_a_branch(motion, together, email="b@example.org")
    assert "for a meeting of all its members to vote on." in text
    assert "General Committee" not in text
    by_delegates = CLPFactory(structure=MeetingStructure.GENERAL_COMMITTEE)
    assert "for the General Committee to vote on." in carried_by_a_branch(motion, by_delegates, email="c@example.org")


def test_receipt_asked_for_after_the_vote_does_not_ask_how_it_went(motion, clp):
    report = sent(motion, clp, meeting_on=date(2027, 3, 4))
    told(report, Outcome.CARRIED, london(2027, 3, 4, 21), purpose=Purpose.CONFERENCE)
    with at(london(2027, 3, 8, 9)):
        ask_for_links(ALEX)
    round_at(london(2027, 3, 8, 9))
    text = words_of(MailKind.RECEIPT)
    assert "How did it go?" not in text
    assert "We know how it went" in text


def test_receipt_says_that_a_meeting_is_too_late_for_conference(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 9, 20))
    text = words_of(MailKind.RECEIPT)
    assert "That meeting, on 20 September 2027, is after motions close, at 5pm on Thursday 16 September 2027" in text
    # The hour counts too, where we know it.
    sent(motion, clp, meeting_on=date(2027, 9, 16), meeting_time=time(19, 30), email="late@example.org")
    assert "is after motions close" in words_of(MailKind.RECEIPT, to="late@example.org")
    sent(motion, clp, meeting_on=date(2027, 9, 16), meeting_time=time(14, 0), email="early@example.org")
    assert "is after motions close" not in words_of(MailKind.RECEIPT, to="early@example.org")


def test_receipt_does_not_promise_to_ask_about_a_conference_that_is_called_off(motion, clp):
    with at(london(2027, 3, 1, 9)):
        call_off(Conference.objects.get(), reason="The hall is closed", by=UserFactory(is_staff=True))
    motion.refresh_from_db()
    sent(motion, clp, meeting_on=date(2027, 3, 10))
    text = words_of(MailKind.RECEIPT)
    assert "we will ask you how it went" not in text
    assert "Please tell us afterwards how it went." in text


def test_mail_before_a_meeting_after_the_deadline_does_not_speak_of_conference(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 9, 22))
    round_at(london(2027, 9, 21, 10))
    text = words_of(MailKind.MEETING_NEAR)
    untrue = ("conference hears it from us", "Motions close on", "Conference counts")
    assert [words for words in untrue if words in text] == []
    assert "A decision that a meeting has taken is one that people have to answer." in text


def test_mail_before_a_general_committee_says_that_delegates_vote(motion):
    sent(motion, CLPFactory(structure=MeetingStructure.GENERAL_COMMITTEE), meeting_on=date(2027, 3, 20))
    round_at(london(2027, 3, 19, 10))
    text = words_of(MailKind.MEETING_NEAR)
    assert "Delegates vote at a General Committee. Are you one?" in text
    assert "bring a friend" not in text


def test_reporter_who_is_asked_again_is_not_told_that_nobody_has_told_us(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 4))
    told(sent(motion, clp, meeting_on=date(2027, 3, 4), email="b@example.org"), Outcome.LOST, london(2027, 3, 5, 9))
    round_at(london(2027, 3, 5, 10))
    round_at(london(2027, 3, 8, 10))
    text = words_of(MailKind.CHASE, to=ALEX)
    assert "have not heard from you yet" in text
    assert "counts as nothing" not in text


def test_whoever_confirms_what_another_told_us_is_not_said_to_have_sent_it(motion, clp):
    first = sent(motion, clp, meeting_on=date(2027, 3, 20))
    with at(london(2027, 3, 2, 12)):
        second = second_report(first, met_on=None, name="Sam", email="sam@example.org", consent="I agree.")
        confirm_report(SubmissionLink.objects.mint(second, LinkPurpose.CONFIRM))
        publish_version(motion=motion, title="A library in reach", text="It resolves.", note="", by=None)
    for day in ((2027, 3, 2, 13), (2027, 3, 3, 10), (2027, 3, 13, 10), (2027, 3, 21, 10), (2027, 3, 24, 10)):
        round_at(london(*day))
    mails = Email.objects.filter(to="sam@example.org", state="sent").exclude(kind=MailKind.CONFIRM)
    told_him = {email.kind: read(email).text for email in mails}
    assert {MailKind.RECEIPT, MailKind.NEWER_TEXT, MailKind.MEETING_NEAR, MailKind.OUTCOME_DUE} <= set(told_him)
    untrue = ("you sent the motion", "text you sent", "You sent version", "What you sent")
    assert {kind: words for kind, text in told_him.items() for words in untrue if words in text} == {}


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ((2027, 9, 1), "The last safe day to send it is Thursday 2 September"),
        ((2027, 9, 3), "There is no time left for the usual notice, so send it today"),
        ((2027, 9, 17), "Motions to Annual Conference 2027 have closed, so it can no longer get there."),
    ],
)
def test_champion_is_told_whether_there_is_still_time(motion, clp, when, words):
    Conference.objects.update(name="Annual Conference 2027")
    with at(london(*when, 12)):
        make_champion(motion, clp, email=ALEX)
    round_at(london(*when, 12))
    assert words in words_of(MailKind.CHAMPION_RECEIPT)


def test_delegates_are_to_be_asked_for_a_ballot_only_where_there_is_one(motion, clp):
    sent(motion, clp)
    RuleSet.objects.create(conference=motion.campaign.conference, priorities=Priorities.NONE)
    round_at(london(2027, 9, 19, 10))
    text = words_of(MailKind.BEFORE_CONFERENCE)
    assert "ballot" not in text
    assert "Ask them to speak and vote for it." in text


def _moved(motion, *when, to=(2027, 9, 20, 12)):
    with at(london(*when)):
        move_deadline(motion.campaign.conference, london(*to), are_provisional=False, by=UserFactory(is_staff=True))
    round_at(london(*when))
    return words_of(MailKind.DEADLINE_MOVED, to=ALEX)


def test_new_deadline_is_reckoned_by_the_clps_own_notice(motion, clp):
    BodyRules.objects.create(clp=clp, notice_days=28)
    with at(london(2027, 8, 1, 12)):
        make_champion(motion, clp, email=ALEX)
    round_at(london(2027, 8, 1, 12))
    assert "Send the motion to its secretary by Monday 23 August" in _moved(motion, 2027, 8, 2, 12)


BRANCH = {"body": Body.BRANCH, "branch_name": "Mill Lane"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({**BRANCH, "meeting_on": date(2027, 9, 15)}, "leaves the CLP too little time to vote after it"),
        (BRANCH, "It has to meet by Monday 6 September, so that the CLP can vote after it."),
        ({"meeting_on": date(2027, 9, 15)}, "Its meeting on Wednesday 15 September is in time."),
        ({"meeting_on": date(2027, 9, 20), "meeting_time": time(19)}, "is too late for that"),
        ({"meeting_on": date(2027, 3, 4)}, "Its meeting was to be on Thursday 4 March. Tell us how it went"),
    ],
)
def test_new_deadline_says_of_each_meeting_whether_it_is_in_time(motion, clp, values, words):
    sent(motion, clp, **values)
    assert words in _moved(motion, 2027, 3, 6, 9)


def test_new_deadline_that_leaves_no_time_names_no_day_that_is_over(motion, clp):
    carried_by_a_branch(motion, clp)
    text = _moved(motion, 2027, 3, 10, 12, to=(2027, 3, 16, 12))
    assert "send it on to the CLP secretary today" in text
    assert "by Tuesday 2 March" not in text


def test_new_deadline_asks_a_branch_that_has_met_how_it_went_however_little_time_is_left(motion, clp):
    sent(motion, clp, **BRANCH, meeting_on=date(2027, 3, 4))
    text = _moved(motion, 2027, 3, 10, 12, to=(2027, 3, 16, 12))
    assert "Its meeting was to be on Thursday 4 March. Tell us how it went" in text
    assert "There is no time left" not in text


def test_receipt_of_a_champion_says_that_conference_is_called_off(motion, clp):
    Conference.objects.update(called_off_at=london(2027, 3, 1, 12), called_off_because="A flood.")
    with at(london(2027, 3, 2, 12)):
        make_champion(motion, clp, email=ALEX)
    round_at(london(2027, 3, 2, 12))
    text = words_of(MailKind.CHAMPION_RECEIPT)
    assert "Your CLP can still carry it as its own policy." in text
    assert [words for words in ("last safe day", "have closed", "no time left") if words in text] == []


def test_where_meetings_can_be_held_again_they_are_not_called_suspended(motion, clp):
    wales, by = RegionFactory(name="Wales", slug="wales"), UserFactory(is_staff=True)
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    sent(motion, CLPFactory(region=wales), meeting_on=date(2027, 3, 17))
    ends = {clp.region: date(2027, 3, 19), wales: date(2027, 3, 19)}
    with at(london(2027, 3, 5, 12)):
        held = suspend_meetings(SuspensionTerms(date(2027, 3, 8), ends, "mourning"), by=by)
    round_at(london(2027, 3, 5, 12))
    with at(london(2027, 3, 12, 12)):
        change_suspension(held, SuspensionTerms(held.begins_on, ends | {wales: date(2027, 3, 11)}, "mourning"), by=by)
    round_at(london(2027, 3, 12, 12))
    text = words_of(MailKind.SUSPENDED)
    assert "Wales: can be held again" in text
    assert "meetings in North West and Wales are suspended" not in text
