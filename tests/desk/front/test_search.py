"""Looking for people, addresses, branches, notes, CLPs and regions; what is typed never stands in an address."""

import re

import pytest
from pytest_django.asserts import assertContains

from campaign.accounts.models import Role
from campaign.desk.models import Note
from clps.models import AuditEntry, Branch, Secretary
from motions.models import Submission
from tests.factories import (
    CLPFactory,
    RegionFactory,
    UserFactory,
    look_after,
    make_champion,
    make_submission,
    with_role,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_people")]
SEARCH = "/admin/search/"


@pytest.fixture
def wales():
    return RegionFactory(name="Wales")


@pytest.fixture
def world(motion, clp, wales):
    """Things in the North West, and the same in Wales."""
    other = CLPFactory(name="Pontmawr", slug="pontmawr", region=wales)
    for place, name in ((clp, "Nell North"), (other, "Will Wales")):
        first = name.partition(" ")[0].lower()
        submission = make_submission(motion, place, email=f"{first}.reporter@example.org")
        submission.activist.name = name
        submission.activist.save()
        Branch.objects.create(clp=place, name=f"Harbour {first}")
        Secretary.objects.create(
            clp=place,
            name=f"Secretary {first}",
            email=f"{first}.sec@example.org",
            known_since="2027-01-01",
            how_known="R.",
        )
        Note.objects.create(clp=place, motion=motion, words=f"Rang the harbour master, {first}.")
    return motion


@pytest.fixture
def browser(client, world):
    person = with_role(Role.ORGANISER)
    client.force_login(person)
    client.person = person
    return client


def found(client, typed):
    page = client.post(SEARCH, {"clp": typed})
    assert page.status_code == 200
    return {one.sort: [(hit.name, hit.more) for hit in one.hits] for one in page.context["found"]}


def test_search_finds_each_sort_by_a_few_letters(browser):
    assert found(browser, "harbour") == {
        "Branches": [("Harbour nell", "Little Mickering CLP"), ("Harbour will", "Pontmawr CLP")],
        "Notes": [
            ("Pontmawr CLP", "Rang the harbour master, will."),
            ("Little Mickering CLP", "Rang the harbour master, nell."),
        ],
    }
    assert found(browser, "nell north") == {"People": [("Nell North", "nell.reporter@example.org")]}
    assert found(browser, "NELL.SEC@example.org") == {
        "Secretaries": [("Secretary nell", "Little Mickering CLP, nell.sec@example.org")]
    }
    assert "Nations and regions" in found(browser, "wales")
    assert found(browser, "zzyzx") == {}


def test_everything_that_is_found_opens(browser):
    for typed in ("harbour", "nell", "wales", "reporter"):
        page = browser.post(SEARCH, {"clp": typed})
        for one in page.context["found"]:
            for hit in one.hits:
                assert browser.get(hit.address).status_code == 200


def test_person_is_found_with_the_clps_where_they_took_part(browser, clp, motion):
    make_champion(motion, CLPFactory(name="Aber"), email="nell.reporter@example.org")
    page = browser.post(SEARCH, {"clp": "nell"})
    people = next(one for one in page.context["found"] if one.sort == "People")
    assert [(hit.name, [place.name for place in hit.clps]) for hit in people.hits] == [
        ("Nell North", ["Aber", "Little Mickering"])
    ]
    assertContains(page, f'<a href="/admin/clps/{clp.slug}/story/">Little Mickering CLP</a>', html=True)


def test_clps_of_a_person_are_those_that_one_looks_after(browser, wales):
    make_submission(Submission.objects.first().version.motion, CLPFactory(), email="will.reporter@example.org")
    look_after(browser.person, wales)
    page = browser.post(SEARCH, {"clp": "will wales"})
    people = next(one for one in page.context["found"] if one.sort == "People")
    assert [[place.name for place in hit.clps] for hit in people.hits] == [["Pontmawr"]]


def test_organiser_of_one_region_finds_what_is_theirs(browser, wales):
    look_after(browser.person, wales)
    assert found(browser, "harbour") == {
        "Branches": [("Harbour will", "Pontmawr CLP")],
        "Notes": [("Pontmawr CLP", "Rang the harbour master, will.")],
    }
    for typed in ("nell", "Little Mickering", "North West"):
        assert found(browser, typed) == {}


def test_search_puts_what_is_typed_in_no_address(browser):
    page = browser.get("/admin/")
    form = re.search(r'<form class="find-clp"[^>]*>', page.text)[0]
    assert 'method="post"' in form
    assert 'action="/admin/search/"' in form
    assert re.search(r'name="csrfmiddlewaretoken" value="\w+" form="find-form"', page.text)
    # Asked for by an address, it looks for nothing.
    assert list(browser.get(f"{SEARCH}?clp=nell").context["found"]) == []
    shown = browser.post(SEARCH, {"clp": "nell"})
    assert shown["Cache-Control"].startswith("max-age=0")
    assert not re.search(r'href="[^"]*nell\.', shown.text)


@pytest.mark.parametrize(("typed", "said"), [("x", "Type at least 2 letters"), ("CF10 1EP", "That is a postcode")])
def test_search_for_what_cannot_be_looked_for_says_so(browser, typed, said):
    page = browser.post(SEARCH, {"clp": typed})
    assert (page.status_code, said in page.text) == (422, True)


def test_search_costs_the_same_however_much_is_found(browser, clp, django_assert_max_num_queries):
    for number in range(15):
        Branch.objects.create(clp=clp, name=f"Harbour {number}")
    with django_assert_max_num_queries(22):
        browser.post(SEARCH, {"clp": "harbour"})


def test_search_is_refused_to_who_may_not_see_the_desk(client, world):
    client.force_login(UserFactory(is_staff=True))
    assert client.post(SEARCH, {"clp": "nell"}).status_code == 403


def test_opening_a_secretary_is_noted_once_an_hour(browser, clp):
    secretary = Secretary.objects.get(clp=clp)
    for _ in range(2):
        assert browser.get(f"/admin/clps/secretary/{secretary.pk}/change/").status_code == 200
    entry = AuditEntry.objects.get(about_model="clps.secretary")
    assert (entry.about_key, entry.by, entry.act) == (str(secretary.pk), browser.person.pk, "open-person")


def test_box_of_a_list_takes_no_address_and_says_where_to_look(browser):
    page = browser.get("/admin/accounts/user/").text
    box = re.search(r'<input[^>]*id="searchbar"[^>]*>', page)[0]
    assert 'pattern="[^@]*"' in box
    assert "look for it in the box at the head" in box
