"""The doors to what is held about a person: for admins, and for the person by the link in our mail."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaign.accounts.models import Role, User
from campaign.desk.holdings import HOLDINGS
from campaign.mail import outbox
from campaign.mail.models import Email
from campaign.mail.planner import plan
from campaign.mail.stopping import new_link
from motions.models import Event
from tests.desk.somebody import Somebody, traces_of
from tests.factories import CLPFactory, RegionFactory, UserFactory, make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "two_people")]
ROSARIA = ("Rosaria Ó Briain", "rosaria.obriain@example.org", "kittiwake")
NO_STORE = "max-age=0, no-cache, no-store, must-revalidate, private"


def with_role(role, **values):
    person = UserFactory(name="Ada Admin", **values)
    person.give_role(role, regions=[])
    return person


def link_of(person):
    """The link in a mail to somebody, from the site's root: where they see to themselves."""
    link = new_link()
    mail = Email.objects.filter(recipient=person).first()
    Email.objects.filter(pk=mail.pk).update(stop_digest=link.digest)
    return link.path


@pytest.fixture
def rosaria(motion):
    return Somebody(motion, *ROSARIA)


@pytest.fixture
def admin(client):
    person = with_role(Role.ADMIN)
    client.force_login(person)
    return person


@pytest.fixture
def person(motion, clp):
    """Somebody who reported, and has our mail."""
    submission = make_submission(motion, clp, email="rosaria@example.org")
    plan(timezone.now())
    outbox.deliver(timezone.now())
    return submission.activist


@pytest.fixture
def reader():
    """The person's browser: no cookie, no token."""
    return Client(enforce_csrf_checks=True)


def remove_page(person):
    return reverse("admin:desk-person-remove", args=[person.pk])


# For admins.


def test_page_of_a_person_leads_to_the_removal(client, admin, person):
    page = client.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()
    assert f'href="{remove_page(person)}"' in page


def test_page_lists_what_is_held_with_numbers_and_changes_nothing(client, admin, rosaria):
    person = rosaria.does_everything()
    before = traces_of(rosaria.needles), Event.objects.count()
    response = client.get(remove_page(person))
    shown = {held.holding.name: held.number for held in response.context["holdings"].held}
    assert shown == {holding.name: holding.rows(person).count() for holding in HOLDINGS}
    page = response.content.decode()
    assert [holding.name for holding in HOLDINGS if holding.name not in page] == []
    # Two notes, the mark, two reasons, the entry, the union, a question, a mail with its question, the CLP's history.
    assert response.context["holdings"].named == 11
    assert (traces_of(rosaria.needles), Event.objects.count()) == before


def test_one_button_removes(client, admin, person):
    response = client.post(remove_page(person), {"act": "remove"}, follow=True)
    assert response.redirect_chain == [(reverse("admin:accounts_user_changelist"), 302)]
    page = response.content.decode()
    assert "Everything about them is removed." in page
    assert "Somebody who was removed" in page
    assert traces_of(["rosaria@example.org"]) == []
    assert {event.by for event in Event.objects.filter(kind="person_removed")} == {admin}


def test_second_press_says_that_it_was_done(client, admin, person):
    for _ in range(2):
        response = client.post(remove_page(person), {"act": "remove"}, follow=True)
    assert "That was done before: nothing is left." in response.content.decode()
    assert Event.objects.filter(kind="person_removed").count() == 1


def test_page_of_whoever_was_removed_has_nothing_to_press(client, admin, person):
    client.post(remove_page(person), {"act": "remove"})
    for address in (remove_page(person), reverse("admin:accounts_user_change", args=[person.pk])):
        response = client.get(address)
        assert response.status_code == 200
        page = response.content.decode()
        assert 'name="act"' not in page
        assert "Remove this person</a>" not in page
        assert 'name="email"' not in page
    assert client.post(remove_page(person), {"act": "tell"}).headers["Content-Type"].startswith("text/html")


def test_organiser_is_refused_with_the_reason(client, admin):
    other = with_role(Role.ORGANISER, email="rhian@example.org")
    assert "Take the role away first" in client.get(remove_page(other)).content.decode()
    response = client.post(remove_page(other), {"act": "remove"})
    assert response.status_code == 422
    assert "Take the role away first" in response.content.decode()
    assert User.objects.get(pk=other.pk).email == "rhian@example.org"


@pytest.mark.parametrize("who", ["organiser", "regional organiser", "member", "visitor"])
@pytest.mark.parametrize("act", ["remove", "tell"])
def test_nobody_but_admins_opens_or_presses(client, person, who, act):
    if who != "visitor":
        other = UserFactory()
        if "organiser" in who:
            regions = [RegionFactory()] if who == "regional organiser" else []
            other.give_role(Role.ORGANISER, regions=regions)
        client.force_login(other)
    refused = 403 if "organiser" in who else 302
    assert client.get(remove_page(person)).status_code == refused
    assert client.post(remove_page(person), {"act": act}).status_code == refused
    assert User.objects.get(pk=person.pk).removed_at is None


def test_page_of_nobody_is_not_there(client, admin):
    assert client.get("/admin/people/999999/remove/").status_code == 404


def test_page_and_file_cost_the_same_for_many_rows(client, admin, motion):
    def people(number):
        clp = CLPFactory()
        for _ in range(number):
            last = make_submission(motion, clp, email=f"r{number}@example.org")
        plan(timezone.now())
        return last.activist

    costs = []
    for one in (people(1), people(7)):
        with CaptureQueriesContext(connection) as queries:
            client.get(remove_page(one))
            client.post(remove_page(one), {"act": "tell"})
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_stories_of_their_clps_still_open(client, admin, rosaria):
    client.post(remove_page(rosaria.does_everything()), {"act": "remove"})
    for clp in rosaria.clps:
        page = client.get(reverse("admin:desk-clp", args=[clp.slug]))
        assert page.status_code == 200
        assert "Somebody’s details removed" in page.content.decode()
        assert [needle for needle in rosaria.needles if needle in page.content.decode()] == []


# For the person.


def test_page_about_our_mail_leads_on_and_opening_changes_nothing(reader, person):
    link = link_of(person)
    assert f'href="{link}about-you/"' in reader.get(link).content.decode()
    for method in (reader.get, reader.head, reader.get):
        response = method(f"{link}about-you/")
        assert (response.status_code, response.cookies, response["Cache-Control"]) == (200, {}, NO_STORE)
        assert response["X-Robots-Tag"] == "noindex"
    page = response.content.decode()
    assert "rosaria@example.org" not in page
    assert User.objects.get(pk=person.pk).removed_at is None


@pytest.mark.parametrize("act", ["", "nonsense", "everything"])
def test_button_that_asks_for_nothing_changes_nothing(reader, person, act):
    assert reader.post(f"{link_of(person)}about-you/", {"act": act}).status_code == 200
    assert User.objects.get(pk=person.pk).removed_at is None


def test_one_click_of_a_mail_app_does_not_remove(reader, person):
    link = link_of(person)
    reader.post(link, {"List-Unsubscribe": "One-Click", "act": "remove"})
    reader.post(f"{link}about-you/", {"List-Unsubscribe": "One-Click"})
    assert User.objects.get(pk=person.pk).removed_at is None


def test_form_that_another_site_sends_is_refused(reader, person):
    address = f"{link_of(person)}about-you/"
    response = reader.post(address, {"act": "remove"}, headers={"sec-fetch-site": "cross-site"})
    assert (response.status_code, User.objects.get(pk=person.pk).removed_at) == (403, None)


def test_button_removes_and_the_links_are_dead_with_a_page_that_says_so(reader, person):
    link = link_of(person)
    response = reader.post(f"{link}about-you/", {"act": "remove"}, follow=True)
    assert response.redirect_chain == [("/removed/", 302)]
    assert "That is done" in response.content.decode()
    assert traces_of(["rosaria@example.org"]) == []
    assert {str(event.details) for event in Event.objects.filter(kind="person_removed")} == {"{'by_themselves': True}"}
    for address in (link, f"{link}about-you/"):
        for answer in (reader.get(address), reader.post(address, {"act": "remove", "wish": "everything"})):
            assert answer.status_code == 200
            assert "its reader asked to be removed" in answer.content.decode()


def test_unknown_link_shows_nothing_and_gives_nothing(reader, person):
    address = f"/mail/{'x' * 43}/about-you/"
    for answer in (
        reader.get(address),
        reader.post(address, {"act": "tell"}),
        reader.post(address, {"act": "remove"}),
    ):
        assert answer.status_code == 200
        assert "There is nothing to see here" in answer.content.decode()
    assert User.objects.get(pk=person.pk).removed_at is None


def test_organiser_by_the_link_is_told_to_ask_an_admin(reader, person):
    person.give_role(Role.ORGANISER, regions=[])
    address = f"{link_of(person)}about-you/"
    assert reader.get(address).status_code == 200
    response = reader.post(address, {"act": "remove"})
    assert response.status_code == 422
    assert "Ask an admin to take your role away first" in response.content.decode()
    assert User.objects.get(pk=person.pk).removed_at is None


# The file.


def test_file_is_theirs_to_keep_and_nobody_elses(reader, person):
    response = reader.post(f"{link_of(person)}about-you/", {"act": "tell"})
    headers = ("Content-Type", "Content-Disposition", "Cache-Control", "X-Robots-Tag")
    assert [response[name] for name in headers] == [
        "application/json; charset=utf-8",
        'attachment; filename="what-we-hold-2027-06-01.json"',
        NO_STORE,
        "noindex",
    ]
    assert response.cookies == {}
    told = json.loads(response.content)
    assert told["Held by"] == "Friends of the Lending Library, motions@example.org"
    assert told["Who they are"] == [
        {
            "Email address": "rosaria@example.org",
            "Name": "Alex Activist",
            "Address confirmed at": "2027-06-01T13:00+01:00",
            "Date joined": told["Who they are"][0]["Date joined"],
        }
    ]
    assert told["Reports"] == [
        {
            "Their name": "Alex Activist",
            "CLP": "Little Mickering",
            "Sent to": "CLP",
            "Version": "A library in reach of every child",
            "Sent on": "2027-03-01",
            "State": "Sent, no outcome yet",
            "Created at": "2027-06-01T13:00+01:00",
            "Address confirmed at": "2027-06-01T13:00+01:00",
        }
    ]
    assert told["What they agreed to"] == [
        {"Wording": "I agree.", "Given at": "2027-06-01T13:00+01:00", "CLP": "Little Mickering"}
    ]


def test_file_holds_everything_that_is_theirs_and_no_working_link(reader, rosaria):
    person = rosaria.does_everything()
    content = reader.post(f"{link_of(person)}about-you/", {"act": "tell"}).content.decode()
    told = json.loads(content)
    # What is only counted there has its own words.
    assert [holding.name for holding in HOLDINGS if holding.name not in told] == []
    assert told["What others wrote that names you"]["How many"] == 11
    assert "Ó Briain" in content
    assert "Passed 9 to 1, kittiwake." in content
    assert "Ada" not in content
    words = "\n".join(row.get("Message", "") for row in told["Mail to them"])
    assert "/reports/…" in words


def test_files_of_two_people_hold_nothing_of_each_other(reader, motion, rosaria):
    person = rosaria.does_everything()
    other = Somebody(motion, "Alexis Ahmed", "alexis@example.org", "puffin")
    other.does_everything()
    content = reader.post(f"{link_of(person)}about-you/", {"act": "tell"}).content.decode()
    assert [needle for needle in other.needles if needle in content] == []
