"""The front page narrowed to the CLPs with a tag, and everything that leads on from it."""

import pytest

from campaign.accounts.models import Role
from campaign.desk.models import Tag, TaggedCLP
from tests.desk.exports.conftest import emails
from tests.desk.front.pages import carry, kinds, overview
from tests.factories import (
    CampaignFactory,
    CLPFactory,
    RegionFactory,
    look_after,
    make_champion,
    make_submission,
    with_role,
)
from tests.reading import records_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]


@pytest.fixture
def organiser(clock):
    return with_role(Role.ORGANISER)


@pytest.fixture
def visited(motion, clp):
    """A tag on one of two CLPs that carried it."""
    tag = Tag.objects.create(campaign=motion.campaign, name="visited")
    TaggedCLP.objects.create(tag=tag, clp=clp)
    carry(motion, clp)
    carry(motion, CLPFactory(name="Great Mickering", slug="great-mickering", hex_q=2, hex_r=2))
    return tag


def test_tag_narrows_the_whole_front_page(desk, visited):
    assert len(kinds(desk)) == 2
    page = desk.get(f"/admin/?tag={visited.pk}")
    shown = page.context["overview"]
    assert ([clp.slug for clp in shown.clps], shown.carried, shown.target) == (["little-mickering"], 1, None)
    assert page.context["drawing"].number == 1
    assert kinds(desk, f"?tag={visited.pk}") == [("unchecked", "Little Mickering")]
    assert "<b>Tagged “visited”</b>: everything here is about that CLP." in page.text
    assert f'<option value="{visited.pk}" selected>visited</option>' in page.text


def test_tag_goes_with_the_other_filters_to_what_is_taken_away(desk, visited, motion, clp):
    page = desk.get(f"/admin/?tag={visited.pk}&stage=carried_for_conference&page=1").text
    query = f"tag={visited.pk}&amp;stage=carried_for_conference"
    for address in ("/admin/progress.csv", "/admin/progress.xlsx", "/admin/action-network/"):
        assert f'href="{address}?{query}"' in page
    given = records_of(desk.get(f"/admin/progress.csv?tag={visited.pk}"))
    assert [row["CLP"] for row in given] == ["Little Mickering"]


def test_people_for_action_network_are_those_of_the_tagged(desk, visited, motion, clp):
    make_champion(motion, clp, email="rhian@example.org")
    make_champion(motion, CLPFactory(), email="sam@example.org")
    assert len(emails(desk)) == 4
    assert set(emails(desk)) - set(emails(desk, f"?tag={visited.pk}")) > {"sam@example.org"}
    assert "rhian@example.org" in emails(desk, f"?tag={visited.pk}")


def test_several_at_once_are_narrowed_by_the_same_tag(desk, visited):
    for sort, number in (("things", 2), ("clps", 2)):
        assert len(desk.get(f"/admin/several/{sort}/").context["rows"]) == number
        assert len(desk.get(f"/admin/several/{sort}/?tag={visited.pk}").context["rows"]) == 1


def test_map_is_drawn_anew_once_another_clp_has_the_tag(desk, visited):
    assert desk.get(f"/admin/?tag={visited.pk}").context["drawing"].number == 1
    TaggedCLP.objects.create(tag=visited, clp=CLPFactory(hex_q=3, hex_r=3))
    assert desk.get(f"/admin/?tag={visited.pk}").context["drawing"].number == 2
    TaggedCLP.objects.all().delete()
    assert desk.get(f"/admin/?tag={visited.pk}").context["drawing"].number == 0
    assert kinds(desk, f"?tag={visited.pk}") == []


def test_tag_of_another_campaign_or_of_none_narrows_nothing(desk, visited):
    other = Tag.objects.create(campaign=CampaignFactory(is_current=False), name="elsewhere")
    for tag in (other.pk, 0, "visited", "9" * 5000):
        page = desk.get(f"/admin/?tag={tag}")
        assert (page.context["filters"].narrows, page.context["overview"].carried) == (False, 2)
    assert "elsewhere" not in page.text


def test_tag_gives_nobody_the_clps_of_another_region(desk, organiser, visited):
    look_after(organiser, RegionFactory(name="Wales"))
    assert overview(desk, f"?tag={visited.pk}").clps == []


def test_front_page_without_tags_asks_for_none(desk, motion, clp):
    make_submission(motion, clp)
    assert 'id="filter-tag"' not in desk.get("/admin/").text
