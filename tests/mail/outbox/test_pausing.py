"""One switch stops all mail, and every organiser sees that it is thrown."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from zeal import zeal_ignore

from campaign.accounts.models import Role
from campaign.mail.enums import EmailState
from campaign.mail.models import Email, MailPause
from campaign.mail.outbox import queue
from campaign.mail.outbox.pausing import is_paused, pause, resume
from campaign.mail.reminders.planner import plan
from campaign.mail.tasks import mail_round
from tests.factories import CLPFactory, UserFactory, allow, make_submission, sign_in_with, with_role
from tests.mail.helpers import NOON, at
from tests.test_guards import ADMIN

pytestmark = pytest.mark.django_db

LIST, PAUSE, RESUME = (f"/admin/mail/mailpause/{side}" for side in ("", "pause/", "resume/"))
WHY = "The wrong motion went out"


@pytest.fixture
def organiser():
    person = UserFactory(is_staff=True, name="Robin Organiser")
    return allow(person, "change_mailpause", "view_mailpause", "view_email")


def waiting(motion, number=3):
    with at(NOON):
        for clp in CLPFactory.create_batch(number):
            make_submission(motion, clp)
        plan(NOON)


def states():
    return sorted(Email.objects.values_list("state", "last_error"))


def test_mail_stays_while_paused_and_goes_after(motion, organiser):
    waiting(motion)
    with at(NOON):
        assert [pause(by=organiser, why=WHY), pause(by=UserFactory(), why="Again")] == [True, False]
        assert [queue.deliver(NOON), queue.deliver(NOON)] == [0, 0]
        assert states() == [(EmailState.PENDING, "")] * 3
        assert [resume(by=organiser), resume(by=organiser)] == [True, False]
        assert [queue.deliver(NOON), queue.deliver(NOON)] == [3, 0]
    assert list(MailPause.objects.values_list("why", "by", "resumed_by", "resumed_at")) == [
        (WHY, organiser.pk, organiser.pk, NOON)
    ]


def test_planning_goes_on_while_paused(motion, clp, organiser):
    pause(by=organiser, why=WHY)
    with at(NOON):
        make_submission(motion, clp, confirmed=False)
        mail_round()
    assert states() == [(EmailState.PENDING, "")]


class PausedMeanwhileBackend(EmailBackend):
    """While it sends, an organiser stops all mail."""

    def send_messages(self, messages):
        pause(by=UserFactory(is_staff=True), why=WHY)
        return super().send_messages(messages)


def test_sender_at_work_stops_before_its_next_mail_and_gives_back_the_rest(motion, organiser, settings):
    waiting(motion)
    settings.EMAIL_BACKEND = f"{__name__}.PausedMeanwhileBackend"
    with at(NOON):
        assert queue.deliver(NOON) == 1
    assert states() == [(EmailState.PENDING, "")] * 2 + [(EmailState.SENT, "")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with at(NOON):
        resume(by=organiser)
        assert queue.deliver(NOON) == 2


def test_mail_whose_time_passes_in_a_pause_is_dropped_where_organisers_see_why(motion, clp, organiser):
    waiting(motion, 1)
    Email.objects.update(last_error="The mail server said: 450 Busy")
    pause(by=organiser, why=WHY)
    week_later = NOON + timedelta(days=7)
    with at(week_later - timedelta(minutes=1)):
        queue.deliver(week_later - timedelta(minutes=1))
        assert states()[0][0] == EmailState.PENDING
    with at(week_later):
        queue.deliver(week_later)
        resume(by=organiser)
        assert queue.deliver(week_later) == 0
    words = "All mail was paused until it was too late for this one to make sense."
    assert states() == [(EmailState.DROPPED, f"{words} Before that: The mail server said: 450 Busy")]
    assert mail.outbox == []


def test_page_says_what_will_happen_and_changes_nothing(client, motion, organiser):
    waiting(motion)
    with at(NOON):
        client.force_login(organiser)
        asked = client.get(PAUSE).content.decode()
        pause(by=organiser, why=WHY)
        back = client.get(RESUME).content.decode()
    assert "3 mails would go now and will wait instead; 0 more wait for a later hour." in " ".join(asked.split())
    assert "3 mails that waited go within a minute" in " ".join(back.split())
    assert is_paused()


def test_organiser_pauses_and_resumes_in_the_admin(client, organiser):
    client.force_login(organiser)
    assert "Pause all mail" in client.get(LIST).content.decode()
    refused = client.post(PAUSE, {"why": " "})
    assert (refused.status_code, is_paused()) == (200, False)
    assert "This field is required." in refused.content.decode()

    assert "All mail is paused." in client.post(PAUSE, {"why": WHY}, follow=True).content.decode()
    assert is_paused()
    assert "It was paused already." in client.post(PAUSE, {"why": "Again"}, follow=True).content.decode()
    assert "Mail goes again." in client.post(RESUME, follow=True).content.decode()
    assert "It was not paused." in client.post(RESUME, follow=True).content.decode()
    assert MailPause.objects.count() == 1


def test_organiser_who_may_only_look_cannot_switch(client, motion, organiser):
    sign_in_with(client, "view_mailpause")
    assert [client.get(PAUSE).status_code, client.post(PAUSE, {"why": WHY}).status_code] == [403, 403]
    pause(by=organiser, why=WHY)
    assert [client.get(RESUME).status_code, client.post(RESUME).status_code] == [403, 403]
    assert "Let mail go again" not in client.get(LIST).content.decode()
    assert is_paused()


def test_every_page_of_every_organiser_says_that_mail_is_paused(client, organiser):
    client.force_login(UserFactory(is_staff=True))
    assert "All mail is paused." not in client.get("/admin/").content.decode()
    pause(by=organiser, why=WHY)
    page = client.get("/admin/").content.decode()
    assert "All mail is paused." in page
    assert f"Robin Organiser stopped it on {MailPause.objects.get().paused_at:%-d %B}" in page
    assert WHY in page
    assert RESUME not in page
    client.force_login(organiser)
    assert RESUME in client.get("/admin/mail/email/").content.decode()


def test_pause_is_said_on_every_page_of_the_admin(client, motion, clp, organiser):
    submission = make_submission(motion, clp)
    plan(timezone.now())
    pause(by=organiser, why=WHY)
    person = with_role(Role.ADMIN)
    client.force_login(person)
    email = Email.objects.get(submission=submission)
    addresses = [
        address for name, address in ADMIN if name not in {"login", "logout", "jsi18n"} and "(" not in address
    ]
    addresses += [
        f"/admin/mail/email/{email.pk}/change/",
        f"/admin/motions/submission/{submission.pk}/change/",
        f"/admin/motions/submission/{submission.pk}/history/",
        f"/admin/clps/clp/{clp.pk}/change/",
    ]
    without, number = [], 0
    for address in addresses:
        # The one who asks and the one asked about are both people: that is no query in a loop.
        with zeal_ignore():
            page = client.get(address)
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            number += 1
            without += [] if "All mail is paused." in page.content.decode() else [address]
    assert without == []
    assert number > 50


def test_stranger_at_the_door_sees_nothing_of_it(client, organiser):
    pause(by=organiser, why=WHY)
    assert WHY not in client.get("/admin/login/", follow=True).content.decode()
    assert client.post(RESUME).status_code == 302
    assert is_paused()
