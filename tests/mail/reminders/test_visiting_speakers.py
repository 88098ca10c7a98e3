"""The mail of visiting speakers: confirming, asking and asking again, and one introduction to each."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from campaign.mail.models import Email, Reminder
from campaign.mail.outbox.preferences import stop_everything
from campaign.mail.outbox.queue import deliver
from campaign.mail.reminders.planner import plan
from motions.actions.speaker_wishes import confirm_wish, withdraw_wish
from motions.actions.speakers import accept_asking, ask_speaker, confirm_speaker, decline_asking, withdraw_speaker
from tests.factories import CLPFactory, MotionFactory, UserFactory
from tests.motions.visiting_speakers.conftest import offer, wish

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _evening(time_machine):
    time_machine.move_to("2027-02-02T20:00:00+00:00", tick=False)


@pytest.fixture
def motion():
    return MotionFactory()


@pytest.fixture
def asking(motion):
    clp = CLPFactory(name="Little Mickering")
    return ask_speaker(wish(motion, clp), offer(motion), by=UserFactory(is_staff=True))


def send():
    plan(timezone.now())
    deliver(timezone.now())


def gone():
    return sorted(Email.objects.filter(state="sent").values_list("kind", "to"))


def test_both_are_asked_to_confirm_and_their_words_are_not_repeated(motion):
    offer(motion, confirmed=False, name="Buy my watches", message="evil.example")
    wish(motion, CLPFactory(), confirmed=False, name="Buy my watches")
    for _ in range(2):
        send()
    assert gone() == [("speaker-confirm", "robin@example.org"), ("speaker-wanted", "alex@example.org")]
    for email in Email.objects.all():
        assert b"watches" not in bytes(email.message)
        assert b"evil" not in bytes(email.message)
    assert not Reminder.objects.exists()


def test_confirmed_meanwhile_is_not_asked(motion):
    confirm_speaker(offer(motion, confirmed=False))
    confirm_wish(wish(motion, CLPFactory(), confirmed=False))
    send()
    assert mail.outbox == []


def test_speaker_who_is_silent_is_asked_once_more(asking, time_machine):
    send()
    assert gone() == [("speaker-asked", "robin@example.org")]
    assert mail.outbox[0].subject == "Can you speak to Little Mickering CLP on 25 February?"
    assert "alex" not in mail.outbox[0].body.lower()
    for day in range(1, 24):
        time_machine.move_to(f"2027-02-{2 + day:02}T11:00:00+00:00", tick=False)
        send()
    assert gone() == [("speaker-asked", "robin@example.org")] * 2
    assert timezone.localdate(Email.objects.latest("pk").sent_at).day == 5
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("end", ["no", "withdrawn", "taken back", "stopped"])
def test_silence_that_is_over_is_not_asked_about(asking, time_machine, end):
    send()
    if end == "no":
        decline_asking(asking)
    elif end == "withdrawn":
        withdraw_speaker(asking.offer, by=None)
    elif end == "taken back":
        withdraw_wish(asking.wish, by=None)
    else:
        stop_everything(asking.offer.activist)
    time_machine.move_to("2027-02-05T11:00:00+00:00", tick=False)
    send()
    assert gone() == [("speaker-asked", "robin@example.org")]


def test_each_has_one_mail_with_the_others_name_and_address(asking):
    accept_asking(asking)
    for _ in range(2):
        send()
    assert gone() == [("speaker-met", "alex@example.org"), ("speaker-met", "robin@example.org")]
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "Robin Reader, robin@example.org" in bodies["alex@example.org"]
    assert "Alex Asker, alex@example.org" in bodies["robin@example.org"]
    decline_asking(asking)
    accept_asking(asking)
    send()
    assert len(gone()) == 2


def test_nobody_is_introduced_who_took_it_back_before_the_mail_went(asking):
    accept_asking(asking)
    plan(timezone.now())
    withdraw_speaker(asking.offer, by=None)
    deliver(timezone.now())
    send()
    assert mail.outbox == []


def test_day_before_which_no_mail_went_is_not_asked_about(asking, time_machine):
    time_machine.move_to("2027-02-26T11:00:00+00:00", tick=False)
    send()
    assert mail.outbox == []


@pytest.mark.parametrize("number", [1, 20])
def test_planning_takes_no_more_queries_to_read_many(motion, number, django_assert_max_num_queries):
    organiser = UserFactory(is_staff=True)
    for place in range(number):
        wanted = wish(motion, CLPFactory(), email=f"a{place}@example.org")
        accept_asking(ask_speaker(wanted, offer(motion, email=f"s{place}@example.org"), by=organiser))
    from campaign.mail.reminders.facts import speakers

    with django_assert_max_num_queries(5):
        assert len(list(speakers.to_write_about(timezone.now()))) == 5 * number
