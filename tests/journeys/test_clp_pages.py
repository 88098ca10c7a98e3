"""A CLP's public pages, and the admin's way to its reports."""

import re
from datetime import date

import pytest
from django.urls import reverse

from motions.actions.votes import record_vote
from motions.models import Standing, Vote
from tests.factories import CLPFactory, UserFactory, carried_on, make_submission
from tests.journeys.pages import client_text

pytestmark = pytest.mark.django_db


def test_pages_of_a_clp_never_show_a_person(client, motion, clp):
    submission = make_submission(motion, clp, email="hidden@example.org", meeting_on=date(2027, 3, 24))
    result = carried_on(date(2027, 3, 24), words="Ask Olive.")
    record_vote(submission, result, by=None)
    for name in ("clp", "send", "report", "reported"):
        text = client.get(reverse(f"motions:{name}", args=[clp.slug])).text
        assert not re.search("Alex|hidden@|Olive", text), name


def test_clp_page_shows_only_adopted_stages_where_the_campaign_says_so(client, motion, clp):
    motion.campaign.public_view = "adopted"
    motion.campaign.save()
    submission = make_submission(motion, clp)
    hidden = client_text(client, clp)
    assert "No result to show here." in hidden
    assert "1 March 2027" not in hidden
    result = carried_on(date(2027, 3, 24))
    record_vote(submission, result, by=None)
    shown = client_text(client, clp)
    assert "The CLP carried it as its conference motion" in shown
    assert "24 March 2027" in shown
    assert "1 March 2027" not in shown


def test_clp_page_costs_the_same_for_one_report_and_for_many(client, motion, clp, django_assert_num_queries):
    other = CLPFactory()
    make_submission(motion, other)
    for number in range(8):
        make_submission(motion, clp, email=f"member{number}@example.org")
    for one in (other, clp):
        with django_assert_num_queries(11):
            client.get(one.get_absolute_url())
        # Whether it still says what is so.
        with django_assert_num_queries(1):
            client.get(one.get_absolute_url())


@pytest.mark.parametrize("name", ["clp", "send", "report", "reported"])
def test_pages_of_an_unknown_clp_are_not_found(client, motion, name):
    assert client.get(reverse(f"motions:{name}", args=["atlantis"])).status_code == 404


def test_pages_before_there_is_a_campaign_say_so(client, clp):
    assert "No campaign is running here" in client_text(client, clp)
    assert client.get(reverse("motions:send", args=[clp.slug])).status_code == 404


def test_admin_refuses_what_the_table_does_not_have(client, motion, clp):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    unconfirmed = make_submission(motion, clp, confirmed=False)
    address, acts = f"/admin/motions/submission/{unconfirmed.pk}/", f"/admin/clps/{clp.slug}/story/"
    data = {"outcome": "lost", "held_on": "2027-03-24"}
    assert "You cannot record a final outcome here" in client.post(f"{acts}outcome/{unconfirmed.pk}/", data).text
    assert "You cannot check the report here" in client.post(f"{acts}check/{unconfirmed.pk}/").text
    assert client.post(f"{address}change/", {"state": "decided"}).status_code == 403
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == "awaiting-confirmation"


def test_admin_records_an_outcome_as_the_organiser(client, motion, clp):
    organiser = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(organiser)
    submission = make_submission(motion, clp)
    address = f"/admin/motions/submission/{submission.pk}/"
    act = f"/admin/clps/{clp.slug}/story/outcome/{submission.pk}/"
    assert f'<a href="{act}">Record or correct the outcome</a>' in client.get(f"{address}change/").text
    data = {"outcome": "carried", "held_on": "2027-03-24", "purpose": "conference"}
    assert client.post(act, data).status_code == 302
    assert Vote.objects.get().recorded_by == organiser
    assert Standing.objects.get().stage == "carried_for_conference"


@pytest.mark.parametrize("tool", ["outcome", "change", "check", "withdraw"])
def test_admin_tools_are_closed_to_staff_without_the_permission(client, motion, clp, tool):
    submission = make_submission(motion, clp)
    client.force_login(UserFactory(is_staff=True))
    assert client.post(f"/admin/clps/{clp.slug}/story/{tool}/{submission.pk}/").status_code == 403
    client.logout()
    assert client.post(f"/admin/clps/{clp.slug}/story/{tool}/{submission.pk}/").status_code == 302
    submission.refresh_from_db()
    assert submission.state == "awaiting-outcome"
