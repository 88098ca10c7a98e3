"""A new site's first owner, by a link that works once."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from campaign.setup.forms import usual_dates
from campaign.setup.models import SetupLink
from motions.models import Campaign, Conference, Motion
from tests.factories import CampaignFactory, UserFactory
from tests.setup.conftest import PASSWORD, nothing_is_saved

pytestmark = pytest.mark.django_db

ANSWERS = {
    "campaign-name": "A library in reach",
    "campaign-group": "Friends of the Lending Library",
    "campaign-summary": "Every child should live within reach of a library.",
    "campaign-email": "motions@example.com",
    "campaign-target": "100",
    "conference-name": "Annual Conference 2027",
    "conference-starts_on": "2027-09-26",
    "conference-ends_on": "2027-09-29",
    "conference-motions_open_on": "",
    "conference-deadline": "2027-09-16T17:00",
    "conference-title_word_limit": "10",
    "conference-text_word_limit": "250",
    "owner-email": "Ada@example.com",
    "owner-password": PASSWORD,
}
NO_DATES = {f"conference-{name}": "" for name in ("starts_on", "ends_on", "deadline")}


def link() -> str:
    out = io.StringIO()
    call_command("setup_link", stdout=out)
    return re.search(r"^http://[^/]+(/setup/\S+/)$", out.getvalue(), re.MULTILINE)[1]


def test_link_sets_up_the_campaign_and_its_owner_and_leads_to_signing_in(client):
    path = link()
    assert client.get(path).status_code == 200
    response = client.post(path, ANSWERS)
    assert (response.status_code, response["Location"], dict(client.cookies)) == (302, "/admin/", {})
    conference, campaign, motion = Conference.objects.get(), Campaign.objects.get(), Motion.objects.get()
    owner = get_user_model().objects.get()
    assert (conference.name, conference.starts_on, conference.deadline, conference.dates_are_provisional) == (
        "Annual Conference 2027",
        date(2027, 9, 26),
        datetime(2027, 9, 16, 16, 0, tzinfo=UTC),
        False,
    )
    assert (campaign.name, campaign.email, campaign.target, campaign.is_current) == (
        "A library in reach",
        "motions@example.com",
        100,
        True,
    )
    assert (motion.slug, motion.current_version) == ("a-library-in-reach", None)
    assert (owner.email, owner.is_owner, owner.check_password(PASSWORD)) == ("ada@example.com", True, True)
    assert client.get(path).status_code == client.post(path, ANSWERS).status_code == 404


def test_owner_signs_in_with_what_they_chose(client):
    client.post(link(), ANSWERS)
    sign_in = client.get("/admin/", follow=True)
    assert sign_in.status_code == 200
    signed_in = client.post(
        reverse("account_login"), {"login": "ada@example.com", "password": PASSWORD, "next": "/admin/"}, follow=True
    )
    assert signed_in.status_code == 200
    assert client.session["_auth_user_id"] == str(get_user_model().objects.get().pk)


def test_link_is_stored_only_as_a_digest():
    token = link().split("/")[2]
    assert [token in str(value) for value in SetupLink.objects.values_list("digest", "pk").get()] == [False, False]
    assert len(SetupLink.objects.get().digest) == 64


def test_opening_the_page_any_number_of_times_uses_nothing_up(client):
    path = link()
    responses = [client.get(path), client.head(path), client.get(path)]
    assert [response.status_code for response in responses] == [200, 200, 200]
    assert "no-store" in responses[0]["Cache-Control"]
    assert responses[0]["X-Robots-Tag"] == "noindex"
    assert nothing_is_saved()


def test_unknown_and_earlier_and_expired_links_open_nothing(client):
    earlier, path = link(), link()
    assert client.get("/setup/nothing/").status_code == client.get(earlier).status_code == 404
    SetupLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(path).status_code == client.post(path, ANSWERS).status_code == 404
    assert nothing_is_saved()


@pytest.mark.parametrize("make", [lambda: UserFactory(is_staff=True, is_superuser=True), CampaignFactory])
def test_link_opens_nothing_once_the_site_has_an_owner_or_a_campaign(client, make):
    path = link()
    make()
    people = get_user_model().objects.count()
    assert client.get(path).status_code == client.post(path, ANSWERS).status_code == 404
    assert get_user_model().objects.count() == people
    with pytest.raises(CommandError, match=r"No link was made\. This site has"):
        link()


def test_link_of_a_site_with_members_but_no_owner_still_opens(client):
    UserFactory()
    assert client.get(link()).status_code == 200


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"campaign-name": ""}, "This field is required"),
        ({"campaign-email": "motions"}, "Enter a valid email address"),
        ({"conference-ends_on": "2027-09-20"}, "The last day is before the first"),
        ({"conference-deadline": "2072-09-16T17:00"}, "Motions cannot close after conference has ended"),
        ({"conference-deadline": ""}, "or leave all three empty"),
        ({"conference-starts_on": "soon"}, "Enter a valid date"),
        ({"owner-password": "short"}, "too short"),
        ({"owner-password": "password1234"}, "too common"),
        ({"owner-email": "nobody"}, "Enter a valid email address"),
    ],
)
def test_mistake_is_named_beside_its_field_and_loses_nothing(client, answers, said):
    path = link()
    response = client.post(path, {**ANSWERS, **answers})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "Every child should live within reach of a library." in page
    assert PASSWORD not in page
    assert nothing_is_saved()
    assert client.post(path, ANSWERS).status_code == 302


def test_dates_that_nobody_knows_are_the_usual_ones_and_pages_say_so(client):
    client.post(link(), {**ANSWERS, **NO_DATES})
    conference = Conference.objects.get()
    expected = {**usual_dates(timezone.localdate()), "dates_are_provisional": True}
    assert {name: getattr(conference, name) for name in expected} == expected
    assert "(expected, not announced yet)" in client.get("/").content.decode()
    Conference.objects.update(dates_are_provisional=False)
    assert "(expected, not announced yet)" not in client.get("/progress/").content.decode()


@pytest.mark.parametrize(
    ("today", "first", "deadline"),
    [
        (date(2027, 1, 1), date(2027, 9, 26), datetime(2027, 9, 16, 16, tzinfo=UTC)),
        (date(2027, 9, 15), date(2027, 9, 26), datetime(2027, 9, 16, 16, tzinfo=UTC)),
        (date(2027, 9, 16), date(2028, 9, 24), datetime(2028, 9, 14, 16, tzinfo=UTC)),
        (date(2028, 12, 31), date(2029, 9, 30), datetime(2029, 9, 20, 16, tzinfo=UTC)),
    ],
)
def test_usual_dates_are_those_of_the_next_conference(today, first, deadline):
    expected = {"starts_on": first, "ends_on": first + timedelta(days=3), "deadline": deadline}
    assert usual_dates(today) == expected


def test_campaign_whose_name_has_no_latin_letter_gets_an_address_all_the_same(client):
    assert client.post(link(), {**ANSWERS, "campaign-name": "図書館"}).status_code == 302
    assert Motion.objects.get().slug == "motion"


def test_form_that_another_site_sends_is_refused(client):
    path = link()
    assert client.post(path, ANSWERS, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert nothing_is_saved()


def test_front_page_of_a_new_site_says_how_to_begin(client):
    assert "manage.py setup_link" in client.get("/").content.decode()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_page_at_once_make_one_owner(client):
    path, together, statuses = link(), Barrier(2), []

    def send(address):
        try:
            together.wait()
            statuses.append(client_class().post(path, {**ANSWERS, "owner-email": address}).status_code)
        finally:
            connection.close()

    client_class = type(client)
    threads = [Thread(target=send, args=[address]) for address in ("ada@example.com", "eve@example.com")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302, 404]
    assert (get_user_model().objects.count(), Campaign.objects.count()) == (1, 1)


def test_rules_that_ours_are_like_fill_in_what_is_left_empty(client):
    left = {"conference-title_word_limit": "", "conference-text_word_limit": ""}
    refused = client.post(path := link(), {**ANSWERS, **left})
    assert refused.status_code == 422
    assert refused.text.count("Give the limit, or choose whose rules yours are like.") >= 2
    client.post(path, {**ANSWERS, **left, "conference-start_from": "labour-annual-2024"})
    conference = Conference.objects.get()
    assert (conference.title_word_limit, conference.text_word_limit) == (10, 250)
    assert conference.rule_set.delegation_most == 6
