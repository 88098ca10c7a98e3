"""People for Action Network: who is in the file, who is left out and why."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from campaign.accounts.models import User
from campaign.mail.enums import SuppressionReason
from campaign.mail.models import Stop
from campaign.mail.outbox.preferences import stop_everything
from campaign.mail.outbox.suppression import lift, suppress
from motions.actions.champions import agree_to_introduction, record_champion, withdraw_champion
from motions.actions.merging import merge_submissions
from motions.actions.offers import withdraw_offer
from motions.actions.past_results import PastResult, record_past_results
from motions.actions.submissions import report_by_organiser, withdraw_report
from motions.consent import introduction_wording
from tests.desk.exports.conftest import PAGE, SAM, emails, file_of, help_in, left_out
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    MotionFactory,
    UserFactory,
    carried_on,
    make_champion,
    make_question,
    make_report,
    make_submission,
)

pytestmark = pytest.mark.django_db


def forget_confirmation(motion, clp):
    make_submission(motion, clp, email=SAM, confirmed=False)


def withdraw(motion, clp):
    withdraw_report(make_submission(motion, clp, email=SAM), by=None)


def withdraw_champions(motion, clp):
    withdraw_champion(make_champion(motion, clp, email=SAM), by=None)


def note_by_an_organiser(motion, clp):
    person = UserFactory(email=SAM, email_confirmed_at=timezone.now())
    champion = record_champion(motion=motion, clp=clp, activist=person, since=timezone.localdate(), by=None)
    agree_to_introduction(champion, consent=introduction_wording(motion.campaign), by=person)


def note_again_after_withdrawing(motion, clp):
    champion = make_champion(motion, clp, email=SAM)
    withdraw_champion(champion, by=None)
    champion.activist.refresh_from_db()
    record_champion(motion=motion, clp=clp, activist=champion.activist, since=timezone.localdate(), by=None)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        agree_to_introduction(champion, consent=introduction_wording(motion.campaign), by=champion.activist)


def be_named_by_a_stranger_and_noted(motion, clp):
    person = UserFactory(email=SAM, email_confirmed_at=timezone.now())
    make_champion(motion, clp, email=SAM, confirmed=False)
    record_champion(motion=motion, clp=clp, activist=person, since=timezone.localdate(), by=None)


def take_help_back(motion, clp):
    withdraw_offer(help_in(motion), by=None)


def lose_consent(motion, clp):
    make_submission(motion, clp, email=SAM).consent.delete()


def stop_all_mail(motion, clp):
    stop_everything(make_submission(motion, clp, email=SAM).activist)


def stop_mail_about_the_clp(motion, clp):
    Stop.objects.create(person=make_submission(motion, clp, email=SAM).activist, clp=clp)


def bounce(motion, clp):
    make_submission(motion, clp, email=SAM)
    suppress("SAM@example.org", reason=SuppressionReason.REFUSED, detail="No such person.")


def bounce_in_capitals(motion, clp):
    bounce(motion, clp)
    User.objects.filter(email=SAM).update(email="Sam@Example.org")


def leave(motion, clp):
    make_submission(motion, clp, email=SAM)
    User.objects.filter(email=SAM).update(is_active=False)


def have_a_formula_for_an_address(motion, clp):
    make_submission(motion, clp, email="=1+1@example.org")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (forget_confirmation, "address not confirmed"),
        (withdraw, "never agreed to be written to, or took it back"),
        (withdraw_champions, "never agreed to be written to, or took it back"),
        (note_by_an_organiser, "never agreed to be written to, or took it back"),
        (note_again_after_withdrawing, "never agreed to be written to, or took it back"),
        (be_named_by_a_stranger_and_noted, "never agreed to be written to, or took it back"),
        (take_help_back, "never agreed to be written to, or took it back"),
        (lose_consent, "never agreed to be written to, or took it back"),
        (stop_all_mail, "asked for no more mail"),
        (stop_mail_about_the_clp, "asked for no more mail"),
        (bounce, "mail to them comes back, or they marked it as spam"),
        (bounce_in_capitals, "mail to them comes back, or they marked it as spam"),
        (leave, "no longer active here"),
        (have_a_formula_for_an_address, "a spreadsheet would run their address as a formula"),
    ],
)
def test_person_who_may_not_be_written_to_is_left_out(desk, motion, clp, make, why):
    make(motion, clp)
    make_submission(motion, clp, email="kept@example.org")
    assert emails(desk) == ["kept@example.org"]
    assert left_out(desk) == {why: 1}
    assert "sam@" not in desk.get(PAGE).content.decode()


def test_person_who_stopped_mail_about_one_clp_is_in_for_the_other(desk, motion, clp):
    other = CLPFactory(name="Great Mickering", slug="great-mickering")
    activist = make_submission(motion, clp, email=SAM).activist
    make_submission(motion, other, email=SAM)
    Stop.objects.create(person=activist, clp=clp)
    tags = file_of(desk)[1][3]
    assert "clp-great-mickering" in tags
    assert "clp-little-mickering" not in tags


def test_person_is_in_again_once_the_address_works(desk, organiser, motion, clp):
    make_submission(motion, clp, email=SAM)
    lift(suppress(SAM, reason=SuppressionReason.REFUSED, detail=""), by=organiser)
    assert emails(desk) == [SAM]


def test_reporters_whose_reports_were_put_together_are_both_in(desk, organiser, motion, clp):
    kept, same = make_submission(motion, clp, email="kept@example.org"), make_submission(motion, clp, email=SAM)
    merge_submissions(kept, same, by=organiser, reason="The same meeting.")
    User.objects.filter(email=SAM).update(email="Sam@Example.org")
    assert sorted(emails(desk)) == ["kept@example.org", SAM]


def test_organiser_who_heard_by_phone_neither_agreed_nor_is_left_out(desk, organiser, motion, clp):
    make_submission(motion, clp, email=SAM)
    report_by_organiser(make_report(motion, clp), by=organiser)
    assert (emails(desk), left_out(desk)) == ([SAM], {})


def test_organiser_who_brought_a_spreadsheet_neither_agreed_nor_is_left_out(desk, organiser, motion, clp):
    make_submission(motion, clp, email=SAM)
    carried = carried_on(date(2027, 5, 20))
    past = PastResult(report=make_report(motion, clp), result=carried)
    record_past_results([past], motion=motion, by=organiser)
    assert (emails(desk), left_out(desk)) == ([SAM], {})


def test_champion_who_withdrew_and_offers_again_is_in_again(desk, motion, clp):
    withdraw_champion(make_champion(motion, clp, email=SAM), by=None)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        make_champion(motion, clp, email=SAM)
    assert emails(desk) == [SAM]


def test_people_who_only_asked_or_took_part_elsewhere_are_nobody_here(desk, motion, clp):
    make_question(clp=clp)
    make_submission(MotionFactory(campaign=CampaignFactory(name="Last year", is_current=False)), clp)
    assert (emails(desk), left_out(desk)) == ([], {})
    page = desk.get(PAGE).content.decode()
    assert "There is nobody to put into it yet." in page
    assert "Download the file" not in page
