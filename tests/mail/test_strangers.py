"""A stranger's address, which anybody may have typed: so many mails an hour, whoever asks for whatever."""

from datetime import timedelta

import pytest

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email
from tests.factories import CLPFactory, make_champion, make_submission
from tests.mail.helpers import at, london, round_at

pytestmark = pytest.mark.django_db

REPORTED = london(2027, 3, 1, 12)


def reported(motion, clp, *, when=REPORTED, **values):
    with at(when):
        return make_submission(motion, clp, **{"email": "alex@example.org", **values})


def test_fourth_confirmation_in_an_hour_is_dropped_where_organisers_see_it(motion):
    clps = CLPFactory.create_batch(5)
    for minute, clp in enumerate(clps[:4]):
        reported(motion, clp, when=REPORTED + timedelta(minutes=minute), confirmed=False)
    reported(motion, clps[4], confirmed=False, email="outsider@example.org")

    sent = round_at(REPORTED + timedelta(minutes=5))
    assert [to for _, to in sent] == ["alex@example.org"] * 3 + ["outsider@example.org"]
    [dropped] = Email.objects.filter(state=EmailState.DROPPED)
    assert dropped.last_error == "3 such mails went to this address within the hour."
    assert round_at(REPORTED + timedelta(hours=5)) == []

    reported(motion, CLPFactory(), when=REPORTED + timedelta(hours=6), confirmed=False)
    assert len(round_at(REPORTED + timedelta(hours=6))) == 1


def test_strangers_address_gets_three_mails_an_hour_whoever_asks_for_whatever(motion):
    for minute, clp in enumerate(CLPFactory.create_batch(4)):
        with at(REPORTED + timedelta(minutes=minute)):
            make = make_submission if minute % 2 else make_champion
            make(motion, clp, confirmed=False, email="alex@example.org")
    assert len(round_at(REPORTED + timedelta(minutes=5))) == 3
    kinds = Email.objects.filter(state=EmailState.SENT).values_list("kind", flat=True)
    assert set(kinds) == {MailKind.CONFIRM, MailKind.CHAMPION_CONFIRM}
    assert Email.objects.filter(state=EmailState.DROPPED).count() == 1


def test_plus_in_an_address_makes_no_other_stranger_of_it(motion):
    addresses = ["Alex+one@example.org", "alex@example.org", "ALEX+two@example.org", "alex+three@example.org"]
    others = ["alexa@example.org", "alex@example.net", "al+ex@example.org"]
    for address in (*addresses, *others):
        reported(motion, CLPFactory(), confirmed=False, email=address)
    found = [to for _, to in round_at(REPORTED)]
    assert found == sorted([address.lower() for address in addresses[:3]] + others)


def test_confirmations_that_wait_count_towards_the_hour_in_which_they_go(motion, settings):
    settings.EMAIL_BACKEND = "campaign.mail.outbox.backends.SMTPBackend"
    settings.EMAIL_PORT = 1  # nobody listens
    for hour in range(2):
        for clp in CLPFactory.create_batch(3):
            reported(motion, clp, when=REPORTED + timedelta(hours=2 * hour), confirmed=False)
        round_at(REPORTED + timedelta(hours=2 * hour))

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(round_at(REPORTED + timedelta(hours=4))) == 3
