"""People for Action Network: who is in the file, who is left out and why, who may take it, what is written down."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.desk.contacts import split_name
from campaign.mail.enums import SuppressionReason
from campaign.mail.models import Stop
from campaign.mail.stopping import stop_everything
from campaign.mail.suppression import lift, suppress
from clps.models import Affiliate
from motions.actions.champions import agree_to_introduction, record_champion, withdraw_champion
from motions.actions.merging import merge_submissions
from motions.actions.offers import Help, confirm_offer, make_offer, withdraw_offer
from motions.actions.results import PastResult, record_past_results
from motions.actions.submissions import report_by_organiser, withdraw_report
from motions.actions.votes import Result, record_vote
from motions.consent import introduction_wording
from motions.enums import Body, Outcome, Purpose
from motions.models import OfferLink
from tests.desk.conftest import allow
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    make_champion,
    make_question,
    make_report,
    make_submission,
)

pytestmark = pytest.mark.django_db
PAGE = "/admin/action-network/"
SAM = "sam@example.org"


@pytest.fixture
def organiser(motion):
    person = UserFactory(email="olive@example.org")
    person.give_role(Role.ORGANISER, regions=[])
    return person


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    return client


def file_of(client, query=""):
    sent = client.post(f"{PAGE}{query}").getvalue().decode()
    return list(csv.reader(StringIO(sent, newline="")))


def emails(client, query=""):
    return [line[0] for line in file_of(client, query)[1:]]


def left_out(client, query=""):
    return dict(client.get(f"{PAGE}{query}").context["contacts"].left_out)


def help_in(motion, *, email=SAM, confirmed=True):
    union, _ = Affiliate.objects.get_or_create(kind="union", name="Union of Lamplighters")
    offer = make_offer(motion, Help(affiliate=union), name="Sam Lamplighter", email=email, consent="I agree.")
    if confirmed:
        confirm_offer(OfferLink.objects.mint(offer))
    return offer


def test_file_has_the_columns_that_action_network_knows(desk, motion, clp):
    submission = make_submission(motion, clp, email="Sam@Example.org")
    carried = Result(outcome=Outcome.CARRIED, purpose=Purpose.CONFERENCE, held_on=timezone.localdate())
    record_vote(submission, carried, by=None)
    response = desk.post(PAGE)
    assert response["Content-Disposition"] == 'attachment; filename="action-network-2027-06-01.csv"'
    assert response.getvalue().decode() == (
        "email,first_name,last_name,can2_user_tags\r\n"
        "sam@example.org,Alex,Activist,"
        '"a-library-in-reach, reported, carried, region-north-west, clp-little-mickering"\r\n'
    )


def test_person_of_several_roles_and_clps_is_one_line(desk, motion, clp):
    other = CLPFactory(name="Ynys Môn, the island", slug="ynys-mon", region=RegionFactory(name="Wales"))
    make_champion(motion, clp, email=SAM, name="Sam Reader")
    make_submission(motion, other, email="SAM@example.org")
    make_submission(motion, other, email=SAM, body=Body.BRANCH, branch_name="Harbour")
    help_in(motion)
    assert file_of(desk)[1:] == [
        [
            SAM,
            "Alex",
            "Activist",
            "a-library-in-reach, affiliate-helper, champion, reported, region-north-west, region-wales, "
            "clp-little-mickering, clp-ynys-mon",
        ]
    ]


def test_tag_carried_is_for_what_the_clp_carried_not_its_branch(desk, motion, clp):
    branch = make_submission(motion, clp, email=SAM, body=Body.BRANCH, branch_name="Harbour")
    record_vote(branch, Result(outcome=Outcome.CARRIED, held_on=timezone.localdate()), by=None)
    assert "carried" not in file_of(desk)[1][3]


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
def test_person_is_left_out(desk, motion, clp, make, why):
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
    carried = Result(outcome=Outcome.CARRIED, purpose=Purpose.CONFERENCE, held_on=date(2027, 5, 20))
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


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Sam Member", "Sam", "Member"),
        ("  Mary  Ann  Evans ", "Mary Ann", "Evans"),
        ("Sam", "Sam", ""),
        ("", "", ""),
    ],
)
def test_name_is_split_before_its_last_word(name, first, last):
    assert split_name(name) == (first, last)


def test_formula_in_a_name_is_text(desk, motion, clp):
    make_champion(motion, clp, email=SAM, name='=HYPERLINK("https://example.org") @Boss')
    assert file_of(desk)[1][1:3] == ['\'=HYPERLINK("https://example.org")', "'@Boss"]


def test_filters_of_the_front_page_choose_whose_people(desk, motion, clp):
    make_submission(motion, clp, email=SAM)
    help_in(motion, email="lamp@example.org")
    in_wales = CLPFactory(name="Ynys Môn", region=RegionFactory(name="Wales"))
    make_champion(motion, in_wales, email="rhian@example.org")
    assert emails(desk) == ["lamp@example.org", "rhian@example.org", SAM]
    assert emails(desk, "?region=wales") == ["rhian@example.org"]
    assert emails(desk, "?stage=with_clp") == [SAM]
    page = desk.get(f"{PAGE}?region=wales").content.decode()
    assert "people in the 1 CLP that you chose" in page
    assert 'href="/admin/action-network/?region=wales"' in desk.get("/admin/?region=wales").content.decode()


def test_organiser_of_some_regions_takes_the_people_there_and_what_they_did_there(desk, organiser, motion, clp):
    wales = RegionFactory(name="Wales")
    make_submission(motion, clp, email=SAM)
    make_champion(motion, CLPFactory(name="Ynys Mawr", slug="ynys-mawr", region=wales), email=SAM, name="Sam")
    make_submission(motion, clp, email="elsewhere@example.org")
    help_in(motion, email="lamp@example.org")
    organiser.regions.add(wales)
    assert file_of(desk)[1:] == [[SAM, "Sam", "", "a-library-in-reach, champion, region-wales, clp-ynys-mawr"]]
    assert emails(desk, "?region=north-west") == [SAM]
    assert "You look after Wales" in desk.get(PAGE).content.decode()


def test_outsiders_are_refused(client, motion, clp):
    make_submission(motion, clp, email=SAM)
    # May see every page of the desk, but has no role: the rules give taking people away to roles alone.
    client.force_login(allow(UserFactory(is_staff=True), "view_submission", "view_user", "view_champion"))
    assert [client.get(PAGE).status_code, client.post(PAGE).status_code] == [403, 403]
    assert "action-network" not in client.get("/admin/").content.decode()
    client.force_login(UserFactory())
    assert [client.get(PAGE).status_code, client.post(PAGE).status_code] == [302, 302]
    client.logout()
    assert client.post(PAGE).status_code == 302
    assert LogEntry.objects.count() == 0


def test_file_is_given_by_post_alone_and_from_our_own_page(desk, organiser, motion, clp):
    make_submission(motion, clp, email=SAM)
    page = desk.get(PAGE)
    assert (page["Content-Type"], page["Cache-Control"]) == (
        "text/html; charset=utf-8",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert SAM not in page.content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(organiser)
    assert strict.post(PAGE).status_code == 403
    assert LogEntry.objects.count() == 0


def test_history_of_the_campaign_says_who_took_how_many(desk, organiser, motion, clp):
    make_submission(motion, clp, email=SAM)
    desk.post(PAGE)
    make_champion(motion, clp)
    desk.post(PAGE)
    told = LogEntry.objects.order_by("pk").values_list("user", "object_id", "change_message")
    assert list(told) == [
        (organiser.pk, str(motion.campaign_id), "Downloaded 1 person for Action Network."),
        (organiser.pk, str(motion.campaign_id), "Downloaded 2 people for Action Network."),
    ]


def test_lists_and_front_page_lead_there(desk, motion):
    for page in ("/admin/", "/admin/accounts/user/"):
        assert 'href="/admin/action-network/"' in desk.get(page).content.decode()


def test_page_without_a_campaign_says_so(desk, motion):
    motion.campaign.is_current = False
    motion.campaign.save()
    for response in (desk.get(PAGE), desk.post(PAGE)):
        assert "No campaign is shown on the site" in response.content.decode()
    assert LogEntry.objects.count() == 0


def test_file_costs_the_same_queries_for_many_people(desk, motion, clp):
    def fill():
        make_submission(motion, clp)
        make_champion(motion, CLPFactory())
        number = User.objects.count()
        help_in(motion, email=f"lamp{number}@example.org")
        stop_everything(make_submission(motion, clp).activist)

    fill()
    file_of(desk)
    with CaptureQueriesContext(connection) as one:
        file_of(desk)
    for _ in range(4):
        fill()
    with CaptureQueriesContext(connection) as many:
        assert len(emails(desk)) == 15
    assert len(many) == len(one)
