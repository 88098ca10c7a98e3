"""Whoever told us first how a CLP voted hears when somebody tells the opposite: once, and only while it stands."""

from datetime import date, timedelta

import pytest
from django.core import mail

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email, Reminder, Stop
from campaign.mail.reminders.planner import plan
from motions.actions.reports import settle_conflict
from motions.actions.submissions import check_report, confirm_report, withdraw_report
from motions.enums import Body, LinkPurpose, Outcome, Purpose
from motions.models import SubmissionLink
from tests.factories import UserFactory, make_submission
from tests.mail.helpers import ALEX, at, deliver_at, london, round_at, sent, subjects, told

pytestmark = pytest.mark.django_db

SUBJECT = "Somebody told us otherwise: Little Mickering CLP"
ROBIN = "robin@example.org"
EVENING = london(2027, 3, 3, 22)
NEXT_DAY = london(2027, 3, 4, 12)


@pytest.fixture
def first(motion, clp):
    """Alex told us that the CLP carried it, and has had the mail of that evening."""
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    told(submission, Outcome.CARRIED, EVENING, purpose=Purpose.CONFERENCE)
    round_at(EVENING)
    return submission


def opposed(motion, clp, *, outcome=Outcome.LOST, email=ROBIN, **values):
    """Another report of the same meeting, which says the opposite."""
    with at(NEXT_DAY - timedelta(hours=1)):
        other = make_submission(motion, clp, email=email, **values)
    round_at(NEXT_DAY - timedelta(hours=1))
    return told(other, outcome, NEXT_DAY).submission


def to_them(address):
    return [one for one in mail.outbox if one.subject == SUBJECT and one.to == [address]]


def test_first_reporter_is_told_once_and_the_second_sees_it_at_once(motion, clp, first):
    opposed(motion, clp)
    assert round_at(NEXT_DAY) == [(SUBJECT, ALEX)]
    words = mail.outbox[-1].body
    assert "You told us that Little Mickering CLP carried" in words
    assert "Somebody else has told us that it did not." in words
    assert "an organiser will ask" in words
    assert ROBIN not in words
    assert [line for line in subjects(date(2027, 3, 5), date(2027, 4, 30)) if SUBJECT in line] == []
    assert to_them(ROBIN) == []


def test_first_reporter_of_a_defeat_hears_that_it_was_carried(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    told(submission, Outcome.LOST, EVENING)
    opposed(motion, clp, outcome=Outcome.CARRIED)
    assert (SUBJECT, ALEX) in round_at(NEXT_DAY)
    words = to_them(ALEX)[0].body
    assert "did not carry" in words
    assert "Somebody else has told us that it did." in words


def test_link_in_it_opens_the_report_that_says_so_too(client, motion, clp, first):
    opposed(motion, clp)
    round_at(NEXT_DAY)
    path = next(line for line in mail.outbox[-1].body.splitlines() if "/reports/" in line).partition("//")[2]
    with at(NEXT_DAY):
        assert "Somebody told us otherwise." in client.get(path[path.index("/") :]).text


def test_report_that_is_not_confirmed_yet_contradicts_nobody(motion, clp, first):
    with at(NEXT_DAY):
        make_submission(motion, clp, email=ROBIN, confirmed=False)
    assert SUBJECT not in dict(round_at(NEXT_DAY))


def test_figures_put_right_do_not_make_the_first_report_the_second(motion, clp, first):
    opposed(motion, clp)
    told(first, Outcome.CARRIED, NEXT_DAY + timedelta(minutes=5), purpose=Purpose.CONFERENCE, votes_for=31)
    assert round_at(NEXT_DAY + timedelta(minutes=10)) == [(SUBJECT, ALEX)]


def test_whoever_told_both_by_themselves_is_not_told_of_somebody_else(motion, clp, first):
    opposed(motion, clp, email="Alex@example.org")
    assert SUBJECT not in dict(round_at(NEXT_DAY))


def test_branches_that_decide_differently_contradict_nobody(motion, clp):
    for name, outcome in (("Mill Lane", Outcome.CARRIED), ("Castle", Outcome.LOST)):
        branch = sent(motion, clp, body=Body.BRANCH, branch_name=name, email=f"{name[:4]}@example.org")
        told(branch, outcome, EVENING)
    assert SUBJECT not in dict(round_at(EVENING))


@pytest.mark.parametrize("settled", ["settled", "checked", "withdrawn", "corrected"])
def test_conflict_that_is_settled_before_the_mail_goes_is_not_told(motion, clp, first, settled):
    other = opposed(motion, clp)
    organiser = UserFactory(is_staff=True)
    with at(NEXT_DAY):
        if settled == "settled":
            settle_conflict(other, by=organiser, reason="The minutes say so.")
        elif settled == "checked":
            check_report(first, by=organiser)
        elif settled == "withdrawn":
            withdraw_report(other, by=other.activist)
        else:
            told(other, Outcome.CARRIED, NEXT_DAY, purpose=Purpose.CONFERENCE)
    assert SUBJECT not in dict(round_at(NEXT_DAY))


def test_conflict_that_is_settled_while_the_mail_waits_stops_it(motion, clp, first):
    other = opposed(motion, clp)
    with at(NEXT_DAY):
        plan(NEXT_DAY)
    assert Email.objects.get(kind=MailKind.TOLD_OTHERWISE).state == EmailState.PENDING
    with at(NEXT_DAY):
        settle_conflict(other, by=UserFactory(is_staff=True), reason="The minutes say so.")
    deliver_at(NEXT_DAY)
    assert to_them(ALEX) == []
    assert Email.objects.get(kind=MailKind.TOLD_OTHERWISE).state == EmailState.DROPPED


def test_whoever_stopped_our_mail_gets_none(motion, clp, first):
    Stop.objects.create(person=first.activist, clp=clp)
    opposed(motion, clp)
    assert round_at(NEXT_DAY) == []
    assert not Reminder.objects.filter(kind=MailKind.TOLD_OTHERWISE).exists()


def test_whoever_confirms_last_is_the_second(motion, clp):
    with at(EVENING):
        early = make_submission(motion, clp, email=ALEX, confirmed=False)
    opposed(motion, clp)
    with at(NEXT_DAY + timedelta(hours=1)):
        confirm_report(SubmissionLink.objects.mint(early, LinkPurpose.CONFIRM))
        early.refresh_from_db()
        told(early, Outcome.CARRIED, NEXT_DAY + timedelta(hours=1), purpose=Purpose.CONFERENCE)
    assert (SUBJECT, ROBIN) in round_at(NEXT_DAY + timedelta(hours=2))
    assert to_them(ALEX) == []
