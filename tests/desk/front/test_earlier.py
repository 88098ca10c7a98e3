"""An earlier campaign's desk can be opened and read, and nothing can be done there."""

from datetime import date

import pytest

from motions.models import Event
from tests.desk.front.pages import carry, last_conference
from tests.factories import CampaignFactory, CLPFactory, MotionFactory, RegionFactory, look_after

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]


@pytest.fixture
def last_year(motion):
    conference = last_conference()
    campaign = CampaignFactory(is_current=False, name="Last year’s drive", conference=conference, target=9)
    old = MotionFactory(campaign=campaign)
    wales = RegionFactory(name="Wales")
    carry(old, CLPFactory(name="Pontmawr", slug="pontmawr", region=wales, hex_q=1, hex_r=1), on=date(2026, 5, 1))
    carry(old, CLPFactory(region=RegionFactory(name="Scotland")), on=date(2026, 5, 2), send=True)
    carry(motion, CLPFactory(region=wales))
    return campaign


def test_desk_of_an_earlier_campaign_shows_where_it_ended_and_offers_nothing_to_do(desk, last_year):
    before = Event.objects.count()
    page = desk.get(f"/admin/campaigns/{last_year.pk}/desk/")
    shown = page.context["overview"]
    assert (shown.carried, shown.sent, shown.target, shown.today) == (2, 1, 9, date(2026, 9, 30))
    assert "an earlier campaign, to look at" in page.text
    assert "attention" not in page.context
    assert 'method="post" action="/admin/attention' not in page.text
    assert f"/admin/motions/submission/?of_campaign={last_year.pk}" in page.text
    assert "Pontmawr" in page.text
    assert Event.objects.count() == before
    assert desk.post(f"/admin/campaigns/{last_year.pk}/desk/").status_code == 405


def test_desk_of_an_earlier_campaign_keeps_to_ones_regions(desk, organiser, last_year):
    look_after(organiser, RegionFactory(name="Wales"))
    page = desk.get(f"/admin/campaigns/{last_year.pk}/desk/")
    assert (page.context["overview"].carried, page.context["overview"].sent) == (1, 0)


def test_desk_of_an_earlier_campaign_is_narrowed_where_it_is(desk, last_year):
    page = desk.get(f"/admin/campaigns/{last_year.pk}/desk/?region=wales")
    assert page.context["overview"].carried == 1
    assert f'action="/admin/campaigns/{last_year.pk}/desk/"' in page.text


def test_front_page_leads_to_the_earlier_campaign_that_it_names(desk, last_year):
    assert f'href="/admin/campaigns/{last_year.pk}/desk/">Last year’s drive' in desk.get("/admin/").text


def test_desk_of_a_campaign_without_a_motion_or_of_none(desk, motion):
    empty = CampaignFactory(is_current=False, name="Nothing came of it")
    assert "no conference motion" in desk.get(f"/admin/campaigns/{empty.pk}/desk/").text
    assert desk.get("/admin/campaigns/999/desk/").status_code == 404
