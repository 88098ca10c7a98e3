"""What becomes of a row of the outbox, whatever the mail backend and whatever happens in between."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from campaign.accounts.models import User
from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email, Reminder
from campaign.mail.outbox import queue
from campaign.mail.outbox.claims import pause_after
from campaign.mail.outbox.compose import unwritten
from campaign.mail.outbox.sender import Verdict
from campaign.mail.outbox.tokens import with_tokens
from campaign.mail.reminders.planner import plan
from motions.actions.submissions import change_report, confirm_report, withdraw_report
from motions.enums import LinkPurpose
from motions.models import SubmissionLink
from tests.factories import CLPFactory, make_report, make_submission
from tests.mail.helpers import NOON, at, deliver_at, london

pytestmark = pytest.mark.django_db


def test_mail_is_stored_with_its_identifier_before_it_is_sent(waiting):
    assert waiting.message_id.endswith("@example.org>")
    assert f"Message-ID: {waiting.message_id}\r\n".encode() in bytes(waiting.message)
    assert (waiting.state, waiting.attempts, waiting.sent_at) == (EmailState.PENDING, 0, None)


def test_mail_is_sent_once_and_marked(waiting):
    assert [deliver_at(NOON), deliver_at(NOON), deliver_at(NOON + timedelta(days=1))] == [1, 0, 0]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.sent_at) == (EmailState.SENT, 1, NOON)
    [sent] = mail.outbox
    assert sent.message().as_bytes(linesep="\r\n") == with_tokens(bytes(waiting.message))
    assert (sent.to, sent.from_email) == (["alex@example.org"], "A library in reach <motions@example.org>")
    assert sent.recipients() == ["alex@example.org"]


def test_second_mail_with_the_same_key_is_not_queued(waiting):
    reminder = Reminder(
        **{name: getattr(waiting, name) for name in ("key", "kind", "campaign", "submission", "not_before", "until")}
    )
    again = queue.started(reminder, waiting.recipient)
    queued = queue.queue(again, unwritten(again, waiting.recipient), Verdict(EmailState.PENDING))
    assert (queued, Email.objects.get().message_id) == (False, waiting.message_id)


def test_limit_leaves_the_rest_for_the_next_round(motion):
    with at(NOON):
        for clp in CLPFactory.create_batch(5):
            make_submission(motion, clp)
        plan(NOON)
        assert [queue.deliver(NOON, limit=3) for _ in range(3)] == [3, 2, 0]


def test_mail_whose_reason_went_before_it_was_sent_is_dropped(waiting):
    withdraw_report(waiting.submission, by=waiting.submission.activist)

    assert deliver_at(NOON) == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error, waiting.attempts) == (EmailState.DROPPED, "Its reason had gone.", 0)


def test_mail_about_a_meeting_that_moved_is_dropped(motion, clp):
    with at(NOON):
        submission = make_submission(motion, clp, meeting_on=date(2027, 3, 10))
    asked = london(2027, 3, 11, 10)
    with at(asked):
        plan(asked)
        change_report(submission, make_report(motion, clp, meeting_on=date(2027, 3, 12)), by=submission.activist)
    deliver_at(asked)
    assert Email.objects.get(kind=MailKind.OUTCOME_DUE).state == EmailState.DROPPED


class MeanwhileBackend(EmailBackend):
    """While it sends the first of a batch, something happens to the second."""

    meanwhile = None

    def send_messages(self, messages):
        if self.meanwhile:
            type(self).meanwhile, happens = None, type(self).meanwhile
            happens()
        return super().send_messages(messages)


def withdrawn(email):
    withdraw_report(email.submission, by=email.submission.activist)


def gone_inactive(email):
    User.objects.filter(pk=email.recipient_id).update(is_active=False)


@pytest.mark.parametrize("happens", [withdrawn, gone_inactive])
def test_mail_whose_reason_goes_between_being_put_aside_and_sent_is_dropped(motion, settings, monkeypatch, happens):
    settings.EMAIL_BACKEND = f"{__name__}.MeanwhileBackend"
    with at(NOON):
        for number in range(3):
            make_submission(motion, CLPFactory(), email=f"member{number}@example.org")
        plan(NOON)
        second = Email.objects.get(to="member1@example.org")
        monkeypatch.setattr(MeanwhileBackend, "meanwhile", staticmethod(lambda: happens(second)))
        assert queue.deliver(NOON) == 2
    second.refresh_from_db()
    assert (second.state, second.last_error, second.attempts) == (EmailState.DROPPED, "Its reason had gone.", 0)
    assert [sent.to for sent in mail.outbox] == [["member0@example.org"], ["member2@example.org"]]


def test_mail_that_comes_too_late_is_dropped(waiting):
    assert deliver_at(waiting.until) == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.last_error) == (EmailState.DROPPED, "It came too late to make sense.")


def test_mail_held_by_a_stopped_sender_becomes_unknown_and_is_not_sent_again(waiting):
    Email.objects.update(state=EmailState.SENDING, claimed_at=NOON)

    assert queue.mark_abandoned(NOON + queue.ABANDONED_AFTER) == 0
    assert queue.mark_abandoned(NOON + queue.ABANDONED_AFTER + timedelta(seconds=1)) == 1
    assert [deliver_at(NOON + timedelta(hours=hours)) for hours in (1, 24, 24 * 6)] == [0, 0, 0]
    waiting.refresh_from_db()
    assert (waiting.state, mail.outbox) == (EmailState.UNKNOWN, [])


class SlowBackend(EmailBackend):
    """So slow that the round of another minute has given the mail up by the time it has gone."""

    def send_messages(self, messages):
        queue.mark_abandoned(NOON + timedelta(hours=1))
        assert Email.objects.get().state == EmailState.UNKNOWN
        return super().send_messages(messages)


def test_slow_sender_still_says_what_became_of_its_mail(waiting, settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    assert deliver_at(NOON) == 1
    assert Email.objects.get().state == EmailState.SENT


class OvertakenBackend(EmailBackend):
    """While it sends, an organiser drops what seems lost."""

    def send_messages(self, messages):
        queue.mark_abandoned(NOON + timedelta(hours=1))
        queue.drop(Email.objects.get(), by=User.objects.create_superuser("organiser@example.org"))
        return super().send_messages(messages)


def test_sender_does_not_overrule_an_organiser(waiting, settings):
    settings.EMAIL_BACKEND = f"{__name__}.OvertakenBackend"
    deliver_at(NOON)
    assert Email.objects.get().state == EmailState.DROPPED


class BrokenBackend(EmailBackend):
    """A provider's backend that fails for one recipient, and nobody knows at which point."""

    def send_messages(self, messages):
        if messages[0].to == ["alex@example.org"]:
            raise RuntimeError("No answer for alex@example.org")
        return super().send_messages(messages)


def test_failure_that_a_backend_cannot_place_is_unknown(waiting, motion, settings):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    with at(NOON):
        make_submission(motion, CLPFactory(), confirmed=False, email="other@example.org")
        plan(NOON)
    assert deliver_at(NOON) == 1
    assert sorted(Email.objects.values_list("to", "state")) == [
        ("alex@example.org", EmailState.UNKNOWN),
        ("other@example.org", EmailState.SENT),
    ]


@pytest.mark.parametrize("backend", ["console", "filebased"])
def test_mail_goes_by_any_backend_of_django(waiting, settings, backend, tmp_path, capsys):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    assert deliver_at(NOON) == 1
    assert Email.objects.get().state == EmailState.SENT
    if backend == "console":
        assert waiting.message_id in capsys.readouterr().out
    if backend == "filebased":
        assert waiting.message_id in next(tmp_path.iterdir()).read_text()


def test_provider_gets_the_parts_of_a_stored_mail(motion, clp):
    with at(NOON):
        make_submission(motion, clp, meeting_on=date(2027, 3, 18))
        plan(NOON)
        queue.deliver(NOON)
    [receipt] = mail.outbox
    assert receipt.body.startswith("Hello Alex Activist,\n\nThank you")
    assert receipt.alternatives[0].mimetype == "text/html"
    assert [file.filename for file in receipt.attachments] == ["meeting.ics"]
    assert sorted(receipt.extra_headers) == [
        "Auto-Submitted",
        "Content-Language",
        "Date",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Message-ID",
        "References",
        "X-Auto-Response-Suppress",
    ]


def test_pause_doubles_up_to_an_hour_and_is_spread_by_chance():
    minutes = {1: 1, 2: 2, 3: 4, 6: 32, 7: 60, 400: 60}
    for attempts, longest in minutes.items():
        pauses = {pause_after(attempts) for _ in range(50)}
        assert min(pauses) >= timedelta(minutes=longest / 2)
        assert max(pauses) <= timedelta(minutes=longest)
        assert len(pauses) > 1


@pytest.mark.parametrize("state", EmailState)
def test_organiser_decides_only_about_what_is_theirs_to_decide(waiting, state):
    organiser = User.objects.create_superuser("organiser@example.org")
    doubtful = {EmailState.FAILED, EmailState.UNKNOWN}
    # What was only kept here, for want of a way out, can go once there is one.
    resendable = doubtful | {EmailState.KEPT}
    Email.objects.update(state=state)
    with at(NOON):
        assert queue.resend(waiting, by=organiser) == (state in resendable)
        Email.objects.update(state=state)
        assert queue.drop(waiting, by=organiser) == (state in doubtful | {EmailState.PENDING})
    words = LogEntry.objects.filter(object_id=str(waiting.pk)).order_by("pk").values_list("change_message", "user")
    asked = [("Asked for it to be sent again.", organiser.pk)] if state in resendable else []
    dropped = [("Dropped it.", organiser.pk)] if state in doubtful | {EmailState.PENDING} else []
    assert list(words) == asked + dropped


def test_unknown_mail_goes_when_an_organiser_says_so(waiting):
    Email.objects.update(state=EmailState.UNKNOWN)
    with at(NOON):
        queue.resend(waiting, by=User.objects.create_superuser("organiser@example.org"))
    assert [deliver_at(NOON), deliver_at(NOON)] == [1, 0]


def test_mail_sent_again_is_dropped_where_its_reason_has_gone(waiting):
    Email.objects.update(state=EmailState.UNKNOWN)
    with at(NOON):
        confirm_report(SubmissionLink.objects.mint(waiting.submission, LinkPurpose.CONFIRM))
        queue.resend(waiting, by=User.objects.create_superuser("organiser@example.org"))
    assert (deliver_at(NOON), Email.objects.get().state) == (0, EmailState.DROPPED)


@pytest.mark.parametrize("size", [1, 20])
def test_each_mail_costs_one_statement(motion, size, django_assert_num_queries):
    with at(NOON):
        for clp in CLPFactory.create_batch(size):
            make_submission(motion, clp)
        plan(NOON)
        # What is too late (1), a batch put aside (5), its reasons looked at (4), suspensions (1), the last one's mark
        # (1), no more (1).
        with django_assert_num_queries(size + 13):
            assert queue.deliver(NOON) == size


def test_log_names_nobody(waiting, motion, settings, caplog):
    caplog.set_level("DEBUG")
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    with at(NOON):
        submission = make_submission(motion, CLPFactory(), confirmed=False, email="poisoned@example.org")
        User.objects.filter(pk=submission.activist_id).update(email="poi\nsoned@example.org")
        plan(NOON)
        queue.deliver(NOON)
        queue.mark_abandoned(NOON + timedelta(days=1))
    assert "could not be written" in caplog.text
    assert f"Mail {waiting.pk} (confirm) is unknown." in caplog.text
    assert [word for word in ("example.org", "soned", "alex", "Activist") if word in caplog.text] == []
