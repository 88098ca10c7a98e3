"""The menu: what each person is led to, and that everything in it is there."""

import re

import pytest

from campaign.accounts.models import Role
from campaign.desk.navigation import SECTIONS
from motions.enums import MotionKind
from tests.desk.front.pages import carry
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    MotionFactory,
    RegionFactory,
    UserFactory,
    look_after,
    with_role,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
MENU = re.compile(r'<nav class="desk-menu".*?</nav>', re.S)


def menu_of(response):
    links = re.findall(r'href="([^"]+)"( aria-current="true")?>([^<]+)<', MENU.search(response.text)[0])
    return {name: address for address, _, name in links}, [name for _, here, name in links if here]


@pytest.fixture
def team(client, motion):
    """A browser signed in as whoever is asked for."""

    def of(role, region=None):
        person = with_role(role)
        if region:
            look_after(person, region)
        client.force_login(person)
        return client

    return of


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.ADMIN])
def test_menu_leads_to_pages_that_know_where_they_are(team, role):
    browser = team(role)
    entries, here = menu_of(browser.get("/admin/"))
    assert list(entries) == [
        *("Today", "CLPs", "People", "Motions", "Conference", "Affiliates", "Mail", "Advice", "Settings"),
    ]
    assert here == ["Today"]
    for name, address in entries.items():
        page = browser.get(address)
        assert (page.status_code, menu_of(page)[1]) == (200, [name])


def test_every_line_of_every_section_opens_and_keeps_its_section(team, motion):
    carry(motion, CLPFactory(), send=True)
    browser = team(Role.ADMIN)
    for section in SECTIONS:
        request = browser.get(section.address).wsgi_request
        for link in section.open_links(request):
            page = browser.get(link.address)
            assert page.status_code == 200, link.address
            assert menu_of(page)[1] == [section.name], link.address


def test_section_counts_this_campaign_in_ones_own_regions(team, motion):
    wales, scotland = RegionFactory(name="Wales"), RegionFactory(name="Scotland")
    carry(motion, CLPFactory(region=wales))
    carry(motion, CLPFactory(region=scotland))
    old = MotionFactory(campaign=CampaignFactory(is_current=False, name="Last year"))
    carry(old, CLPFactory(region=wales))
    shown = team(Role.ORGANISER, wales).get("/admin/section/clps/")
    numbers = {link.name: number for link, number in shown.context["lists"]}
    assert (numbers["Reports"], numbers["Votes"], numbers["Where each CLP stands"]) == (1, 1, 1)
    assert numbers["The list of CLPs"] == 2


def test_lists_keep_to_this_campaign_and_say_which_motion(team, motion):
    mine = carry(motion, CLPFactory(name="Ours"))
    last = CampaignFactory(is_current=False, name="Last year’s drive")
    old = carry(MotionFactory(campaign=last, version__title="The motion of last year"), CLPFactory(name="Theirs"))
    local = MotionFactory(campaign=motion.campaign, kind=MotionKind.LOCAL, version__title="A local one")
    both = carry(local, CLPFactory(name="Here"))
    browser = team(Role.ORGANISER)

    def listed(query=""):
        return {row.pk for row in browser.get(f"/admin/motions/submission/{query}").context["cl"].result_list}

    assert listed() == {mine.pk, both.pk}
    assert listed(f"?of_campaign={last.pk}") == {old.pk}
    assert listed("?of_campaign=all") == {mine.pk, old.pk, both.pk}
    assert listed("?of_campaign=nonsense") == {mine.pk, both.pk}
    page = browser.get("/admin/motions/submission/?of_campaign=all").text
    assert "The motion of last year" in page
    assert "A local one" in page
    assert "This campaign" in page
    sheet = browser.get("/admin/motions/submission/export.csv")
    assert b"Theirs" not in sheet.getvalue()


@pytest.mark.parametrize(
    "model",
    [
        *("submission", "standing", "vote", "event", "champion", "introduction", "conferenceentry", "composite"),
        *("delegate", "offer", "motion", "motionversion", "speakernotes"),
    ],
)
def test_lists_about_motions_take_their_queries_whatever_the_rows(team, motion, model):
    carry(motion, CLPFactory(), send=True)
    assert team(Role.ADMIN).get(f"/admin/motions/{model}/?of_campaign=all").status_code == 200


def test_models_of_programmers_are_for_admins(team):
    page = team(Role.ORGANISER).get("/admin/").text
    assert "Everything on record" not in page
    assert 'id="nav-sidebar"' not in page
    assert "Everything on record" in team(Role.ADMIN).get("/admin/").text


def test_app_of_programmers_leads_to_its_section(team):
    browser = team(Role.ORGANISER)
    assert browser.get("/admin/motions/")["Location"] == "/admin/section/motions/"
    assert browser.get("/admin/clps/")["Location"] == "/admin/section/clps/"


def test_section_that_is_none_is_not_there(team):
    browser = team(Role.ORGANISER)
    assert browser.get("/admin/section/nothing/").status_code == 404
    assert browser.get("/admin/section/today/").status_code == 404


def test_section_is_refused_to_who_may_not_see_the_desk(client, motion):
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/admin/section/clps/").status_code == 403
