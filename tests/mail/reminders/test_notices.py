"""What everybody hears whom it concerns: once, and again only where what holds for them is another by then."""

from datetime import date
from email import message_from_bytes

import pytest

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email, Stop
from campaign.mail.outbox.stored_mail import read
from campaign.mail.reminders.planner import plan
from motions.actions.conferences import call_off, hold_after_all, move_deadline
from motions.actions.rules import tell_body_rules
from motions.actions.suspensions import SuspensionTerms, change_suspension, suspend_meetings
from motions.enums import Body, Outcome, Purpose
from tests.factories import CLPFactory, RegionFactory, UserFactory, make_champion, make_submission
from tests.mail.helpers import ALEX, at, london, round_at, sent, told

pytestmark = pytest.mark.django_db

FIRST = date(2027, 3, 8)
UNTIL_19 = "Meetings are suspended until Friday 19 March 2027: North West"


@pytest.fixture
def by(db):
    return UserFactory(is_staff=True)


def suspend(by, ends, *when, begins_on=FIRST, **values):
    with at(london(*when)):
        return suspend_meetings(SuspensionTerms(begins_on, ends, "national mourning", **values), by=by)


def change(held, by, ends, *when, **values):
    with at(london(*when)):
        change_suspension(held, SuspensionTerms(held.begins_on, ends, "national mourning", **values), by=by)


def calendar_of(email):
    (part,) = [one for one in message_from_bytes(bytes(email.message)).walk() if one.get_filename() == "meeting.ics"]
    return part.get_payload(decode=True).decode()


def words_of(kind):
    return read(Email.objects.filter(kind=kind).latest("pk")).text


def test_reporter_is_told_once_what_a_suspension_means_for_their_meeting(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    suspend(by, {clp.region: date(2027, 3, 19)}, 2027, 3, 5, 12)
    assert round_at(london(2027, 3, 5, 12)) == [(UNTIL_19, ALEX)]
    assert round_at(london(2027, 3, 5, 13)) == round_at(london(2027, 3, 6, 13)) == []
    text = words_of(MailKind.SUSPENDED)
    assert "from Monday 8 March 2027 until Friday 19 March 2027: national mourning." in text
    assert "– Little Mickering CLP: Its meeting on Wednesday 17 March cannot be held." in text
    assert "We ask you for the new date once meetings can be held again." in text
    assert "executive" not in text


@pytest.mark.parametrize(
    ("decides", "words"),
    [
        (True, "Meanwhile its executive committee decides: ask the secretary to put the motion to it."),
        (None, "Its executive committee may decide meanwhile: ask the secretary whether it can take the motion."),
        (False, ""),
    ],
)
def test_news_of_a_suspension_goes_by_what_a_clp_says_of_its_executive(motion, clp, by, decides, words):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    told_of_it = {"executive_decides": decides, "needs_seconder": True, "source": "standing orders"}
    tell_body_rules(motion=motion, clp=clp, branch=None, told=told_of_it, by=by)
    suspend(by, {clp.region: date(2027, 3, 19)}, 2027, 3, 5, 12, executives_may_decide=True)
    round_at(london(2027, 3, 5, 12))
    text = words_of(MailKind.SUSPENDED)
    assert words in text
    assert ("executive" in text) == bool(words)


def test_calendar_file_takes_the_meeting_out_and_puts_it_back(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    held = suspend(by, {clp.region: date(2027, 3, 19)}, 2027, 3, 5, 12)
    round_at(london(2027, 3, 5, 12))
    first = Email.objects.latest("pk")
    assert "METHOD:CANCEL" in calendar_of(first)
    change(held, by, {clp.region: date(2027, 3, 12)}, 2027, 3, 9, 12)
    round_at(london(2027, 3, 9, 12))
    again = Email.objects.latest("pk")
    assert "METHOD:PUBLISH" in calendar_of(again)
    assert "20270317" in calendar_of(again)
    assert (first.calendar_sequence, again.calendar_sequence) == (1, 2)
    assert "– Little Mickering CLP: Its meeting on Wednesday 17 March may be held after all." in read(again).text


def test_one_person_with_several_things_gets_one_mail_about_them_all(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    sent(motion, CLPFactory(name="Great Mickering"), meeting_on=date(2027, 3, 24))
    branch = sent(motion, CLPFactory(name="Mickering"), body=Body.BRANCH, branch_name="Mill Lane")
    told(branch, Outcome.CARRIED, london(2027, 3, 2, 20))
    with at(london(2027, 3, 3, 12)):
        make_champion(motion, CLPFactory(name="Upper Mickering"), email=ALEX)
    round_at(london(2027, 3, 3, 12))
    suspend(by, {clp.region: date(2027, 3, 19)}, 2027, 3, 5, 12, executives_may_decide=True)
    assert round_at(london(2027, 3, 5, 12)) == [(UNTIL_19, ALEX)]
    lines = [line for line in words_of(MailKind.SUSPENDED).splitlines() if line.startswith("– ")]
    assert [line.split(".")[0] for line in lines] == [
        "– Little Mickering CLP: Its meeting on Wednesday 17 March cannot be held",
        "– Great Mickering CLP: Its meeting on Wednesday 24 March is not among those days, so it stands",
        "– Mill Lane branch: It has carried the motion, and that stands",
        "– Upper Mickering CLP: You can still send the motion to the secretary, for the first meeting afterwards",
    ]
    assert "executive committee may decide meanwhile" in lines[0]


def test_only_those_are_told_whom_it_concerns(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    elsewhere = CLPFactory(name="Ynys", region=RegionFactory(name="Wales"))
    sent(motion, elsewhere, meeting_on=date(2027, 3, 17), email="wales@example.org")
    lost = sent(motion, CLPFactory(), meeting_on=date(2027, 3, 2), email="lost@example.org")
    told(lost, Outcome.LOST, london(2027, 3, 2, 22))
    sent(motion, CLPFactory(), confirmed=False, meeting_on=date(2027, 3, 17), email="unconfirmed@example.org")
    stopped = sent(motion, CLPFactory(), meeting_on=date(2027, 3, 17), email="stopped@example.org")
    Stop.objects.create(person=stopped.activist)
    suspend(by, {clp.region: date(2027, 3, 19)}, 2027, 3, 5, 12)
    assert [to for _, to in round_at(london(2027, 3, 5, 12))] == [ALEX]
    # Whoever reports afterwards hears it from their receipt.
    with at(london(2027, 3, 6, 12)):
        make_submission(motion, CLPFactory(name="Late"), meeting_on=date(2027, 3, 17), email="later@example.org")
    assert round_at(london(2027, 3, 6, 12)) == [("Your receipt: the motion sent to Late CLP", "later@example.org")]


def test_change_is_told_to_those_alone_for_whom_it_matters(motion, clp, by):
    wales = RegionFactory(name="Wales")
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    sent(motion, CLPFactory(region=wales), meeting_on=date(2027, 3, 17), email="wales@example.org")
    both = {clp.region: date(2027, 3, 19), wales: date(2027, 3, 19)}
    held = suspend(by, both, 2027, 3, 5, 12)
    assert len(round_at(london(2027, 3, 5, 12))) == 2
    change(held, by, {**both, wales: date(2027, 3, 26)}, 2027, 3, 8, 12)
    longer = "Meetings are suspended until Friday 26 March 2027: Wales"
    assert round_at(london(2027, 3, 8, 12)) == [(longer, "wales@example.org")]
    change(held, by, {**both, wales: date(2027, 3, 9)}, 2027, 3, 10, 12)
    assert round_at(london(2027, 3, 10, 12)) == [("Meetings can be held again: Wales", "wales@example.org")]
    # What ends by itself is told to nobody.
    assert [to for subject, to in round_at(london(2027, 3, 22, 12)) if "suspended" in subject] == []


def test_change_that_is_taken_back_before_its_mail_goes_is_told_to_nobody(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    held = suspend(by, {clp.region: date(2027, 3, 19)}, 2027, 3, 5, 12)
    round_at(london(2027, 3, 5, 12))
    change(held, by, {clp.region: None}, 2027, 3, 8, 12)
    change(held, by, {clp.region: date(2027, 3, 19)}, 2027, 3, 8, 12, 1)
    assert round_at(london(2027, 3, 8, 12, 2)) == []


def test_suspension_that_is_over_when_it_is_recorded_is_told_to_nobody(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    suspend(by, {clp.region: date(2027, 3, 3)}, 2027, 3, 5, 12, begins_on=date(2027, 3, 1))
    assert round_at(london(2027, 3, 5, 12)) == []


def test_mail_that_waits_while_it_changes_again_is_dropped_and_the_newer_goes(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    held = suspend(by, {clp.region: date(2027, 3, 19)}, 2027, 3, 5, 12)
    with at(london(2027, 3, 5, 12)):
        plan(london(2027, 3, 5, 12))
    assert Email.objects.filter(kind=MailKind.SUSPENDED, state=EmailState.PENDING).count() == 1
    change(held, by, {clp.region: None}, 2027, 3, 5, 12, 1)
    further = "Meetings are suspended until further notice: North West"
    assert round_at(london(2027, 3, 5, 12, 2)) == [(further, ALEX)]
    assert "This replaces what we wrote" not in words_of(MailKind.SUSPENDED)


def test_deadline_that_moves_is_told_to_those_who_have_something_to_send(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 9, 22))
    carried = sent(motion, CLPFactory(name="Great Mickering"), email="carried@example.org")
    told(carried, Outcome.CARRIED, london(2027, 3, 2, 20), purpose=Purpose.CONFERENCE)
    lost = sent(motion, CLPFactory(), email="lost@example.org")
    told(lost, Outcome.LOST, london(2027, 3, 2, 20))
    round_at(london(2027, 3, 3, 12))
    conference = motion.campaign.conference
    with at(london(2027, 3, 5, 12)):
        move_deadline(conference, london(2027, 9, 20, 12), are_provisional=False, by=by)
    later = f"Motions to {conference.name} now close later: noon on Monday 20 September 2027"
    assert round_at(london(2027, 3, 5, 12)) == [(later, ALEX), (later, "carried@example.org")]
    assert round_at(london(2027, 3, 5, 13)) == []
    text = read(Email.objects.filter(kind=MailKind.DEADLINE_MOVED, to=ALEX).get()).text
    assert "It was 5pm on Thursday 16 September 2027; it is now noon on Monday 20 September 2027, UK time." in text
    assert "– Little Mickering CLP: Its meeting on Wednesday 22 September is too late for that." in text
    # There and back again before the next round: nobody hears of it.
    with at(london(2027, 3, 6, 12)):
        move_deadline(conference, london(2027, 9, 21, 12), are_provisional=False, by=by)
        move_deadline(conference, london(2027, 9, 20, 12), are_provisional=False, by=by)
    asked = "Great Mickering CLP carried it: when will the motion be sent?"
    assert round_at(london(2027, 3, 6, 12)) == [(asked, "carried@example.org")]


def test_meeting_that_cannot_be_is_not_called_in_time_for_a_new_deadline(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    suspend(by, {clp.region: date(2027, 3, 19)}, 2027, 3, 5, 12)
    with at(london(2027, 3, 5, 13)):
        move_deadline(motion.campaign.conference, london(2027, 9, 20, 12), are_provisional=False, by=by)
    round_at(london(2027, 3, 5, 13))
    words = "Its meeting on Wednesday 17 March cannot be held. It needs another date, by Monday 20 September."
    assert words in words_of(MailKind.DEADLINE_MOVED)


def test_champion_hears_the_new_last_safe_day_and_is_reminded_by_it(motion, clp, by):
    with at(london(2027, 8, 1, 12)):
        make_champion(motion, clp, email=ALEX)
    round_at(london(2027, 8, 1, 12))
    with at(london(2027, 8, 2, 12)):
        move_deadline(motion.campaign.conference, london(2027, 9, 23, 17), are_provisional=False, by=by)
    assert len(round_at(london(2027, 8, 2, 12))) == 1
    assert "Send the motion to its secretary by Thursday 9 September" in words_of(MailKind.DEADLINE_MOVED)
    safe = "Little Mickering CLP: the last safe day is Thursday 9 September"
    assert round_at(london(2027, 9, 2, 10)) == [(safe, ALEX)]


def test_conference_that_is_called_off_is_told_once_to_everybody_who_took_part_with_the_reason(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 3, 17))
    lost = sent(motion, CLPFactory(), email="lost@example.org")
    told(lost, Outcome.LOST, london(2027, 3, 2, 20))
    conference = motion.campaign.conference
    with at(london(2027, 3, 5, 12)):
        call_off(conference, reason="the hall has closed", by=by)
    off = f"{conference.name} is called off"
    assert round_at(london(2027, 3, 5, 12)) == [(off, ALEX), (off, "lost@example.org")]
    assert round_at(london(2027, 3, 5, 13)) == round_at(london(2027, 3, 20, 13)) == []
    assert f"{conference.name} is called off: the hall has closed." in words_of(MailKind.CALLED_OFF)
    with at(london(2027, 3, 21, 12)):
        hold_after_all(conference, by=by)
    on = f"{conference.name} takes place after all"
    assert (on, ALEX) in round_at(london(2027, 3, 21, 12))


def test_conference_called_off_by_a_slip_is_told_to_nobody(motion, clp, by):
    sent(motion, clp, meeting_on=date(2027, 4, 17))
    with at(london(2027, 3, 5, 12)):
        call_off(motion.campaign.conference, reason="a slip", by=by)
        hold_after_all(motion.campaign.conference, by=by)
    assert round_at(london(2027, 3, 5, 12)) == []
