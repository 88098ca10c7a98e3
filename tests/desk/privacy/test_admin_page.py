"""The page on which an admin sees what is held about somebody, and removes them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaign.accounts.models import Role, User
from campaign.desk.privacy.inventory import HOLDINGS
from motions.models import Event
from tests.desk.privacy.conftest import make_reporter
from tests.desk.privacy.somebody import remove_page, traces_of
from tests.factories import with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "two_people")]


def test_page_of_a_person_leads_to_the_removal(signed_in, admin, person):
    page = signed_in.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()
    assert f'href="{remove_page(person)}"' in page


def test_page_lists_what_is_held_with_numbers_and_changes_nothing(signed_in, admin, rosaria):
    person = rosaria.does_everything()
    before = traces_of(rosaria.needles), Event.objects.count()
    response = signed_in.get(remove_page(person))
    shown = {held.holding.name: held.number for held in response.context["holdings"].held}
    assert shown == {holding.name: holding.rows(person).count() for holding in HOLDINGS}
    page = response.content.decode()
    assert [holding.name for holding in HOLDINGS if holding.name not in page] == []
    # Two notes, a call, five reasons, the entry, a step of the union, two questions, a saved answer, a mail, a letter
    # to a group, a pause and the history of a CLP.
    assert response.context["holdings"].named == 17
    assert (traces_of(rosaria.needles), Event.objects.count()) == before


def test_person_is_removed_by_one_button(signed_in, admin, person):
    response = signed_in.post(remove_page(person), {"act": "remove"}, follow=True)
    assert response.redirect_chain == [(reverse("admin:accounts_user_changelist"), 302)]
    page = response.content.decode()
    assert "Everything about them is removed." in page
    assert "Somebody who was removed" in page
    assert traces_of(["rosaria@example.org"]) == []
    assert {event.by for event in Event.objects.filter(kind="person_removed")} == {admin}


def test_second_press_says_that_it_was_done(signed_in, admin, person):
    for _ in range(2):
        response = signed_in.post(remove_page(person), {"act": "remove"}, follow=True)
    assert "That was done before: nothing is left." in response.content.decode()
    assert Event.objects.filter(kind="person_removed").count() == 1


def test_page_of_whoever_was_removed_has_nothing_to_press(signed_in, admin, person):
    signed_in.post(remove_page(person), {"act": "remove"})
    for address in (remove_page(person), reverse("admin:accounts_user_change", args=[person.pk])):
        response = signed_in.get(address)
        assert response.status_code == 200
        page = response.content.decode()
        assert 'name="act"' not in page
        assert "Remove this person</a>" not in page
        assert 'name="email"' not in page
    assert signed_in.post(remove_page(person), {"act": "tell"}).headers["Content-Type"].startswith("text/html")


def test_organiser_is_refused_with_the_reason(signed_in, admin):
    other = with_role(Role.ORGANISER, email="rhian@example.org")
    assert "Take the role away first" in signed_in.get(remove_page(other)).content.decode()
    response = signed_in.post(remove_page(other), {"act": "remove"})
    assert response.status_code == 422
    assert "Take the role away first" in response.content.decode()
    assert User.objects.get(pk=other.pk).email == "rhian@example.org"


def test_page_of_nobody_is_not_there(signed_in, admin):
    assert signed_in.get("/admin/people/999999/remove/").status_code == 404


def test_page_and_file_cost_the_same_for_many_rows(signed_in, admin, motion):
    costs = []
    for one in (make_reporter(motion, reports=1), make_reporter(motion, reports=7)):
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(remove_page(one))
            signed_in.post(remove_page(one), {"act": "tell"})
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_stories_of_their_clps_still_open(signed_in, admin, rosaria):
    signed_in.post(remove_page(rosaria.does_everything()), {"act": "remove"})
    for clp in rosaria.clps:
        page = signed_in.get(reverse("admin:desk-clp", args=[clp.slug]))
        assert page.status_code == 200
        assert "Somebody’s details removed" in page.content.decode()
        assert [needle for needle in rosaria.needles if needle in page.content.decode()] == []
