"""Reminders where something unusual happens: a campaign or its deadline passes, a meeting moves far, roles meet."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email, Reminder
from campaign.mail.outbox.pausing import pause, resume
from campaign.mail.reminders.planner import plan
from motions.actions.links import ask_for_link
from motions.actions.submissions import change_report
from motions.actions.texts import publish_version
from motions.actions.votes import Result, record_vote
from motions.enums import Body, Outcome, Purpose
from motions.models import Conference
from tests.factories import CLPFactory, UserFactory, make_champion, make_report, make_submission
from tests.mail.helpers import ALEX, SENT, at, london, round_at, sent, subjects, told

pytestmark = pytest.mark.django_db

NEAR = "Little Mickering CLP meets on Wednesday 17 March: will you speak?"
ASKED = "How did it go at Little Mickering CLP?"
CHASED = "Still waiting to hear: Little Mickering CLP, 17 March"
ONWARD = "Mill Lane branch carried it. Now Little Mickering CLP"
UNKNOWN = "When does Little Mickering CLP meet?"
CHAMPIONS_OWN = {MailKind.NUDGE, MailKind.LAST_SAFE_DAY, MailKind.TEXT_CHANGED}


def test_branch_that_carries_it_after_the_deadline_is_not_led_on(motion, clp):
    submission = sent(motion, clp, body=Body.BRANCH, branch_name="Mill Lane", meeting_on=date(2027, 3, 3))
    motion.campaign.conference.deadline = london(2027, 3, 8, 9)
    motion.campaign.conference.save()
    told(submission, Outcome.CARRIED, london(2027, 3, 3, 22))
    # The one after five days would come an hour too late to be of use.
    assert subjects(date(2027, 3, 4), date(2027, 4, 30)) == [f"4 Mar: {ONWARD}"]
    late = sent(motion, CLPFactory(name="Elsewhere"), body=Body.BRANCH, branch_name="Hill Top")
    told(late, Outcome.CARRIED, london(2027, 3, 8, 10))
    assert subjects(date(2027, 3, 8), date(2027, 4, 30)) == []


def test_outcome_that_is_told_late_is_followed_two_days_after_that_and_weekly(motion, clp):
    Conference.objects.update(motions_open_on=date(2027, 3, 1), deadline=london(2027, 4, 6, 17))
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    subjects(date(2027, 3, 2), date(2027, 3, 11))
    with at(evening := london(2027, 3, 11, 20)):
        carried = Result(outcome=Outcome.CARRIED, held_on=date(2027, 3, 3), purpose=Purpose.CONFERENCE)
        record_vote(submission, carried, by=submission.activist)
    assert round_at(evening) == []
    gone = "Has Little Mickering CLP sent the motion to conference?"
    assert subjects(date(2027, 3, 12), date(2027, 3, 30)) == [f"{day} Mar: {gone}" for day in (13, 20, 27)]


def test_outcome_that_is_put_right_leads_on_no_second_time(motion, clp):
    submission = sent(motion, clp, body=Body.BRANCH, branch_name="Mill Lane", meeting_on=date(2027, 3, 3))
    told(submission, Outcome.CARRIED, london(2027, 3, 3, 22))
    assert subjects(date(2027, 3, 4), date(2027, 3, 9)) == [f"4 Mar: {ONWARD}", f"8 Mar: {ONWARD}"]
    with at(london(2027, 3, 10, 9)):
        counted = Result(outcome=Outcome.CARRIED, held_on=date(2027, 3, 3), votes_for=23, votes_against=4)
        record_vote(submission, counted, by=submission.activist)
    assert subjects(date(2027, 3, 10), date(2027, 4, 30)) == []


def test_two_branches_that_meet_on_one_evening_are_both_asked_about(motion, clp):
    for name in ("Mill Lane", "Hill Top", "Mill Lane"):
        sent(motion, clp, body=Body.BRANCH, branch_name=name, meeting_on=date(2027, 3, 17))
    assert subjects(date(2027, 3, 18), date(2027, 3, 19)) == [
        "18 Mar: How did it go at Mill Lane branch?",
        "19 Mar: How did it go at Hill Top branch?",
    ]


def test_policy_that_turns_out_to_be_the_conference_motion_is_followed_from_then(motion, clp):
    Conference.objects.update(motions_open_on=date(2027, 3, 1), deadline=london(2027, 4, 6, 17))
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    told(submission, Outcome.CARRIED, london(2027, 3, 3, 22), purpose=Purpose.POLICY)
    told(submission, Outcome.CARRIED, london(2027, 3, 17, 22), purpose=Purpose.CONFERENCE)
    found = subjects(date(2027, 3, 18), date(2027, 3, 27))
    assert [line.split(":")[0] for line in found] == ["19 Mar", "26 Mar"]


def test_date_is_asked_for_a_week_after_it_was_taken_away(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 4, 20))
    with at(evening := london(2027, 3, 20, 20)):
        change_report(submission, make_report(motion, clp), by=submission.activist)
    assert round_at(evening) == [("Off: Little Mickering CLP, Tuesday 20 April", ALEX)]
    with at(london(2027, 3, 21, 20)):
        change_report(submission, make_report(motion, clp, sent_on=date(2027, 3, 2)), by=submission.activist)
    assert subjects(date(2027, 3, 21), date(2027, 4, 30)) == [f"27 Mar: {UNKNOWN}"]


def test_date_is_asked_for_a_week_after_we_heard_that_there_is_none(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    subjects(date(2027, 3, 2), date(2027, 3, 12))
    with at(evening := london(2027, 3, 12, 20)):
        record_vote(submission, Result(outcome=Outcome.INQUORATE, held_on=date(2027, 3, 3)), by=submission.activist)
    assert round_at(evening) == []
    assert subjects(date(2027, 3, 13), date(2027, 4, 30)) == [f"19 Mar: {UNKNOWN}"]


@pytest.mark.parametrize("values", [{"meeting_on": date(2027, 3, 17)}, {}])
def test_campaign_that_is_over_reminds_nobody_but_still_answers(motion, clp, values):
    submission = sent(motion, clp, **values)
    with at(SENT):
        # Written, and not sent yet.
        carried = make_submission(motion, CLPFactory(name="Elsewhere"), email="other@example.org")
        told(carried, Outcome.CARRIED, SENT, purpose=Purpose.CONFERENCE)
    with at(london(2027, 3, 3, 10)):
        plan(london(2027, 3, 3, 10))
    assert Email.objects.get(kind=MailKind.ENTRY_DUE).state == EmailState.PENDING
    motion.campaign.is_current = False
    motion.campaign.save()
    assert subjects(date(2027, 3, 3), date(2027, 5, 30)) == []
    assert Email.objects.get(kind=MailKind.ENTRY_DUE).last_error == "Its reason had gone."
    with at(later := london(2027, 6, 3, 12)):
        ask_for_link(submission)
    assert round_at(later) == [("Your receipt: the motion sent to Little Mickering CLP", ALEX)]


def test_champion_who_sent_it_hears_in_one_role_alone(motion, clp):
    with at(SENT):
        make_champion(motion, clp, email=ALEX)
        make_submission(motion, clp, email=ALEX, meeting_on=date(2027, 3, 17))
        publish_version(motion=motion, title="A library", text="It resolves.", note="", by=None)
    round_at(SENT)
    assert subjects(date(2027, 3, 2), date(2027, 9, 20)) == [
        f"10 Mar: {NEAR}",
        f"16 Mar: {NEAR}",
        f"18 Mar: {ASKED}",
        f"21 Mar: {CHASED}",
        f"25 Mar: {CHASED}",
        f"19 Sep: Thank you: {motion.campaign.conference} begins on 26 September",
    ]
    assert not CHAMPIONS_OWN & set(Email.objects.values_list("kind", flat=True))


def test_meeting_that_moves_twice_is_announced_and_asked_about_for_where_it_stands(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 17))
    for minute, day in enumerate((date(2027, 3, 24), date(2027, 3, 31))):
        with at(london(2027, 3, 2, 12, minute)):
            change_report(submission, make_report(motion, clp, meeting_on=day), by=submission.activist)
    near = "Little Mickering CLP meets on Wednesday 31 March: will you speak?"
    assert subjects(date(2027, 3, 3), date(2027, 4, 1)) == [
        "3 Mar: Moved: Little Mickering CLP meets on Wednesday 31 March",
        f"24 Mar: {near}",
        f"30 Mar: {near}",
        f"1 Apr: {ASKED}",
    ]


@pytest.mark.parametrize(("first", "then"), [((2027, 3, 26), (2027, 3, 29)), ((2027, 10, 29), (2027, 11, 1))])
def test_meeting_that_moves_across_a_change_of_the_clocks_is_asked_about_at_ten(motion, clp, first, then):
    with at(london(first[0], first[1], 20, 12)):
        submission = make_submission(motion, clp, meeting_on=date(*first))
        plan(timezone.now())
        change_report(submission, make_report(motion, clp, meeting_on=date(*then)), by=submission.activist)
        plan(timezone.now())
    planned = Reminder.objects.filter(kind__in=["meeting-near", "outcome-due"]).order_by("due_at")
    found = [timezone.localtime(reminder.due_at) for reminder in planned]
    days = [date(*then) + timedelta(days=number) for number in (-7, -1, 1)]
    assert [(one.date(), one.time()) for one in found] == [(day, time(10)) for day in days]


def test_meeting_moved_into_the_past_is_asked_about_at_once_and_once(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 4, 14))
    with at(when := london(2027, 3, 9, 12)):
        change_report(submission, make_report(motion, clp, meeting_on=date(2027, 3, 7)), by=submission.activist)
    corrected = "Corrected: Little Mickering CLP met on Sunday 7 March"
    assert sorted(round_at(when)) == [(corrected, ALEX), (ASKED, ALEX)]
    chased = "Still waiting to hear: Little Mickering CLP, 7 March"
    assert subjects(date(2027, 3, 10), date(2027, 4, 30)) == [f"11 Mar: {chased}", f"15 Mar: {chased}"]


@pytest.mark.parametrize("why", ["the server is down", "all mail is paused"])
def test_reminder_that_waited_for_days_is_the_one_of_the_day_on_which_it_goes(motion, clp, settings, why):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    sent(motion, CLPFactory(name="Elsewhere"), meeting_on=date(2027, 3, 18))
    subjects(date(2027, 3, 2), date(2027, 3, 17))
    organiser = UserFactory(is_staff=True)
    working = settings.EMAIL_BACKEND
    if why == "all mail is paused":
        pause(by=organiser, why="A mistake in a text")
    else:
        settings.EMAIL_BACKEND, settings.EMAIL_PORT = "campaign.mail.outbox.backends.SMTPBackend", 1  # nobody listens
    assert subjects(date(2027, 3, 18), date(2027, 3, 19)) == []
    settings.EMAIL_BACKEND = working
    resume(by=organiser)
    assert subjects(date(2027, 3, 20), date(2027, 3, 22), hour=11) == [
        f"20 Mar: {ASKED}",
        "21 Mar: How did it go at Elsewhere CLP?",
        "22 Mar: " + CHASED,
    ]
