"""What is written, to whom and when, seen from the round that a worker runs."""

from datetime import date, time, timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.db import DataError, IntegrityError, connection

from campaign.accounts.models import User
from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email
from campaign.mail.outbox import queue
from campaign.mail.reminders.planner import plan
from campaign.mail.tasks import mail_round
from motions.actions.submissions import change_report, confirm_report, report_onward, withdraw_report
from motions.actions.votes import Result, record_vote
from motions.enums import Body, LinkPurpose, Outcome
from motions.models import Submission, SubmissionLink
from tests.factories import CLPFactory, make_report, make_submission
from tests.mail.helpers import at, london, round_at, token_in

pytestmark = pytest.mark.django_db

REPORTED = london(2027, 3, 1, 12)
CONFIRM = "Please confirm your report for Little Mickering CLP"
RECEIPT = "Your receipt: the motion sent to Little Mickering CLP"
HOW_DID_IT_GO = "How did it go at Little Mickering CLP?"


def reported(motion, clp, *, when=REPORTED, **values):
    with at(when):
        return make_submission(motion, clp, **{"email": "alex@example.org", **values})


def confirmed_and_thanked(motion, clp, **values):
    """A confirmed report whose receipt has gone."""
    submission = reported(motion, clp, **values)
    round_at(values.get("when", REPORTED))
    return submission


def test_report_asks_its_reporter_to_confirm_once(motion, clp):
    submission = reported(motion, clp, confirmed=False)
    reported(motion, CLPFactory(name="Elsewhere"), confirmed=False, email="outsider@example.org")

    assert round_at(REPORTED) == [
        (CONFIRM, "alex@example.org"),
        ("Please confirm your report for Elsewhere CLP", "outsider@example.org"),
    ]
    assert round_at(REPORTED + timedelta(minutes=1)) == []
    assert round_at(REPORTED + timedelta(days=3)) == []
    assert SubmissionLink.objects.filter(submission=submission).count() == 1


def test_link_of_confirmation_confirms_and_the_receipt_follows(motion, clp):
    reported(motion, clp, confirmed=False)
    round_at(REPORTED)

    with at(REPORTED + timedelta(hours=1)):
        submission = confirm_report(token_in(mail.outbox[0].body))

    assert submission.reference
    assert round_at(REPORTED + timedelta(hours=1)) == [(RECEIPT, "alex@example.org")]
    assert SubmissionLink.objects.opened_by(token_in(mail.outbox[1].body), LinkPurpose.MANAGE).count() == 1
    assert round_at(REPORTED + timedelta(hours=2)) == []


def test_confirmation_holds_nothing_that_a_stranger_typed(motion, clp):
    with at(REPORTED):
        submission = make_submission(
            motion,
            clp,
            confirmed=False,
            body=Body.BRANCH,
            branch_name="Visit evil.example",
            email="victim@example.org",
        )
        Submission.objects.filter(pk=submission.pk).update(reporter_name="Buy pills")
        User.objects.update(name="Buy pills")
    round_at(REPORTED)

    message = bytes(Email.objects.get().message).decode("ascii")
    parts = [message, mail.outbox[0].body, mail.outbox[0].alternatives[0].content]
    assert [word for word in ("pills", "evil") for part in parts if word in part] == []
    assert message_from_bytes(message.encode(), policy=policy.default)["To"] == "victim@example.org"


def test_receipt_has_the_text_as_sent_and_the_calendar_file(motion, clp):
    reported(motion, clp, meeting_on=date(2027, 3, 18), meeting_time=time(19, 30))
    round_at(REPORTED)

    receipt = mail.outbox[0]
    assert "The meeting is on Thursday 18 March 2027 at 19:30." in receipt.body
    assert motion.current_version.text in receipt.body
    [calendar] = receipt.attachments
    assert (calendar.filename, calendar.mimetype) == ("meeting.ics", "text/calendar")
    assert "20270318T193000" in calendar.content


def test_receipt_without_a_date_asks_for_it(motion, clp):
    reported(motion, clp)
    round_at(REPORTED)

    assert "We do not know yet when it will be heard." in mail.outbox[0].body
    assert mail.outbox[0].attachments == []


def test_receipt_of_what_a_branch_carried_says_so_and_is_the_only_mail(motion, clp):
    branch = confirmed_and_thanked(motion, clp, body=Body.BRANCH, branch_name="Mill Lane")
    amended = Result(
        outcome=Outcome.CARRIED_AS_AMENDED, held_on=date(2027, 3, 5), amended_text="Conference notes every library."
    )
    later = london(2027, 3, 6, 12)
    with at(later):
        record_vote(branch, amended, by=branch.activist)
        report_onward(branch, make_report(motion, clp, sent_on=date(2027, 3, 6)), consent="I agree.")

    assert round_at(later) == [(RECEIPT, "alex@example.org")]
    assert "after Mill Lane branch carried it" in mail.outbox[-1].body
    assert "Conference notes every library." in mail.outbox[-1].body
    assert round_at(later + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("meeting_on", "ten_by_the_clock"),
    [
        (date(2027, 3, 27), "2027-03-28T09:00:00+00:00"),  # the clocks go forward in the night before
        (date(2027, 3, 26), "2027-03-27T10:00:00+00:00"),
        (date(2027, 10, 30), "2027-10-31T10:00:00+00:00"),  # the clocks go back in the night before
        (date(2027, 10, 29), "2027-10-30T09:00:00+00:00"),
    ],
)
def test_outcome_is_asked_for_at_ten_the_day_after(motion, clp, meeting_on, ten_by_the_clock):
    submission = confirmed_and_thanked(motion, clp, meeting_on=meeting_on)
    due = Email(key="unused").not_before.fromisoformat(ten_by_the_clock)

    assert round_at(due - timedelta(seconds=1)) == []
    assert round_at(due) == [(HOW_DID_IT_GO, "alex@example.org")]
    email = Email.objects.get(kind=MailKind.OUTCOME_DUE)
    assert (email.key, email.not_before) == (f"outcome-due:{submission.reference}:{meeting_on}", due)
    assert SubmissionLink.objects.opened_by(token_in(mail.outbox[-1].body), LinkPurpose.OUTCOME).exists()
    assert [round_at(due + timedelta(hours=hours)) for hours in (0, 1, 24)] == [[]] * 3


def test_outcome_is_asked_for_late_but_never_after_a_week(motion, clp):
    confirmed_and_thanked(motion, clp, meeting_on=date(2027, 3, 10))
    other = CLPFactory(name="Elsewhere")
    confirmed_and_thanked(motion, other, meeting_on=date(2027, 3, 11), email="other@example.org")

    # A worker that stood still for a week: what is past its time is never sent.
    week_later = london(2027, 3, 18, 10)
    assert round_at(week_later) == [
        ("Still waiting to hear: Little Mickering CLP, 10 March", "alex@example.org"),
        ("How did it go at Elsewhere CLP?", "other@example.org"),
    ]


def test_outcome_is_not_asked_for_once_nobody_waits_for_it(motion):
    meeting_on = date(2027, 3, 10)
    lost = Result(outcome=Outcome.LOST, held_on=meeting_on)
    with at(REPORTED):
        make_submission(motion, CLPFactory(), meeting_on=meeting_on, confirmed=False)
        withdrawn = make_submission(motion, CLPFactory(), meeting_on=meeting_on)
        withdraw_report(withdrawn, by=withdrawn.activist)
        decided = make_submission(motion, CLPFactory(), meeting_on=meeting_on)
        record_vote(decided, lost, by=decided.activist)
        make_submission(motion, CLPFactory(), sent_on=date(2027, 3, 10))
        left = make_submission(motion, CLPFactory(), meeting_on=meeting_on)
        User.objects.filter(pk=left.activist_id).update(is_active=False)
    round_at(REPORTED)

    assert round_at(london(2027, 3, 11, 10)) == []
    assert Email.objects.filter(kind=MailKind.OUTCOME_DUE).count() == 0


def test_meeting_that_moves_is_asked_about_on_its_new_date(motion, clp):
    submission = confirmed_and_thanked(motion, clp, meeting_on=date(2027, 3, 10))
    with at(london(2027, 3, 9, 12)):
        change_report(submission, make_report(motion, clp, meeting_on=date(2027, 3, 17)), by=submission.activist)

    moved = "Moved: Little Mickering CLP meets on Wednesday 17 March"
    near = "Little Mickering CLP meets on Wednesday 17 March: will you speak?"
    assert round_at(london(2027, 3, 9, 12)) == [(moved, "alex@example.org")]
    assert round_at(london(2027, 3, 11, 10)) == [(near, "alex@example.org")]
    assert round_at(london(2027, 3, 18, 10)) == [(HOW_DID_IT_GO, "alex@example.org")]


def test_meeting_put_off_is_asked_about_again_once_for_each_date(motion, clp):
    submission = confirmed_and_thanked(motion, clp, meeting_on=date(2027, 3, 10))
    assert len(round_at(london(2027, 3, 11, 10))) == 1
    put_off = Result(outcome=Outcome.DEFERRED, held_on=date(2027, 3, 10), deferred_to=date(2027, 4, 14))
    with at(london(2027, 3, 11, 12)):
        record_vote(submission, put_off, by=submission.activist)

    moved = "Moved: Little Mickering CLP meets on Wednesday 14 April"
    assert round_at(london(2027, 3, 12, 10)) == [(moved, "alex@example.org")]
    assert round_at(london(2027, 4, 15, 10)) == [(HOW_DID_IT_GO, "alex@example.org")]
    assert round_at(london(2027, 4, 16, 10)) == []


def test_mail_that_cannot_be_written_fails_alone_and_can_be_written_again(motion, clp):
    poisoned = reported(motion, clp, confirmed=False, email="alex@example.org")
    User.objects.filter(pk=poisoned.activist_id).update(email="no\nbody@example.org")
    reported(motion, CLPFactory(name="Elsewhere"), confirmed=False, email="other@example.org")

    assert round_at(REPORTED) == [("Please confirm your report for Elsewhere CLP", "other@example.org")]
    failed = Email.objects.get(submission=poisoned)
    assert (failed.state, bytes(failed.message)) == (EmailState.FAILED, b"")

    User.objects.filter(pk=poisoned.activist_id).update(email="alex@example.org")
    organiser = User.objects.create_superuser("organiser@example.org")
    with at(REPORTED):
        assert queue.resend(failed, by=organiser)
    assert round_at(REPORTED + timedelta(hours=1)) == [(CONFIRM, "alex@example.org")]


def test_link_is_not_left_behind_when_its_mail_cannot_be_stored(motion, clp, monkeypatch):
    reported(motion, clp, confirmed=False)
    round_at(REPORTED)
    taken = Email.objects.get().message_id
    reported(motion, CLPFactory(), confirmed=False)
    monkeypatch.setattr("uuid.uuid4", lambda: type("Taken", (), {"hex": taken[1:33]}))

    with pytest.raises(IntegrityError), at(REPORTED):
        plan(REPORTED)
    assert (Email.objects.count(), SubmissionLink.objects.count()) == (1, 1)


def test_mail_that_the_database_refuses_keeps_no_other_waiting(motion, clp):
    refused = reported(motion, clp, confirmed=False)
    reported(motion, CLPFactory(name="Elsewhere"), confirmed=False, email="other@example.org")

    def refuse(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "mail_email"') and f"confirm:{refused.reference}" in params:
            raise DataError("It is too long.")
        return execute(sql, params, many, context)

    before = len(mail.outbox)
    with connection.execute_wrapper(refuse), pytest.raises(DataError):
        round_at(REPORTED)
    assert [sent.to for sent in mail.outbox[before:]] == [["other@example.org"]]
    assert round_at(REPORTED) == [(CONFIRM, "alex@example.org")]


@pytest.mark.parametrize("others", [1, 30])
def test_round_with_nothing_to_do_costs_the_same_however_much_there_was(motion, others, django_assert_num_queries):
    with at(REPORTED):
        for _ in range(others):
            make_submission(motion, CLPFactory(), meeting_on=date(2027, 3, 10))
        mail_round()
        # The facts (of submissions, reports that conflict and contradict, appeals, champions, events, answers, offers,
        # speakers, letters to groups, what CLPs ask of motions, people), the settings,
        # the plan, what is written; what is to be written again, was left half-way, is due to be written, is too late,
        # is to be sent: some of it twice, because what has just happened is answered first. And two signs of life,
        # what came in, and what everything is planned by: when that was, the campaign, its texts, settings, stops.
        # Suspensions are read with submissions, with champions, and with what has just happened.
        with django_assert_num_queries(53):
            mail_round()
    with at(REPORTED + timedelta(minutes=10)), django_assert_num_queries(38):
        # Nothing has happened, so people are not looked at, and of the CLPs those alone that were so just before.
        mail_round()
