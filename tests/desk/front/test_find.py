"""Finding a CLP's story by name, from the head of every page of the admin and from the section of CLPs."""

import pytest

from campaign.accounts.models import Role
from tests.factories import CLPFactory, RegionFactory, UserFactory, with_role

SEARCH = "/admin/search/"
BOX = '<input type="search" name="clp" id="find-clp"'


@pytest.mark.parametrize("typed", ["Little Mickering", "little mickering clp", "  LITTLE   mickring ", "Mickering"])
def test_name_that_can_mean_one_clp_leads_to_its_story(desk, clp, typed):
    response = desk.post(SEARCH, {"clp": typed})
    assert (response.status_code, response["Location"]) == (302, "/admin/clps/little-mickering/story/")


def test_names_that_are_alike_are_listed_and_one_of_them_in_full_leads_to_its_story(desk, clp):
    CLPFactory(name="Great Mickering", slug="great-mickering", region=RegionFactory(name="Wales"))
    page = desk.post(SEARCH, {"clp": "mickering"})
    assert [hit.name for hit in page.context["found"][0].hits] == ["Great Mickering CLP", "Little Mickering CLP"]
    for said in ('href="/admin/clps/great-mickering/story/"', "Wales"):
        assert said in page.text
    exactly = desk.post(SEARCH, {"clp": "Great Mickering"})
    assert exactly["Location"] == "/admin/clps/great-mickering/story/"


def test_section_of_clps_asks_by_post_so_that_no_name_stands_in_an_address(desk, clp):
    page = desk.get("/admin/section/clps/").text
    form = page[page.index("desk-section__find") :]
    assert 'action="/admin/search/" method="post"' in form[: form.index("</form>")]
    assert "csrfmiddlewaretoken" in form[: form.index("</form>")]


def test_organiser_of_another_region_does_not_find_it(client, clp):
    person = with_role(Role.ORGANISER, RegionFactory(name="Wales"))
    client.force_login(person)
    page = client.post(SEARCH, {"clp": "Little Mickering"})
    assert (page.status_code, list(page.context["found"])) == (200, [])


@pytest.mark.parametrize("address", ["/admin/", SEARCH, "/admin/clps/little-mickering/story/", "/admin/clps/clp/"])
def test_box_is_on_every_page_of_an_organiser(client, clp, address):
    person = with_role(Role.ORGANISER)
    client.force_login(person)
    assert BOX in client.get(address).text


def test_box_is_not_for_those_who_may_not_see_the_desk(client, motion):
    client.force_login(UserFactory(is_staff=True))
    assert BOX not in client.get("/admin/").text
    assert client.get(SEARCH).status_code == 403
