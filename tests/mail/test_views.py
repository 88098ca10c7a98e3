"""The development pages: there with DEBUG, and nowhere else."""

from datetime import date

import pytest
from django.urls import reverse

from campaign.mail.models import Email
from campaign.mail.tasks import mail_round
from tests.factories import CLPFactory, UserFactory, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(motion, clp):
    make_submission(motion, clp, email="alex@example.org", meeting_on=date(2027, 3, 18))
    mail_round()
    return Email.objects.get()


@pytest.fixture
def pages(receipt):
    return [
        reverse("mail:dev-list"),
        reverse("mail:dev-detail", args=[receipt.pk]),
        reverse("mail:dev-html", args=[receipt.pk]),
        reverse("mail:dev-attachment", args=[receipt.pk, 0]),
    ]


def policy_of(response) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def test_pages_are_not_there_without_debug_even_for_an_admin(client, pages):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert [client.get(page).status_code for page in pages] == [404] * 4


def test_development_pages_of_mail_take_no_post(client, pages, settings):
    settings.DEBUG = True
    assert [client.get(page).status_code for page in pages] == [200] * 4
    assert [client.post(page).status_code for page in pages] == [405] * 4
    assert client.cookies == {}


def test_list_shows_what_became_of_each_mail(client, receipt, settings):
    settings.DEBUG = True
    page = client.get(reverse("mail:dev-list")).content.decode()
    for words in ("Your receipt: the motion sent to Little Mickering CLP", "Sent", "alex@example.org"):
        assert words in page


@pytest.mark.parametrize("others", [0, 30])
def test_list_costs_the_same_however_much_mail_there_is(
    client, motion, receipt, settings, others, django_assert_num_queries
):
    settings.DEBUG = True
    for clp in CLPFactory.create_batch(others):
        make_submission(motion, clp)
    mail_round()
    # The mail, and the campaign that every page names.
    with django_assert_num_queries(2):
        client.get(reverse("mail:dev-list"))


def test_detail_links_what_a_mail_links_and_frames_its_html(client, receipt, settings):
    settings.DEBUG = True
    response = client.get(reverse("mail:dev-detail", args=[receipt.pk]))
    page = response.content.decode()
    assert '<a href="http://testserver/reports/' in page
    assert f'src="{reverse("mail:dev-html", args=[receipt.pk])}"' in page
    assert "sandbox=" in page
    assert policy_of(response)["frame-src"] == "'self'"
    assert policy_of(response)["style-src"] == "'self'"


def test_html_may_have_its_styles_and_stand_in_our_frame_only(client, receipt, settings):
    settings.DEBUG = True
    response = client.get(reverse("mail:dev-html", args=[receipt.pk]))
    policy = policy_of(response)
    assert (policy["style-src"], policy["script-src"]) == ("'unsafe-inline'", "'none'")
    assert (policy["frame-ancestors"], response.headers["X-Frame-Options"]) == ("'self'", "SAMEORIGIN")
    assert policy_of(client.get(reverse("mail:dev-list")))["style-src"] == "'self'"


def test_attachment_is_the_calendar_file(client, receipt, settings):
    settings.DEBUG = True
    response = client.get(reverse("mail:dev-attachment", args=[receipt.pk, 0]))
    assert response.headers["Content-Type"] == "text/calendar"
    assert response.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert client.get(reverse("mail:dev-attachment", args=[receipt.pk, 1])).status_code == 404
