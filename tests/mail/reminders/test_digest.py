"""The organisers' morning list: at eight, if there is something, about their regions, and to be stopped by itself."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.desk.models import AttentionMark
from campaign.mail.enums import MailKind
from campaign.mail.models import Email, Reminder, ReminderSetting, Stop
from campaign.mail.reminders.planner import plan
from campaign.mail.reminders.settings import days_asked
from motions.actions.submissions import withdraw_report
from motions.attention import find_attention
from tests.factories import CLPFactory, RegionFactory, UserFactory, look_after, make_submission
from tests.mail.helpers import at, london, round_at

pytestmark = pytest.mark.django_db

EIGHT = london(2027, 3, 10, 8)
OLIVE = "olive@example.org"


def organiser(email=OLIVE, *, rights=("view_submission",), regions=(), **values):
    person = UserFactory(email=email, is_staff=True, name="Olive", **values)
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    if regions:
        look_after(person, regions)
    return person


def without_speaker(motion, clp, day=date(2027, 3, 12)):
    """A meeting in two days, at which nobody is known to speak: somebody has to see to that today."""
    with at(london(2027, 3, 1, 12)):
        submission = make_submission(motion, clp, meeting_on=day)
        plan(timezone.now())
    return submission


def lists_at(when):
    """The subject and the recipient of each list that goes out at an instant, by recipient."""
    before = set(Email.objects.values_list("pk", flat=True))
    round_at(when)
    sent = Email.objects.filter(kind=MailKind.DIGEST, state="sent").exclude(pk__in=before)
    return [(email.subject, email.to) for email in sent.order_by("to")]


def test_list_comes_at_eight_once_a_day_while_there_is_something(motion, clp):
    organiser()
    submission = without_speaker(motion, clp)
    assert lists_at(EIGHT - timedelta(minutes=1)) == []
    assert lists_at(EIGHT) == [("1 to see to today", OLIVE)]
    body = mail.outbox[-1].body
    assert "North West\n– Little Mickering: The CLP meets on 12 March. Nobody has said that they speak for it." in body
    assert "http://testserver/admin/" in body
    assert [lists_at(EIGHT + timedelta(hours=hours)) for hours in (1, 3, 5)] == [[], [], []]
    assert lists_at(london(2027, 3, 11, 9)) == [("1 to see to today", OLIVE)]
    with at(london(2027, 3, 11, 12)):
        withdraw_report(submission, by=None)
    assert lists_at(london(2027, 3, 12, 8)) == []
    assert not Reminder.objects.filter(kind=MailKind.DIGEST).exists()


def test_late_morning_still_gets_the_list_and_afternoon_does_not(motion, clp):
    organiser()
    without_speaker(motion, clp)
    assert lists_at(london(2027, 3, 9, 12)) == []
    assert lists_at(london(2027, 3, 10, 11)) == [("1 to see to today", OLIVE)]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_eight_is_eight_on_the_day_the_clocks_change(motion, clp, day):
    organiser()
    with at(london(*(day - timedelta(days=3)).timetuple()[:3], 12)):
        make_submission(motion, clp, meeting_on=day + timedelta(days=2))
    assert lists_at(london(*day.timetuple()[:3], 7)) == []
    assert lists_at(london(*day.timetuple()[:3], 8)) == [("1 to see to today", OLIVE)]


def test_each_organiser_hears_of_their_regions_alone(motion, clp):
    wales, scotland = (RegionFactory(name=name, nation=name.lower()) for name in ("Wales", "Scotland"))
    organiser("all@example.org")
    organiser("wales@example.org", regions=[wales])
    organiser("scotland@example.org", regions=[scotland])
    without_speaker(motion, clp)
    without_speaker(motion, CLPFactory(name="Ynys Môn", region=wales))
    assert lists_at(EIGHT) == [("2 to see to today", "all@example.org"), ("1 to see to today", "wales@example.org")]
    words = {sent.to[0]: sent.body for sent in mail.outbox if sent.subject.endswith("today")}
    assert "Little Mickering" in words["all@example.org"]
    assert ("Ynys Môn" in words["wales@example.org"], "Little Mickering" in words["wales@example.org"]) == (
        True,
        False,
    )


def test_only_who_may_see_the_desk_gets_it(motion, clp):
    organiser("no-right@example.org", rights=())
    organiser("left@example.org", is_active=False)
    UserFactory(email="activist@example.org")
    without_speaker(motion, clp)
    assert lists_at(EIGHT) == []


def test_what_was_put_away_on_the_desk_is_not_in_it(motion, clp):
    organiser()
    without_speaker(motion, clp)
    motion.refresh_from_db()
    for item in find_attention(motion, day=date(2027, 3, 10), asks_after=days_asked(motion.campaign)):
        AttentionMark.objects.create(
            key=item.key, kind=item.kind.key, motion=motion, fingerprint=item.fingerprint, done_at=timezone.now()
        )
    assert lists_at(EIGHT) == []


def test_list_stands_beside_the_one_reminder_a_day(motion, clp):
    organiser()
    with at(london(2027, 3, 1, 12)):
        make_submission(motion, clp, meeting_on=date(2027, 3, 11), email=OLIVE)
    without_speaker(motion, CLPFactory())
    round_at(london(2027, 3, 4, 10))
    assert len(lists_at(EIGHT)) == 1
    subjects = [subject for subject, to in round_at(london(2027, 3, 10, 10)) if to == OLIVE]
    assert subjects == ["Little Mickering CLP meets on Thursday 11 March: will you speak?"]


def test_link_stops_the_list_alone_and_takes_it_up_again(client, motion, clp):
    person = organiser()
    without_speaker(motion, clp)
    lists_at(EIGHT)
    stop = (
        next(sent for sent in mail.outbox if "to see to" in sent.subject).extra_headers["List-Unsubscribe"].strip("<>")
    )
    assert "Stop this daily list" in client.get(stop).content.decode()
    assert "We send you no more of these" in client.post(stop, {"wish": "this"}, follow=True).content.decode()
    assert [(one.person, one.clp, one.kind) for one in Stop.objects.all()] == [(person, None, MailKind.DIGEST)]
    assert lists_at(london(2027, 3, 11, 8)) == []
    client.post(stop, {"wish": "again"})
    assert len(lists_at(london(2027, 3, 12, 8))) == 1


def test_campaign_can_switch_it_off(motion, clp):
    organiser()
    without_speaker(motion, clp)
    ReminderSetting.objects.create(campaign=motion.campaign, kind=MailKind.DIGEST, is_on=False)
    assert lists_at(EIGHT) == []


def test_looking_costs_the_same_for_many_organisers_of_the_same_regions_as_for_one(motion, clp):
    costs = []
    for more in (1, 12):
        for number in range(more):
            organiser(f"organiser{more}-{number}@example.org")
        with at(EIGHT), CaptureQueriesContext(connection) as queries:
            plan(EIGHT)
        costs.append(len(queries))
    assert costs[0] == costs[1]
