"""“Never write here again”: by the link in a first mail, for every name of the mailbox, for ever."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.privacy.erasure import forget_person
from campaign.mail.enums import EmailState
from campaign.mail.models import Email, Refusal
from campaign.mail.outbox import queue
from campaign.mail.outbox.refusals import WHY, is_refused, refuse
from campaign.mail.outbox.stored_mail import read as read_mail
from campaign.mail.reminders.planner import plan
from campaign.operations.tombstones import TombstoneKind, read
from campaign.recovery.replay import replay
from tests.factories import CLPFactory, UserFactory, make_champion, make_submission
from tests.mail.helpers import NOON, at, round_at
from tests.mail.outbox.test_preferences import link_in

pytestmark = pytest.mark.django_db
DOTTED, PLAIN = "Alex.Activist+club@googlemail.com", "alexactivist@gmail.com"


@pytest.fixture(autouse=True)
def own_list(settings, tmp_path):
    """A list of what people took back that no other test writes to."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def link(motion):
    """The path of the link in a first mail, to somebody who never asked for it."""
    with at(NOON):
        make_submission(motion, CLPFactory(), confirmed=False, email=DOTTED)
    round_at(NOON)
    return link_in(Email.objects.get())


def later(motion, email, hours=2):
    """What goes after somebody types an address again."""
    with at(NOON + timedelta(hours=hours)):
        make_submission(motion, CLPFactory(), confirmed=False, email=email)
    return round_at(NOON + timedelta(hours=hours))


def test_first_mail_offers_it_and_opening_the_page_changes_nothing(motion, link, settings):
    words = read_mail(Email.objects.get()).text
    assert f"Stop our reminders, or never write here again:\n{settings.SITE_URL}{link}" in words
    page = Client().get(link).text
    assert 'value="never"' in page
    assert not Refusal.objects.exists()
    assert len(later(motion, DOTTED)) == 1


def test_mailbox_is_left_alone_under_all_its_names_and_no_address_is_kept(motion, link):
    assert "We never write to you again" in Client().post(link, {"wish": "never"}, follow=True).text
    for hours, address in ((2, DOTTED), (4, PLAIN), (6, "alex.activist@gmail.com")):
        assert later(motion, address, hours) == []
    assert later(motion, "alex@example.org", 8)[0][1] == "alex@example.org"
    dropped = Email.objects.filter(state=EmailState.DROPPED)
    assert set(dropped.values_list("last_error", flat=True)) == {WHY}
    [kept] = Refusal.objects.values("mailbox")
    assert "alex" not in str(kept)
    assert len(kept["mailbox"]) == 64


def test_button_of_the_mail_app_means_it_too_and_a_second_press_does_nothing(motion, link):
    for _ in range(2):
        Client().post(link, {"List-Unsubscribe": "One-Click"})
    assert Refusal.objects.count() == 1
    assert [stone.kind for stone in read()] == [TombstoneKind.NEVER_AGAIN]
    assert later(motion, PLAIN) == []


def test_mail_that_waits_is_not_sent(motion):
    with at(NOON):
        make_submission(motion, CLPFactory(), confirmed=False, email=PLAIN)
        plan(timezone.now())
        refuse(DOTTED)
        assert queue.deliver(timezone.now()) == 0
    assert Email.objects.get().last_error == WHY


def test_only_the_link_in_our_mail_takes_it_back(motion, link):
    Client().post(link, {"wish": "never"})
    assert later(motion, PLAIN) == []
    assert "Write to me again" in Client().get(link).text
    Client().post(link, {"wish": "again"})
    assert not is_refused(PLAIN)
    assert len(later(motion, PLAIN, 4)) == 1


def test_refusal_outlives_the_removal_of_the_person(motion, link):
    Client().post(link, {"wish": "never"})
    forget_person(User.objects.get(email=DOTTED.lower()), by=UserFactory())
    assert is_refused(PLAIN)
    assert later(motion, PLAIN) == []


def test_restored_backup_holds_it_though_it_knows_no_such_address(motion):
    refuse(PLAIN)
    stones = read()
    Refusal.objects.all().delete()
    assert replay(stones).done == {TombstoneKind.NEVER_AGAIN: 1}
    assert is_refused(DOTTED)
    assert not replay(stones).done


def test_whoever_confirmed_is_offered_to_stop_and_not_to_be_left_alone_for_ever(motion):
    with at(NOON):
        make_champion(motion, CLPFactory(), email=PLAIN)
    round_at(NOON)
    receipt = Email.objects.get(state=EmailState.SENT)
    assert "never write here again" not in read_mail(receipt).text
    path = link_in(receipt)
    assert 'value="never"' not in Client().get(path).text
    Client().post(path, {"List-Unsubscribe": "One-Click"})
    assert not Refusal.objects.exists()
