"""People for Action Network: what the file holds, who may take it, what is written down."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.accounts.models import User
from campaign.desk.exports.contacts import split_name
from campaign.mail.outbox.preferences import stop_everything
from motions.actions.votes import Result, record_vote
from motions.enums import Body, Outcome
from tests.desk.exports.conftest import PAGE, SAM, agreed_to_it, emails, file_of, help_in
from tests.factories import (
    CLPFactory,
    RegionFactory,
    UserFactory,
    allow,
    carried_on,
    look_after,
    make_champion,
    make_submission,
)

pytestmark = pytest.mark.django_db


def test_file_has_the_columns_that_action_network_knows(desk, motion, clp):
    submission = make_submission(motion, clp, email="Sam@Example.org")
    carried = carried_on(timezone.localdate())
    record_vote(submission, carried, by=None)
    agreed_to_it()
    response = desk.post(PAGE)
    assert response["Content-Disposition"] == 'attachment; filename="action-network-2027-06-01.csv"'
    assert response.getvalue().decode() == (
        '"email","first_name","last_name","can2_user_tags"\r\n'
        '"sam@example.org","Alex","Activist",'
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
    look_after(organiser, wales)
    assert file_of(desk)[1:] == [[SAM, "Sam", "", "a-library-in-reach, champion, region-wales, clp-ynys-mawr"]]
    assert emails(desk, "?region=north-west") == [SAM]
    assert "You look after Wales" in desk.get(PAGE).content.decode()


def test_contacts_are_refused_to_outsiders(client, motion, clp):
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
    agreed_to_it()
    desk.post(PAGE)
    make_champion(motion, clp)
    agreed_to_it()
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
