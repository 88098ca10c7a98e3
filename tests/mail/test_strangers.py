"""A stranger's address, which anybody may have typed: so many mails an hour, whoever asks for whatever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from campaign.accounts.models import User
from campaign.desk.privacy.erasure import forget_person
from campaign.mail.enums import EmailState, MailKind
from campaign.mail.inbound.filing import file_mail
from campaign.mail.inbound.incoming import Incoming
from campaign.mail.models import Email, Reminder
from campaign.mail.reminders.planner import _write, refresh
from motions.actions.submissions import confirm_report
from motions.enums import LinkPurpose
from motions.models import Submission, SubmissionLink
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_champion, make_submission
from tests.mail.helpers import SENT, at, reported, round_at

pytestmark = pytest.mark.django_db


def test_fourth_confirmation_in_an_hour_is_dropped_where_organisers_see_it(motion):
    clps = CLPFactory.create_batch(5)
    for minute, clp in enumerate(clps[:4]):
        reported(motion, clp, when=SENT + timedelta(minutes=minute), confirmed=False)
    reported(motion, clps[4], confirmed=False, email="outsider@example.org")

    sent = round_at(SENT + timedelta(minutes=5))
    assert [to for _, to in sent] == ["alex@example.org"] * 3 + ["outsider@example.org"]
    [dropped] = Email.objects.filter(state=EmailState.DROPPED)
    assert dropped.last_error == "3 such mails went to this mailbox within the hour."
    assert round_at(SENT + timedelta(hours=5)) == []

    reported(motion, CLPFactory(), when=SENT + timedelta(hours=6), confirmed=False)
    assert len(round_at(SENT + timedelta(hours=6))) == 1


def test_strangers_address_gets_three_mails_an_hour_whoever_asks_for_whatever(motion):
    for minute, clp in enumerate(CLPFactory.create_batch(4)):
        with at(SENT + timedelta(minutes=minute)):
            make = make_submission if minute % 2 else make_champion
            make(motion, clp, confirmed=False, email="alex@example.org")
    assert len(round_at(SENT + timedelta(minutes=5))) == 3
    kinds = Email.objects.filter(state=EmailState.SENT).values_list("kind", flat=True)
    assert set(kinds) == {MailKind.CONFIRM, MailKind.CHAMPION_CONFIRM}
    assert Email.objects.filter(state=EmailState.DROPPED).count() == 1


def test_plus_in_an_address_makes_no_other_stranger_of_it(motion):
    addresses = ["Alex+one@example.org", "alex@example.org", "ALEX+two@example.org", "alex+three@example.org"]
    others = ["alexa@example.org", "alex@example.net", "al+ex@example.org"]
    for address in (*addresses, *others):
        reported(motion, CLPFactory(), confirmed=False, email=address)
    found = [to for _, to in round_at(SENT)]
    assert found == sorted([address.lower() for address in addresses[:3]] + others)


def test_confirmations_that_wait_count_towards_the_hour_in_which_they_go(motion, settings):
    settings.EMAIL_BACKEND = "campaign.mail.outbox.backends.SMTPBackend"
    settings.EMAIL_PORT = 1  # nobody listens
    for hour in range(2):
        for clp in CLPFactory.create_batch(3):
            reported(motion, clp, when=SENT + timedelta(hours=2 * hour), confirmed=False)
        round_at(SENT + timedelta(hours=2 * hour))

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(round_at(SENT + timedelta(hours=4))) == 3


def test_dots_and_the_names_of_one_provider_make_no_other_stranger(motion):
    addresses = ["a.l.e.x@gmail.com", "alex+one@gmail.com", "alex@googlemail.com", "al.ex+two@googlemail.com"]
    others = ["a.lex@example.org", "alex@example.org"]
    for address in (*addresses, *others):
        reported(motion, CLPFactory(), confirmed=False, email=address)
    assert len(round_at(SENT)) == 3 + len(others)


def typed_all_day(motion, hours, *, start=SENT):
    """Somebody types one address three times every two hours; how many mails went in each."""
    went = []
    for hour in range(hours):
        when = start + timedelta(hours=2 * hour)
        for number in range(3):
            reported(motion, CLPFactory(), when=when, confirmed=False, email=f"alex+{hour}{number}@example.org")
        went.append(len(round_at(when)))
    return went


def test_mailbox_that_never_answers_gets_ten_for_ever(motion):
    assert typed_all_day(motion, 5) == [3, 3, 3, 1, 0]
    why = Email.objects.filter(state=EmailState.DROPPED).latest("pk").last_error
    assert why == "10 such mails went to this mailbox, and none was answered."
    assert typed_all_day(motion, 1, start=SENT + timedelta(days=300)) == [0]
    # Nor does it help that what nobody confirmed is forgotten.
    for person in User.objects.filter(email__startswith="alex"):
        forget_person(person, by=UserFactory())
    assert typed_all_day(motion, 1, start=SENT + timedelta(days=301)) == [0]


def test_confirming_one_is_an_answer(motion):
    typed_all_day(motion, 5)
    with at(SENT + timedelta(days=1)):
        confirm_report(SubmissionLink.objects.mint(Submission.objects.first(), LinkPurpose.CONFIRM))
    assert typed_all_day(motion, 2, start=SENT + timedelta(days=2)) == [4, 3]


def test_reply_to_one_is_an_answer_and_a_letter_in_somebodys_name_is_none(motion):
    typed_all_day(motion, 5)
    mail = Email.objects.filter(state=EmailState.SENT).first()
    file_mail(Incoming(message_id="<1@example.org>", sender=mail.to, text="Is this you?"))
    assert typed_all_day(motion, 1, start=SENT + timedelta(days=2)) == [0]
    file_mail(Incoming(message_id="<2@example.org>", sender=mail.to, text="Yes!", answers=(mail.message_id,)))
    assert typed_all_day(motion, 1, start=SENT + timedelta(days=3)) == [3]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_planners_at_once_count_together_for_all_names_of_a_mailbox():
    motion = MotionFactory()
    for number in range(8):
        reported(motion, CLPFactory(), confirmed=False, email=f"alex+{number}@example.org")
    with at(SENT):
        refresh(SENT)
        keys = list(Reminder.objects.values_list("pk", flat=True))
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write_one, keys))
    assert Email.objects.exclude(state=EmailState.DROPPED).count() == 3


def write_one(key):
    try:
        _write(Reminder.objects.get(pk=key), now=SENT)
    finally:
        connection.close()
