"""A CLP that was ruled out is asked at once whether it appeals, and once more before it is too late."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from clps.lib.clock import LONDON
from motions.actions.appeals import record_appeal_choice
from motions.actions.entries import move_entry, record_sent
from motions.actions.entry_corrections import take_back_step
from motions.enums import AppealChoice, Outcome, Purpose, RulingGround
from motions.models import ConferenceEntry, Event
from motions.models.rules import RuleSet
from motions.workflow import EntryAct, NotAllowed
from tests.mail.helpers import ALEX, at, london, round_at, sent, subjects, token_in, told

pytestmark = pytest.mark.django_db

ASKED = "Ruled out: does Little Mickering CLP appeal?"
DUE = "The last day for Little Mickering CLP’s appeal is near"
MET, SENT_IN, RULED = london(2027, 3, 3, 22), date(2027, 3, 8), london(2027, 3, 20, 15)
CLOSES = datetime(2027, 3, 24, 12, tzinfo=LONDON)
GROUNDS = [RulingGround.SEVERAL_SUBJECTS, RulingGround.LATE]


@pytest.fixture
def entry(motion, clp):
    """What Alex's CLP carried and sent, before anything is ruled."""
    submission = sent(motion, clp, meeting_on=MET.date())
    told(submission, Outcome.CARRIED, MET, purpose=Purpose.CONFERENCE)
    with at(MET + timedelta(hours=1)):
        entry = record_sent(motion=motion, clp=clp, sent_on=SENT_IN, by=None, submission=submission)
    round_at(RULED - timedelta(hours=1))
    mail.outbox.clear()
    return entry


def rule_out(entry, **values):
    with at(RULED):
        return move_entry(entry, EntryAct.RULE_OUT, on=RULED.date(), by=None, grounds=GROUNDS, **values)


def choose(entry, choice, when=RULED):
    with at(when):
        return record_appeal_choice(entry, choice, by=None)


def test_reporter_is_asked_at_once_and_once_more_the_day_before(entry):
    rule_out(entry, appeal_by=CLOSES)
    assert round_at(RULED) == [(ASKED, ALEX)]
    words = mail.outbox[-1].body
    assert "The grounds that it gave: More than one subject; Late." in words
    assert "The CLP can appeal until 12:00 on Wednesday 24 March 2027." in words
    assert subjects(date(2027, 3, 21), date(2027, 4, 10)) == [f"23 Mar: {DUE}"]
    assert "until 12:00 on Wednesday 24 March 2027. Nobody has told us yet whether it does." in mail.outbox[-1].body


def test_time_comes_from_the_rules_where_the_letter_does_not_say(entry, motion):
    RuleSet.objects.create(conference=motion.campaign.conference, appeal_window=2, appeal_unit="days")
    rule_out(entry)
    entry = ConferenceEntry.objects.get()
    assert entry.appeals_close_at.astimezone(LONDON) == datetime(2027, 3, 22, 23, 59, tzinfo=LONDON)
    round_at(RULED)
    assert subjects(date(2027, 3, 21), date(2027, 3, 30)) == [f"21 Mar: {DUE}"]


def test_time_that_nobody_knows_is_not_reminded_of(entry):
    rule_out(entry)
    assert round_at(RULED) == [(ASKED, ALEX)]
    assert "The secretary’s letter says until when." in mail.outbox[-1].body
    assert subjects(date(2027, 3, 21), date(2027, 4, 10)) == []


@pytest.mark.parametrize("choice", AppealChoice)
def test_answer_stops_the_question_and_no_stops_the_reminder(entry, choice):
    entry = rule_out(entry, appeal_by=CLOSES)
    choose(entry, choice)
    assert round_at(RULED) == []
    expected = [] if choice == AppealChoice.NO else [f"23 Mar: {DUE}"]
    assert subjects(date(2027, 3, 21), date(2027, 4, 10)) == expected


def test_ruling_that_is_taken_back_or_appealed_is_asked_about_no_more(entry):
    entry = rule_out(entry, appeal_by=CLOSES)
    with at(RULED):
        take_back_step(entry, reason="Of another CLP.", by=None)
    assert round_at(RULED) == []
    entry = rule_out(ConferenceEntry.objects.get(), appeal_by=CLOSES)
    assert round_at(RULED) == [(ASKED, ALEX)]
    with at(RULED):
        move_entry(entry, EntryAct.APPEAL, on=RULED.date(), by=None)
    assert subjects(date(2027, 3, 21), date(2027, 4, 10)) == []


def test_ruling_that_is_known_too_late_is_not_asked_about(entry):
    rule_out(entry, appeal_by=RULED - timedelta(hours=3))
    assert round_at(RULED) == []
    assert subjects(date(2027, 3, 21), date(2027, 4, 10)) == []


def test_page_takes_the_answer_by_its_link_once_and_gives_the_papers(client, entry):
    entry = rule_out(entry, appeal_by=CLOSES)
    round_at(RULED)
    page = f"/reports/{token_in(mail.outbox[-1].body)}/appeal/"
    with at(RULED):
        shown = client.get(page)
        assert "Does Little Mickering CLP appeal?" in shown.text
        assert "12:00 on Wednesday 24 March 2027" in shown.text
        assert Event.objects.filter(kind="appeal_answered").count() == 0
        for _ in range(2):
            assert client.post(page, {"choice": "yes"}).status_code == 302
        assert "it appeals" in client.get(page).text
        assert client.post(page, {"choice": "perhaps"}).status_code == 422
        assert client.get(page.replace("/appeal/", "/appeal.pdf")).content.startswith(b"%PDF")
        assert client.get(page.replace("/appeal/", "/appeal.odt")).status_code == 404
        for _ in range(2):
            assert client.post(page, {"choice": "sent"}).status_code == 302
        assert "The appeal went in on 20 March 2027." in client.get(page).text
        assert client.post(page, {"choice": "no"}).status_code == 422
    entry.refresh_from_db()
    assert (entry.state, entry.appeal_choice, entry.appealed_on) == ("appealed", "yes", RULED.date())
    answers = Event.objects.filter(kind="appeal_answered").values_list("by__email", "details")
    assert list(answers) == [(ALEX, {"choice": "yes"})]


def test_page_of_a_motion_that_is_not_ruled_out_leads_to_the_report(client, entry):
    entry = rule_out(entry)
    round_at(RULED)
    page = f"/reports/{token_in(mail.outbox[-1].body)}/appeal/"
    with at(RULED):
        assert "Ruled out. Does the CLP appeal?" in client.get(page.replace("appeal/", "")).text
        take_back_step(entry, reason="Wrong.", by=None)
        assert client.get(page).status_code == client.post(page, {"choice": "yes"}).status_code == 302
        assert client.get(page.replace("/appeal/", "/appeal.pdf")).status_code == 404
    assert not Event.objects.filter(kind="appeal_answered").exists()


def test_choice_is_refused_once_it_is_no_question(entry):
    with pytest.raises(NotAllowed, match="no question any more"):
        choose(entry, AppealChoice.YES)
