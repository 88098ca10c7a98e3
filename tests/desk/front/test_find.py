"""Finding a CLP's story by name, from the head of every page of the admin."""

import pytest

from campaign.accounts.models import Role
from motions.models import Standing
from tests.factories import CLPFactory, RegionFactory, UserFactory

FIND = "/admin/find/"
BOX = '<input type="search" name="clp" id="find-clp"'


@pytest.mark.parametrize("typed", ["Little Mickering", "little mickering clp", "  LITTLE   mickring ", "Mickering"])
def test_name_that_can_mean_one_clp_leads_to_its_story(desk, clp, typed):
    response = desk.get(FIND, {"clp": typed})
    assert (response.status_code, response["Location"]) == (302, "/admin/clps/little-mickering/story/")


def test_names_that_are_alike_are_listed_with_how_far_they_have_come(desk, clp, motion):
    other = CLPFactory(name="Great Mickering", slug="great-mickering", region=RegionFactory(name="Wales"))
    Standing.objects.create(motion=motion, clp=other, stage="accepted")
    page = desk.get(FIND, {"clp": "mickering"})
    assert page.status_code == 200
    assert page.context["rows"] == [(other, "accepted"), (clp, "not_started")]
    for said in ('href="/admin/clps/great-mickering/story/"', "Wales", "Accepted", "Not started"):
        assert said in page.text
    exactly = desk.get(FIND, {"clp": "Great Mickering"})
    assert exactly["Location"] == "/admin/clps/great-mickering/story/"


def test_find_costs_the_same_for_one_clp_and_for_many(desk, clp, motion, django_assert_num_queries):
    def ask(number):
        for place in range(number):
            CLPFactory(name=f"Upper Mickering {place} {number}", slug=f"upper-{place}-{number}")
        with django_assert_num_queries(11):
            assert desk.get(FIND, {"clp": "mickering"}).status_code == 200

    ask(1)
    ask(20)


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("x", 422, "Type at least 2 letters of the name."),
        ("", 422, "Type at least 2 letters of the name."),
        ("CF10 1EP", 422, "a postcode has no place in an address"),
        ("Zzyzx", 200, "No CLP that you look after has a name like “Zzyzx”"),
        ("<script>", 200, "&lt;script&gt;"),
    ],
)
def test_what_finds_nothing_says_so_and_keeps_what_was_typed_but_a_postcode(desk, clp, typed, status, said):
    page = desk.get(FIND, {"clp": typed})
    assert page.status_code == status
    assert said in page.text
    assert "CF10" not in page.text


def test_organiser_of_another_region_does_not_find_it(client, clp):
    person = UserFactory()
    person.give_role(Role.ORGANISER, regions=[RegionFactory(name="Wales")])
    client.force_login(person)
    page = client.get(FIND, {"clp": "Little Mickering"})
    assert page.status_code == 200
    assert page.context["rows"] == []


@pytest.mark.parametrize("address", ["/admin/", FIND, "/admin/clps/little-mickering/story/", "/admin/clps/clp/"])
def test_box_is_on_every_page_of_an_organiser(client, clp, address):
    person = UserFactory()
    person.give_role(Role.ORGANISER)
    client.force_login(person)
    assert BOX in client.get(address).text


def test_box_is_not_for_those_who_may_not_see_the_desk(client, motion):
    client.force_login(UserFactory(is_staff=True))
    assert BOX not in client.get("/admin/").text
    assert client.get(FIND, {"clp": "Mickering"}).status_code == 403
