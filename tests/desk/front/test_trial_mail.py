"""A test mail to oneself from the desk, and mail that is kept here because it has no way to leave."""

import pytest

from campaign.desk.models import TrialMail
from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.outbox import queue
from clps.lib.clock import LONDON
from tests.factories import CLPFactory, make_submission
from tests.mail.helpers import ALEX, NOON, at, round_at
from tests.mail.sink import Server

pytestmark = pytest.mark.django_db

PAGE = "/admin/mail/try/"
NO_WAY = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def now():
    return NOON


@pytest.fixture
def organiser(owner):
    return owner


def test_button_sends_one_mail_to_whoever_presses_and_says_that_it_left(desk, owner, motion, settings):
    with Server() as sink:
        settings.EMAIL_URL, settings.EMAIL_BACKEND = "smtp://", "campaign.mail.outbox.backends.SMTPBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 2
        assert owner.email in desk.get(PAGE).content.decode()
        assert len(sink.messages) == 0
        page = desk.post(PAGE, follow=True).content.decode()
    assert f"A mail to {owner.email} left: the mail server took it." in page
    # The set-up list of a new campaign waits for this.
    assert [one.sent_by for one in TrialMail.objects.all()] == [owner]
    assert len(sink.messages) == 1


def test_button_says_why_no_mail_left(desk, motion, settings):
    settings.EMAIL_URL, settings.EMAIL_BACKEND = "", NO_WAY
    page = desk.post(PAGE, follow=True).content.decode()
    assert not TrialMail.objects.exists()
    assert "No mail left. EMAIL_URL is not set, so mail stays in the outbox." in page


def test_mail_without_a_way_out_is_kept_here_never_sent_and_says_so(desk, owner, motion, settings):
    settings.EMAIL_BACKEND = NO_WAY
    with at(NOON):
        make_submission(motion, CLPFactory(), confirmed=False, email=ALEX)
    round_at(NOON)
    email = Email.objects.get()
    assert (email.state, email.sent_at, email.get_state_display()) == (
        EmailState.KEPT,
        None,
        "Kept here: it has no way to leave",
    )
    assert round_at(NOON) == []
    page = desk.get("/admin/mail/email/").content.decode()
    assert "Kept here: it has no way to leave" in page
    assert "1 mail was kept here" in desk.get(PAGE).content.decode()
    # Once there is a way, an organiser may send it.
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert round_at(NOON) == []
    with at(NOON):
        assert queue.resend(email, by=owner)
    assert [to for _, to in round_at(NOON)] == [ALEX]
    email.refresh_from_db()
    assert (email.state, email.sent_at.astimezone(LONDON).hour) == (EmailState.SENT, 12)
