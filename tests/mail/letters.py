"""A world in which every kind of mail is due within five weeks, and what is written in it."""

from datetime import date, timedelta

from campaign.desk.privacy.requests import ask_about_oneself
from campaign.mail.enums import MailKind
from campaign.mail.group_letters import Addressee, send_letter, write_letter
from campaign.mail.models import Email
from campaign.mail.reminders.planner import plan
from campaign.mail.tasks import mail_round
from motions.actions.advice import answer_advice
from motions.actions.champions import introduce_champions
from motions.actions.conferences import call_off, hold_after_all, move_deadline
from motions.actions.entries import move_entry, record_sent
from motions.actions.offers import Help, make_offer
from motions.actions.speakers import accept_asking, ask_speaker
from motions.actions.submissions import change_report
from motions.actions.suspensions import SuspensionTerms, suspend_meetings
from motions.actions.texts import publish_version
from motions.actions.votes import Result, record_vote
from motions.enums import Body, Outcome
from motions.models import Conference
from motions.workflow import EntryAct
from tests.factories import (
    CLPFactory,
    RegionFactory,
    UserFactory,
    carried_on,
    make_champion,
    make_question,
    make_report,
    make_speaker,
    make_submission,
    make_wish,
)
from tests.mail.helpers import NOON, at, london

# A month before everybody's details go, six months after conference.
MONTHS_LATER = london(2027, 9, 1, 10)
# How many days after that something is written that was not before. Each round costs a quarter of a second.
DAYS = (1, 2, 4, 6, 7, 10, 12, 13, 21, 32)


def one_of_each(motion) -> dict[MailKind, Email]:
    """Return one mail of each kind, written at the hour when it is due."""
    conference = motion.campaign.conference
    conference.deadline = london(2027, 3, 24, 17)
    conference.starts_on, conference.ends_on = date(2027, 3, 29), date(2027, 3, 31)
    conference.save()
    with at(NOON):
        _happen(motion)
        mail_round()
    for days in DAYS:
        with at((NOON + timedelta(days=days)).replace(hour=10)):
            mail_round()
    with at(london(2027, 4, 6, 10)):
        call_off(Conference.objects.get(), reason="The hall is closed", by=UserFactory(is_staff=True))
        mail_round()
        hold_after_all(Conference.objects.get(), by=UserFactory(is_staff=True))
    with at(MONTHS_LATER):
        mail_round()
    Email.objects.filter(created_at__gte=MONTHS_LATER).exclude(kind=MailKind.LEAVING).delete()
    # Some come to several people: the first of each kind will do.
    return {MailKind(email.kind): email for email in Email.objects.order_by("-pk")}


def _happen(motion):
    """Let everything happen that there is a mail about."""
    clp = CLPFactory(name="Little Mickering")
    _report(motion, clp)
    _organise(motion, clp)
    _take_part_otherwise(motion, clp)


def _report(motion, clp):
    make_submission(motion, clp, confirmed=False, email="new@example.org")
    make_submission(motion, clp, meeting_on=date(2027, 3, 10), email="alex@example.org")
    make_submission(motion, clp, email="undated@example.org")
    moved = make_submission(motion, CLPFactory(), meeting_on=date(2027, 4, 10))
    plan(NOON)
    change_report(moved, make_report(motion, moved.clp, meeting_on=date(2027, 4, 17)), by=moved.activist)
    branch = make_submission(motion, CLPFactory(), body=Body.BRANCH, branch_name="Mill Lane")
    record_vote(branch, Result(outcome=Outcome.CARRIED, held_on=NOON.date()), by=branch.activist)
    carried = make_submission(motion, CLPFactory())
    result = carried_on(NOON.date())
    record_vote(carried, result, by=carried.activist)
    ask_about_oneself(carried.activist, motion.campaign)
    refused = make_submission(motion, CLPFactory())
    record_vote(refused, result, by=refused.activist)
    entry = record_sent(motion=motion, clp=refused.clp, sent_on=NOON.date(), by=None, submission=refused)
    move_entry(entry, EntryAct.RULE_OUT, on=NOON.date(), by=None, appeal_by=london(2027, 3, 8, 12))
    disputed = CLPFactory()
    for said in (result, Result(outcome=Outcome.LOST, held_on=NOON.date())):
        record_vote(make_submission(motion, disputed), said, by=None)


def _organise(motion, clp):
    admin = UserFactory(is_staff=True, is_superuser=True)
    wales = RegionFactory(name="Wales")
    make_submission(motion, CLPFactory(region=wales), meeting_on=date(2027, 3, 9), email="wales@example.org")
    move_deadline(motion.campaign.conference, london(2027, 3, 24, 12), are_provisional=False, by=admin)
    suspend_meetings(SuspensionTerms(date(2027, 3, 8), {wales: date(2027, 3, 12)}, "Mourning"), by=admin)
    letter = write_letter(
        None, motion=motion, subject="About {clp}", body="{greeting}\n\nCome.", audience={}, by=admin
    )
    send_letter(letter, [Addressee(None, "secretary@example.org", "Sid", clp.pk)], at=NOON, by=admin)
    answer_advice(make_question(clp=clp), "Ask the secretary.", by=UserFactory(is_staff=True))


def _take_part_otherwise(motion, clp):
    make_champion(motion, clp, confirmed=False)
    make_offer(motion, Help(other_affiliate="Ramblers"), name="Robin", email="helper@example.org", consent="I agree.")
    speaker, other = make_speaker(motion, [clp.region], email="speaks@example.org"), make_wish(motion, clp)
    make_speaker(motion, [clp.region], confirmed=False, email="offers@example.org")
    make_wish(motion, clp, confirmed=False, email="wants@example.org")
    admin = UserFactory(is_staff=True, is_superuser=True)
    accept_asking(ask_speaker(other, speaker, by=admin))
    ask_speaker(make_wish(motion, CLPFactory()), make_speaker(motion, [clp.region]), by=admin)
    agreed = [make_champion(motion, clp, may_introduce=True) for _ in range(2)]
    introduce_champions(*agreed, by=UserFactory(is_staff=True))
    publish_version(motion=motion, title="A library in reach", text="It resolves.", note="Shorter.", by=None)
    # Those who hold the old text hear of that first; this one holds the new.
    make_champion(motion, CLPFactory())
