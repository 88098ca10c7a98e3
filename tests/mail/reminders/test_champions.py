"""What champions get: their link, a nudge, the new text, the last safe day; and what everybody gets at the end."""

from datetime import date, timedelta

import pytest
from django.core import mail

from campaign.mail.enums import MailKind
from campaign.mail.models import Email, Stop
from motions.actions.champions import confirm_champion, introduce_champions, take_current_text, withdraw_champion
from motions.actions.rules import tell_body_rules
from motions.actions.texts import publish_version
from motions.enums import LinkPurpose
from motions.models import SubmissionLink
from tests.factories import CLPFactory, UserFactory, make_champion, make_submission
from tests.mail.helpers import at, london, mornings, round_at

pytestmark = pytest.mark.django_db

SAID = london(2027, 3, 1, 20)
ROBIN = "robin@example.org"
NUDGE = ("Has it gone to Little Mickering CLP?", ROBIN)


def said(motion, clp, **values):
    """Somebody said on 1 March that they will take it, and has the mail about that."""
    with at(SAID):
        champion = make_champion(motion, clp, **{"email": ROBIN, **values})
    round_at(SAID)
    return champion


def days(first, last):
    """What everybody gets at ten, day by day, as (day, subject, address)."""
    return [(when.day, *line) for when in mornings(first, last) for line in round_at(when)]


def test_offer_is_confirmed_by_mail_and_the_link_follows(motion, clp):
    said(motion, clp, confirmed=False)
    assert [sent.subject for sent in mail.outbox] == ["Please confirm: the motion for Little Mickering CLP"]
    assert "Robin" not in mail.outbox[0].body


def test_champion_gets_the_link_once_they_confirm_and_again_when_they_ask(motion, clp):
    said(motion, clp)
    with at(SAID + timedelta(days=1)):
        make_champion(motion, clp, email=ROBIN, confirmed=False)
    assert round_at(SAID + timedelta(days=1)) == [("Thank you for taking it to Little Mickering CLP", ROBIN)]
    assert [sent.subject for sent in mail.outbox] == ["Thank you for taking it to Little Mickering CLP"] * 2
    assert SubmissionLink.objects.filter(purpose=LinkPurpose.CHAMPION_MANAGE).count() == 2


def test_champion_is_nudged_once_after_four_days(motion, clp):
    said(motion, clp)
    assert days(date(2027, 3, 2), date(2027, 4, 30)) == [(5, *NUDGE)]


def test_champion_who_is_offered_again_and_again_by_whomever_gets_one_mail_an_hour(motion, clp):
    said(motion, clp)
    for minute in range(1, 90):
        with at(SAID + timedelta(minutes=minute)):
            make_champion(motion, clp, email="ROBIN@example.org", confirmed=False)
        round_at(SAID + timedelta(minutes=minute))
    assert [sent.to for sent in mail.outbox] == [[ROBIN]] * 2


def test_champion_who_confirms_days_later_is_nudged_four_days_after_that(motion, clp):
    champion = said(motion, clp, confirmed=False)
    with at(confirmed := london(2027, 3, 6, 20)):
        confirm_champion(SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_CONFIRM))
    assert round_at(confirmed) == [("Thank you for taking it to Little Mickering CLP", ROBIN)]
    assert days(date(2027, 3, 7), date(2027, 4, 30)) == [(10, *NUDGE)]


def test_new_text_published_before_they_confirmed_is_told_once_they_do(motion, clp):
    champion = said(motion, clp, confirmed=False)
    with at(SAID + timedelta(hours=1)):
        publish_version(motion=motion, title="A library", text="It resolves.", note="", by=None)
    assert round_at(SAID + timedelta(hours=1)) == []
    with at(confirmed := london(2027, 3, 2, 20)):
        confirm_champion(SubmissionLink.objects.mint(champion, LinkPurpose.CHAMPION_CONFIRM))
    assert [subject for subject, _ in round_at(confirmed)] == [
        "Thank you for taking it to Little Mickering CLP",
        "The motion has a new text: please take version 2",
    ]


@pytest.mark.parametrize("how", ["sent", "withdrawn", "stopped", "never confirmed"])
def test_champion_is_not_nudged_where_there_is_nothing_to_ask(motion, clp, how):
    champion = said(motion, clp, confirmed=how != "never confirmed")
    with at(SAID + timedelta(days=1)):
        if how == "sent":
            make_submission(motion, clp, email=ROBIN, meeting_on=date(2027, 8, 1))
        if how == "withdrawn":
            withdraw_champion(champion, by=champion.activist)
        if how == "stopped":
            Stop.objects.create(person=champion.activist, clp=clp)
    found = days(date(2027, 3, 3), date(2027, 4, 30))
    assert [line for line in found if line[1:] == NUDGE] == []


def test_new_text_is_told_at_once_to_those_who_have_still_to_send(motion, clp):
    said(motion, clp)
    withdrawn = said(motion, CLPFactory(), email="withdrawn@example.org")
    said(motion, CLPFactory(), email="sent@example.org")
    fetched = said(motion, CLPFactory(), email="fetched@example.org")
    when = london(2027, 3, 3, 18)
    with at(when):
        withdraw_champion(withdrawn, by=withdrawn.activist)
        make_submission(motion, said(motion, CLPFactory(), email="sent@example.org").clp, email="sent@example.org")
        publish_version(motion=motion, title="A library", text="It resolves.", note="Shorter.", by=None)
        take_current_text(fetched, by=fetched.activist)
    told = [line for line in round_at(when) if line[0].startswith("The motion has a new text")]
    assert (("The motion has a new text: please take version 2", ROBIN)) in told
    assert {to for _, to in told} & {"withdrawn@example.org", "fetched@example.org"} == set()
    assert "You hold version 1; the one to send now is version 2." in _to(ROBIN).body
    assert [line for line in round_at(when + timedelta(hours=1)) if line[0].startswith("The motion has a new")] == []


def _to(address):
    return next(sent for sent in reversed(mail.outbox) if sent.to == [address])


def test_last_safe_day_is_told_twice(motion, clp):
    # Deadline 16 September, notice 14 days: the last safe day is 2 September.
    with at(london(2027, 8, 10, 12)):
        make_champion(motion, clp, email=ROBIN)
    found = [line for line in days(date(2027, 8, 10), date(2027, 9, 20)) if "last safe day" in line[1]]
    subject = "Little Mickering CLP: the last safe day is Thursday 2 September"
    assert found == [(26, subject, ROBIN), (31, subject, ROBIN)]


def test_last_safe_day_is_the_clps_own_and_moves_when_we_hear_of_it(motion, clp):
    other = CLPFactory(name="Castle End")
    organiser = UserFactory(is_staff=True)
    with at(london(2027, 8, 10, 12)):
        make_champion(motion, clp, email=ROBIN)
        make_champion(motion, other, email="castle@example.org")
    days(date(2027, 8, 10), date(2027, 8, 11))
    # 30 days of notice before 16 September: 17 August.
    told = {"notice_days": 30, "source": "minutes"}
    with at(london(2027, 8, 12, 9)):
        tell_body_rules(motion=motion, clp=clp, branch=None, told=told, by=organiser)
    found = [line for line in days(date(2027, 8, 12), date(2027, 9, 20)) if "last safe day" in line[1]]
    assert found == [
        (15, "Little Mickering CLP: the last safe day is Tuesday 17 August", ROBIN),
        (26, "Castle End CLP: the last safe day is Thursday 2 September", "castle@example.org"),
        (31, "Castle End CLP: the last safe day is Thursday 2 September", "castle@example.org"),
    ]


def test_champion_of_the_last_week_hears_of_the_last_safe_day_from_the_thanks(motion, clp):
    with at(said_on := london(2027, 8, 28, 19)):
        make_champion(motion, clp, email=ROBIN)
    assert round_at(said_on) == [("Thank you for taking it to Little Mickering CLP", ROBIN)]
    assert "The last safe day to send it is Thursday 2 September" in _to(ROBIN).body
    found = [line for line in days(date(2027, 8, 29), date(2027, 9, 20)) if "last safe day" in line[1]]
    assert [day for day, _, _ in found] == [31]

    with at(too_late := london(2027, 9, 3, 19)):
        make_champion(motion, CLPFactory(), email="late@example.org")
    round_at(too_late)
    assert "last safe day" not in _to("late@example.org").body


def test_introduced_champions_get_each_other_s_address_and_nobody_else_s(motion, clp):
    one = said(motion, clp, may_introduce=True, name="Robin")
    other = said(motion, clp, may_introduce=True, name="Sam", email="sam@example.org")
    said(motion, clp, may_introduce=True, name="Third", email="third@example.org")
    with at(SAID + timedelta(hours=1)):
        introduce_champions(one, other, by=UserFactory(is_staff=True))
    subject = "Somebody else in Little Mickering CLP wants to take it too"
    assert round_at(SAID + timedelta(hours=1)) == [(subject, ROBIN), (subject, "sam@example.org")]
    assert "Sam also wants" in _to(ROBIN).body
    assert "sam@example.org" in _to(ROBIN).body
    assert "third@example.org" not in _to(ROBIN).body
    assert round_at(SAID + timedelta(hours=2)) == []


def test_who_joins_in_the_last_week_is_not_told_at_once_that_conference_is_near(motion, clp):
    with at(joined := london(2027, 9, 22, 21)):
        make_submission(motion, clp, email=ROBIN)
    assert [subject for subject, _ in round_at(joined)] == ["Your receipt: the motion sent to Little Mickering CLP"]
    round_at(london(2027, 9, 23, 10))
    assert not Email.objects.filter(kind=MailKind.BEFORE_CONFERENCE).exists()
    with at(london(2027, 10, 1, 9)):
        make_submission(motion, CLPFactory(), email=ROBIN)
    assert ("Thank you: how far we came", ROBIN) in round_at(london(2027, 10, 1, 10))


def test_everybody_who_took_part_is_thanked_once_before_and_once_after_conference(motion, clp):
    with at(london(2027, 9, 1, 12)):
        make_submission(motion, clp, email=ROBIN, meeting_on=date(2027, 7, 1))
        make_submission(motion, CLPFactory(), email=ROBIN, meeting_on=date(2027, 7, 1))
        make_champion(motion, clp, email=ROBIN)
        make_submission(motion, clp, email="unconfirmed@example.org", confirmed=False)
    found = days(date(2027, 9, 17), date(2027, 10, 20))
    thanks = ["Annual Conference" in subject or "Thank you" in subject for _, subject, _ in found]
    assert [(day, to) for (day, _, to), is_thanks in zip(found, thanks, strict=True) if is_thanks] == [
        (19, ROBIN),
        (1, ROBIN),
    ]
    kinds = [MailKind.BEFORE_CONFERENCE, MailKind.AFTER_CONFERENCE]
    assert Email.objects.filter(kind__in=kinds).count() == 2
