"""The demonstration shows every kind of attention, and its desk is seeded once."""

import pytest
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from campaign.desk.front.attention import DESK_KINDS
from campaign.desk.models import AttentionMark
from campaign.mail.enums import EmailState, Filed, MailKind
from campaign.mail.models import Email, InboundMail
from campaign.mail.reminders.settings import days_asked
from campaign.mail.tasks import mail_round
from clps.models import CLP, Affiliate
from motions.attention import find_attention
from motions.committee.differences import reconcile
from motions.counts import MotionFigures, count_motion
from motions.enums import AdviceState, ListDifference, SubmissionState
from motions.models import AdviceRequest, Campaign, Composite, Offer, Submission
from motions.queries import current_conference_motion, motions_running
from tests.demonstration import make_demonstration
from tests.factories import MotionFactory, UserFactory

pytestmark = pytest.mark.django_db


class TestDemonstration(TestCase):
    """The demonstration, made once for all of these."""

    @classmethod
    def setUpTestData(cls):
        make_demonstration()

    def test_demonstration_shows_every_kind_of_attention_once_and_for_all(self):
        motion = current_conference_motion()
        found = find_attention(
            motion, day=timezone.localdate(), asks_after=days_asked(motion.campaign), kinds=DESK_KINDS
        )
        # A demonstration calls no address elsewhere, so none can have been given up; and no address of its people
        # rests, or mail for it would wait for ever.
        shown = {kind.key for kind in DESK_KINDS} - {"webhook-given-up", "mail-resting"}
        assert {item.kind.key for item in found} == shown
        before = [model.objects.count() for model in (Email, InboundMail, AttentionMark)]
        assert before[2] == 4
        # The committee's list agrees with ours in everything but one CLP, which it has missed.
        assert [one.kind for one in reconcile(motion).differences] == [ListDifference.MISSING]
        make_demonstration()
        assert [model.objects.count() for model in (Email, InboundMail, AttentionMark)] == before

    def test_demonstration_has_an_emergency_motion_that_some_clps_took_up(self):
        first, emergency = motions_running()
        assert (emergency.slug, emergency.campaign.conference.part_of) == (
            "after-the-storm",
            first.campaign.conference,
        )
        assert count_motion(emergency) == MotionFigures(carried=5, sent=3)

    def test_mail_of_the_demonstration_goes(self):
        mail_round()
        people = Submission.objects.filter(version__motion=motions_running()[1]).values("activist")
        about = Email.objects.filter(recipient__in=people)
        assert about.exists()
        assert set(about.values_list("state", flat=True)) == {EmailState.SENT}
        # Who has answered by mail is asked no more.
        answered = InboundMail.objects.filter(filed=Filed.REPLY).values("submission")
        about = Email.objects.filter(submission__in=answered, kind=MailKind.OUTCOME_DUE)
        assert [(email.state, bool(email.message)) for email in about] == [(EmailState.SENT, True)] * 3
        confirm = Email.objects.get(submission=InboundMail.objects.get(filed=Filed.REPORT).submission)
        assert (confirm.kind, confirm.to, confirm.state) == (MailKind.CONFIRM, "morgan@example.org", EmailState.SENT)

    def test_demonstration_has_mail_that_came_in_of_every_sort(self):
        said = [
            (row.filed, row.suggestion and row.suggestion["outcome"]) for row in InboundMail.objects.order_by("pk")
        ]
        assert said == [
            (Filed.REPLY, "carried"),
            (Filed.REPLY, "deferred"),
            (Filed.REPLY, "carried"),
            (Filed.IGNORED, None),
            (Filed.REPORT, None),
        ]
        passed, put_off, *_ = InboundMail.objects.order_by("pk")
        assert (passed.suggestion["votes_for"], passed.suggestion["votes_against"]) == (23, 4)
        assert "deferred_to" in put_off.suggestion
        assert set(InboundMail.objects.to_read()) == {passed, put_off}
        report = InboundMail.objects.get(filed=Filed.REPORT).submission
        assert (report.state, report.sent_on) == (
            SubmissionState.AWAITING_CONFIRMATION,
            timezone.localdate(report.inbound_mails.get().sent_at),
        )
        self.client.force_login(UserFactory(email="reader@example.org", is_staff=True, is_superuser=True))
        page = self.client.get("/admin/mail/inboundmail/?waiting=yes").content.decode()
        assert "Carried, 23 for, 4 against" in page

    def test_prepare_fills_an_empty_site_once(self):
        before = [model.objects.count() for model in (CLP, Affiliate, Campaign, Submission, Composite, Offer)]
        make_demonstration()
        assert [model.objects.count() for model in (CLP, Affiliate, Campaign, Submission, Composite, Offer)] == before
        # This year's campaign with its emergency motion, and two earlier ones to look back on.
        assert before[:3] == [650, 32, 4]

    def test_demonstration_has_questions_in_every_state_and_their_times_are_in_order(self):
        questions = list(AdviceRequest.objects.prefetch_related("replies", "events"))
        assert {question.state for question in questions} == set(AdviceState)
        assert {question.owner_id is None for question in questions} == {True, False}
        assert {question.by_mail for question in questions} == {True, False}
        now = timezone.now()
        for question in questions:
            asked, *happened = sorted(question.events.all(), key=lambda event: event.pk)
            assert asked.at == question.asked_at < now
            assert all(question.asked_at <= event.at < now for event in happened)
            assert [reply.at for reply in question.replies.all()] in ([], [question.first_answered_at])
            assert question.waiting_since is None or question.asked_at <= question.waiting_since < now


def test_desk_of_a_real_campaign_is_not_seeded():
    MotionFactory()
    call_command("seed_demo_desk")
    assert (Email.objects.count(), AttentionMark.objects.count()) == (0, 0)
