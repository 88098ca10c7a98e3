"""No mail about a meeting that cannot be, and its reporter is asked for another date once one can."""

from datetime import date

import pytest

from motions.actions.conferences import call_off
from motions.actions.submissions import change_report
from motions.actions.suspensions import SuspensionTerms, change_suspension, suspend_meetings
from motions.enums import Outcome, Purpose
from tests.factories import CLPFactory, RegionFactory, UserFactory, make_champion, make_report
from tests.mail.helpers import ALEX, at, london, round_at, sent, subjects, told, what_comes

pytestmark = pytest.mark.django_db

AGAIN = "Little Mickering CLP can meet again: when will it?"
NOTICES = ("Meetings", "Your meeting", "Labour meetings")


def suspended(clp, *, ends_on=date(2027, 3, 19), when=(2027, 3, 5, 12)):
    with at(london(*when)):
        terms = SuspensionTerms(date(2027, 3, 8), {clp.region: ends_on}, "National mourning")
        return suspend_meetings(terms, by=UserFactory(is_staff=True))


def changed(held, clp, ends_on, *when):
    with at(london(*when)):
        terms = SuspensionTerms(date(2027, 3, 8), {clp.region: ends_on}, "National mourning")
        change_suspension(held, terms, by=UserFactory(is_staff=True))


def reminders(first, last):
    return [line for line in what_comes(first, last) if not line.split(": ", 1)[1].startswith(NOTICES)]


def test_meeting_inside_is_never_announced_nor_asked_about_and_its_new_date_is(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    suspended(clp)
    assert reminders(date(2027, 3, 6), date(2027, 5, 30)) == [f"20 Mar: {AGAIN}", f"27 Mar: {AGAIN}"]


def test_new_date_ends_the_asking_and_is_announced(motion, clp):
    submission = sent(motion, clp, meeting_on=date(2027, 3, 17))
    suspended(clp)
    assert reminders(date(2027, 3, 6), date(2027, 3, 20)) == [f"20 Mar: {AGAIN}"]
    with at(london(2027, 3, 21, 12)):
        change_report(submission, make_report(motion, clp, meeting_on=date(2027, 4, 14)), by=submission.activist)
    assert [line.split(": ", 1)[1] for line in reminders(date(2027, 3, 22), date(2027, 4, 15))] == [
        "Moved: Little Mickering CLP meets on Wednesday 14 April",
        "Little Mickering CLP meets on Wednesday 14 April: will you speak?",
        "Little Mickering CLP meets on Wednesday 14 April: will you speak?",
        "How did it go at Little Mickering CLP?",
    ]


def test_meetings_before_and_after_and_elsewhere_are_as_usual(motion, clp):
    wales = CLPFactory(name="Ynys", region=RegionFactory(name="Wales"))
    sent(motion, clp, meeting_on=date(2027, 3, 7))
    sent(motion, clp, meeting_on=date(2027, 3, 24), email="other@example.org")
    sent(motion, wales, meeting_on=date(2027, 3, 17), email="wales@example.org")
    suspended(clp)
    assert reminders(date(2027, 3, 6), date(2027, 3, 9))[-1] == "8 Mar: How did it go at Little Mickering CLP?"
    found = [subjects(date(2027, 3, day), date(2027, 3, day), to="wales@example.org") for day in (10, 16, 18)]
    near = "Ynys CLP meets on Wednesday 17 March: will you speak?"
    assert found == [[f"10 Mar: {near}"], [f"16 Mar: {near}"], ["18 Mar: How did it go at Ynys CLP?"]]
    near = "Little Mickering CLP meets on Wednesday 24 March: will you speak?"
    assert subjects(date(2027, 3, 23), date(2027, 3, 23), to="other@example.org") == [f"23 Mar: {near}"]


def test_open_end_asks_nothing_until_it_has_one_even_after_months(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    held = suspended(clp, ends_on=None)
    assert reminders(date(2027, 3, 6), date(2027, 6, 1)) == []
    changed(held, clp, date(2027, 6, 4), 2027, 6, 2, 12)
    assert reminders(date(2027, 6, 2), date(2027, 6, 30)) == [f"5 Jun: {AGAIN}", f"12 Jun: {AGAIN}"]


def test_one_that_is_shortened_lets_the_meeting_be_announced_again(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    held = suspended(clp)
    assert reminders(date(2027, 3, 6), date(2027, 3, 11)) == []
    changed(held, clp, date(2027, 3, 12), 2027, 3, 11, 12)
    assert reminders(date(2027, 3, 12), date(2027, 3, 18)) == [
        "13 Mar: Little Mickering CLP meets on Wednesday 17 March: will you speak?",
        "16 Mar: Little Mickering CLP meets on Wednesday 17 March: will you speak?",
        "18 Mar: How did it go at Little Mickering CLP?",
    ]


def test_one_that_is_lengthened_asks_after_its_new_end(motion, clp):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    held = suspended(clp)
    changed(held, clp, date(2027, 3, 31), 2027, 3, 19, 12)
    assert reminders(date(2027, 3, 20), date(2027, 4, 5)) == [f"1 Apr: {AGAIN}"]


def test_date_of_a_meeting_is_not_asked_for_while_none_can_be_held(motion, clp):
    sent(motion, clp)
    suspended(clp)
    unknown = "When does Little Mickering CLP meet?"
    assert reminders(date(2027, 3, 6), date(2027, 4, 30)) == [f"26 Mar: {unknown}"]


def test_champion_is_not_asked_while_no_meeting_can_hear_it(motion, clp):
    with at(london(2027, 3, 5, 12)):
        make_champion(motion, clp, email=ALEX)
    round_at(london(2027, 3, 5, 12))
    suspended(clp, when=(2027, 3, 5, 13))
    found = reminders(date(2027, 3, 6), date(2027, 4, 30))
    assert [line.split(": ")[0] for line in found] == ["23 Mar"]


def test_conference_that_is_called_off_stops_every_reminder_about_it(motion, clp):
    carried = sent(motion, clp, meeting_on=date(2027, 3, 2))
    told(carried, Outcome.CARRIED, london(2027, 3, 2, 22), purpose=Purpose.CONFERENCE)
    sent(motion, CLPFactory(name="Great Mickering"), meeting_on=date(2027, 3, 17))
    with at(london(2027, 3, 3, 9)):
        make_champion(motion, CLPFactory(name="Mickering"), email=ALEX)
    round_at(london(2027, 3, 3, 9))
    with at(london(2027, 3, 3, 9, 30)):
        call_off(motion.campaign.conference, reason="No hall", by=UserFactory(is_staff=True))
    found = [line for line in what_comes(date(2027, 3, 3), date(2027, 10, 30)) if "called off" not in line]
    assert found == []
