"""Each kind of reminder: when it goes, what stops it, and that a later run sends nothing."""

from datetime import date, time

import pytest
from django.core import mail

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email, Reminder, ReminderSetting, Stop
from campaign.mail.reminders.planner import plan
from motions.actions.entries import record_sent
from motions.actions.submissions import change_report, report_onward, withdraw_report
from motions.actions.texts import publish_version
from motions.enums import Body, Outcome, Purpose
from tests.factories import CLPFactory, make_report, make_submission
from tests.mail.helpers import ALEX, SENT, at, london, round_at, sent, subjects, told

pytestmark = pytest.mark.django_db

NEAR = "Little Mickering CLP meets on Wednesday 17 March: will you speak?"
ASKED = "How did it go at Little Mickering CLP?"
CHASED = "Still waiting to hear: Little Mickering CLP, 17 March"


def test_meeting_is_announced_twice_asked_about_chased_twice_and_then_left_to_an_organiser(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    assert subjects(date(2027, 3, 2), date(2027, 5, 30)) == [
        f"10 Mar: {NEAR}",
        f"16 Mar: {NEAR}",
        f"18 Mar: {ASKED}",
        f"21 Mar: {CHASED}",
        f"25 Mar: {CHASED}",
    ]
    assert not Reminder.objects.exists()


def test_outcome_stops_everything_about_the_meeting(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 17))
    assert subjects(date(2027, 3, 2), date(2027, 3, 17)) == [f"10 Mar: {NEAR}", f"16 Mar: {NEAR}"]
    told(submission, Outcome.LOST, london(2027, 3, 17, 22))
    assert subjects(date(2027, 3, 18), date(2027, 4, 30)) == []


def test_meeting_that_moves_takes_its_reminders_along(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 24))
    planned = Reminder.objects.filter(kind=MailKind.OUTCOME_DUE)
    assert [reminder.due_at for reminder in planned] == [london(2027, 3, 25, 10)]
    with at(london(2027, 3, 2, 12)):
        change_report(submission, make_report(motion, clp, meeting_on=date(2027, 3, 17)), by=submission.activist)
        plan(london(2027, 3, 2, 12))
    assert [reminder.due_at for reminder in planned.all()] == [london(2027, 3, 18, 10)]
    assert subjects(date(2027, 3, 3), date(2027, 3, 20)) == [
        "3 Mar: Moved: Little Mickering CLP meets on Wednesday 17 March",
        f"10 Mar: {NEAR}",
        f"16 Mar: {NEAR}",
        f"18 Mar: {ASKED}",
    ]


def test_time_of_the_meeting_ends_what_announces_it(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 17), meeting_time=time(19))
    assert round_at(london(2027, 3, 17, 19)) == []


def test_date_is_asked_for_once_a_week_after_sending(motion, clp):
    sent(motion, clp)
    assert subjects(date(2027, 3, 2), date(2027, 4, 30)) == ["8 Mar: When does Little Mickering CLP meet?"]


def test_date_is_asked_for_again_when_the_meeting_was_put_off_without_one(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    told(submission, Outcome.INQUORATE, london(2027, 3, 3, 22))
    assert subjects(date(2027, 3, 4), date(2027, 4, 30)) == ["10 Mar: When does Little Mickering CLP meet?"]


def test_date_that_is_known_is_not_asked_for(motion, clp):
    submission = sent(motion, clp)
    with at(london(2027, 3, 5, 12)):
        change_report(submission, make_report(motion, clp, meeting_on=date(2027, 4, 30)), by=submission.activist)
    assert subjects(date(2027, 3, 6), date(2027, 4, 1)) == []


ONWARD = "Mill Lane branch carried it. Now Little Mickering CLP"


def test_branch_that_carried_it_leads_on_at_once_and_after_five_days(motion, clp):
    submission = sent(motion, clp, body=Body.BRANCH, branch_name="Mill Lane", meeting_on=date(2027, 3, 3))
    evening = london(2027, 3, 3, 22)
    told(submission, Outcome.CARRIED, evening)
    assert round_at(evening) == [(ONWARD, ALEX)]
    assert subjects(date(2027, 3, 4), date(2027, 4, 30)) == [f"8 Mar: {ONWARD}"]


def test_branch_whose_motion_went_on_hears_no_more(motion, clp):
    submission = sent(motion, clp, body=Body.BRANCH, branch_name="Mill Lane", meeting_on=date(2027, 3, 3))
    told(submission, Outcome.CARRIED, london(2027, 3, 3, 22))
    with at(london(2027, 3, 4, 9)):
        report_onward(submission, make_report(motion, clp, sent_on=date(2027, 3, 4)), consent="I agree.")
    assert [kind for kind in Email.objects.values_list("kind", flat=True) if kind == MailKind.BRANCH_CARRIED] == []
    assert [line for line in subjects(date(2027, 3, 4), date(2027, 3, 20)) if ONWARD in line] == []


GONE = "Has Little Mickering CLP sent the motion to conference?"


def test_carried_motion_is_followed_weekly_and_daily_before_the_deadline(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    motion.campaign.conference.deadline = london(2027, 3, 30, 17)
    motion.campaign.conference.save()
    told(submission, Outcome.CARRIED, london(2027, 3, 3, 22), purpose=Purpose.CONFERENCE)
    days = ["5", "12", "19", "26", "29", "30"]
    assert subjects(date(2027, 3, 4), date(2027, 4, 30)) == [f"{day} Mar: {GONE}" for day in days]


def test_mail_that_asks_whether_it_was_sent_says_that_the_branchs_text_is_too_long(motion, clp):
    branch = sent(motion, clp, body=Body.BRANCH, branch_name="Mill Lane", meeting_on=date(2027, 3, 3))
    evening, limit = london(2027, 3, 3, 22), motion.campaign.conference.text_word_limit
    told(branch, Outcome.CARRIED_AS_AMENDED, evening, amended_text="more " * (limit + 2))
    with at(evening):
        onward = report_onward(branch, make_report(motion, clp, sent_on=evening.date()), consent="I agree.")
    told(onward, Outcome.CARRIED, london(2027, 3, 10, 22), purpose=Purpose.CONFERENCE)
    motion.campaign.conference.deadline = london(2027, 3, 30, 17)
    motion.campaign.conference.save()
    subjects(date(2027, 3, 11), date(2027, 3, 12))
    asked = [one for one in mail.outbox if one.subject == GONE]
    assert "2 too many. Conference would rule it out" in asked[0].body


def test_deadline_that_moves_takes_the_mornings_before_it_along(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    told(submission, Outcome.CARRIED, london(2027, 3, 3, 22), purpose=Purpose.CONFERENCE)
    round_at(london(2027, 3, 4, 10))
    motion.campaign.conference.deadline = london(2027, 3, 11, 17)
    motion.campaign.conference.save()
    assert subjects(date(2027, 3, 5), date(2027, 4, 30)) == [f"{day} Mar: {GONE}" for day in (5, 9, 10, 11)]


EARLY = "Little Mickering CLP carried it: when will the motion be sent?"


def test_motion_carried_months_early_is_asked_about_six_times_at_most(motion, clp):
    conference = motion.campaign.conference
    conference.motions_open_on, conference.deadline = date(2027, 7, 20), london(2027, 9, 16, 17)
    conference.save()
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    told(submission, Outcome.CARRIED, london(2027, 3, 3, 22), purpose=Purpose.CONFERENCE)
    early, days = ["5 Mar", "30 Apr"], ["20 Jul", "17 Aug", "15 Sep", "16 Sep"]
    expected = [*(f"{day}: {EARLY}" for day in early), *(f"{day}: {GONE}" for day in days)]
    assert [line for line in subjects(date(2027, 3, 4), date(2027, 9, 17)) if "motion" in line] == expected


def test_no_kind_comes_more_than_six_times_about_one_thing_however_its_dates_move(motion, clp):
    conference = motion.campaign.conference
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    told(submission, Outcome.CARRIED, london(2027, 3, 3, 22), purpose=Purpose.CONFERENCE)
    for day in range(5, 31):
        # Every day somebody puts the deadline off by one more.
        conference.deadline = london(2027, 3, day + 1, 17)
        conference.save()
        round_at(london(2027, 3, day, 10))
    asked = Email.objects.filter(kind=MailKind.ENTRY_DUE)
    assert asked.filter(state=EmailState.SENT).count() == 6
    assert {email.last_error for email in asked.exclude(state=EmailState.SENT)} == {
        "6 such mails about this are enough."
    }


@pytest.mark.parametrize("values", [{"purpose": Purpose.POLICY}, {"outcome": Outcome.LOST}])
def test_motion_not_carried_for_conference_is_not_followed(motion, clp, values):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    told(submission, **{"outcome": Outcome.CARRIED, "when": london(2027, 3, 3, 22), **values})
    assert subjects(date(2027, 3, 4), date(2027, 5, 30)) == []


def test_motion_that_went_to_conference_is_followed_no_more(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 3))
    told(submission, Outcome.CARRIED, london(2027, 3, 3, 22), purpose=Purpose.CONFERENCE)
    with at(london(2027, 3, 6, 12)):
        record_sent(motion=motion, clp=clp, sent_on=date(2027, 3, 6), by=submission.activist, submission=submission)
    assert subjects(date(2027, 3, 5), date(2027, 5, 30)) == []


def test_person_gets_one_reminder_a_day_and_the_other_the_next_morning(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    sent(motion, CLPFactory(name="Elsewhere"), meeting_on=date(2027, 3, 17))
    found = subjects(date(2027, 3, 18), date(2027, 3, 20))
    assert found == [f"18 Mar: {ASKED}", "19 Mar: How did it go at Elsewhere CLP?"]


def test_reminder_with_no_day_left_is_shown_as_not_sent(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    # Both tell of a meeting tomorrow: the one about Elsewhere makes no sense the day after.
    sent(motion, CLPFactory(name="Elsewhere"), meeting_on=date(2027, 3, 17), meeting_time=time(9))
    assert len(round_at(london(2027, 3, 16, 10))) == 1
    [dropped] = Email.objects.filter(state=EmailState.DROPPED, until=london(2027, 3, 17, 9))
    assert (
        dropped.last_error
        == "Another reminder went or waited on each day on which it made sense: one a day is enough."
    )


def test_meeting_today_is_told_of_whatever_else_went(motion, clp):
    sent(motion, CLPFactory(name="Elsewhere"), meeting_on=date(2027, 3, 16))
    submission = sent(motion, clp)
    assert subjects(date(2027, 3, 17), date(2027, 3, 17)) == ["17 Mar: How did it go at Elsewhere CLP?"]
    with at(london(2027, 3, 17, 12)):
        change_report(submission, make_report(motion, clp, meeting_on=date(2027, 3, 17)), by=submission.activist)
    assert round_at(london(2027, 3, 17, 12)) == [(NEAR, ALEX)]


def test_person_who_reported_a_meeting_twice_hears_of_it_once(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    assert subjects(date(2027, 3, 18), date(2027, 3, 20)) == [f"18 Mar: {ASKED}"]


def test_others_of_the_same_clp_hear_of_it_too(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    sent(motion, clp, meeting_on=date(2027, 3, 17), email="other@example.org")
    assert [to for _, to in round_at(london(2027, 3, 18, 10))] == [ALEX, "other@example.org"]


def test_kind_that_is_off_is_not_sent_and_switched_on_sends_nothing_past(motion, clp):
    setting = ReminderSetting.objects.create(campaign=motion.campaign, kind=MailKind.OUTCOME_DUE, is_on=False)
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    sent(motion, CLPFactory(name="Elsewhere"), meeting_on=date(2027, 3, 19), email="other@example.org")
    assert [line for line in subjects(date(2027, 3, 18), date(2027, 3, 18)) if ASKED in line] == []

    setting.is_on, setting.since = True, london(2027, 3, 18, 12)
    setting.save()
    assert round_at(london(2027, 3, 18, 13)) == []
    assert round_at(london(2027, 3, 20, 10)) == [("How did it go at Elsewhere CLP?", "other@example.org")]


def test_days_are_the_campaign_s_to_set_and_do_not_send_twice(motion, clp):
    setting = ReminderSetting.objects.create(
        campaign=motion.campaign, kind=MailKind.MEETING_NEAR, days="3", since=SENT
    )
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    assert subjects(date(2027, 3, 2), date(2027, 3, 14)) == [f"14 Mar: {NEAR}"]
    setting.days = "2"
    setting.save()
    assert subjects(date(2027, 3, 15), date(2027, 3, 17)) == []


@pytest.mark.parametrize("everything", [True, False])
def test_person_who_asked_for_no_more_gets_no_reminder_but_still_their_answers(motion, clp, everything):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 17))
    Stop.objects.create(person=submission.activist, clp=None if everything else clp)
    sent(motion, CLPFactory(name="Elsewhere"), meeting_on=date(2027, 3, 17))
    assert Email.objects.filter(kind=MailKind.RECEIPT, state=EmailState.SENT).count() == 2
    expected = [] if everything else ["18 Mar: How did it go at Elsewhere CLP?"]
    assert subjects(date(2027, 3, 18), date(2027, 3, 18)) == expected


def test_reason_that_goes_between_writing_and_sending_stops_the_mail(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 17))
    with at(now := london(2027, 3, 18, 10)):
        plan(now)
        withdraw_report(submission, by=submission.activist)
    assert round_at(now) == []
    email = Email.objects.get(kind=MailKind.OUTCOME_DUE)
    assert (email.state, email.last_error) == (EmailState.DROPPED, "Its reason had gone.")


def test_report_made_after_the_meeting_is_asked_about_by_its_receipt_alone(motion, clp):
    with at(london(2027, 3, 19, 20)):
        make_submission(motion, clp, email=ALEX, meeting_on=date(2027, 3, 17))
    assert [subject for subject, _ in round_at(london(2027, 3, 19, 20))] == [
        "Your receipt: the motion sent to Little Mickering CLP"
    ]
    assert subjects(date(2027, 3, 20), date(2027, 3, 22)) == [f"21 Mar: {CHASED}"]


NEWER = "The motion has a newer text, and yours stands: Little Mickering CLP"


def publish(motion, when, text, note=""):
    with at(when):
        publish_version(motion=motion, title="A library in reach", text=text, note=note, by=None)


def test_reporter_whose_motion_waits_hears_once_of_each_newer_text_and_that_theirs_stands(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 30))
    publish(motion, london(2027, 3, 4, 12), "It resolves.", note="The second part is shorter.")
    assert round_at(london(2027, 3, 4, 12)) == [(NEWER, ALEX)]
    body = mail.outbox[-1].body
    assert "What changed: The second part is shorter." in body
    assert "Version 1 went to Little Mickering CLP." in body
    assert "What was sent stands, and it counts as it is." in body
    assert subjects(date(2027, 3, 5), date(2027, 3, 12)) == []
    publish(motion, london(2027, 3, 13, 12), "It resolves to.")
    assert round_at(london(2027, 3, 13, 12)) == [(NEWER, ALEX)]


def test_reporter_hears_of_no_newer_text_after_the_vote_nor_of_one_that_was_there_before(motion, clp):
    voted = sent(motion, clp, meeting_on=date(2027, 3, 3))
    told(voted, Outcome.LOST, london(2027, 3, 3, 22))
    old = motion.current_version
    publish(motion, london(2027, 3, 4, 12), "It resolves.")
    # Sent before it, and told to us after it: what was due before we knew of somebody is past.
    with at(london(2027, 3, 5, 12)):
        make_submission(motion, CLPFactory(name="Elsewhere"), email="late@example.org", version=old)
    found = [round_at(london(2027, 3, day, 12)) for day in range(4, 12)]
    assert [line for day in found for line in day if line[0].startswith("The motion has a newer")] == []
