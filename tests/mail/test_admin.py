"""The outbox in the admin: to be read, and decided about through the outbox."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaign.mail.enums import EmailState
from campaign.mail.models import Email
from campaign.mail.planner import plan
from campaign.mail.tasks import mail_round
from tests.factories import CLPFactory, UserFactory, make_submission
from tests.mail.helpers import at, london

pytestmark = pytest.mark.django_db

NOW = london(2027, 3, 1, 12)
LIST = "/admin/mail/email/"


@pytest.fixture
def waiting(motion, clp):
    with at(NOW):
        make_submission(motion, clp, confirmed=False, email="alex@example.org")
        plan(NOW)
    return Email.objects.get()


def organiser(*permissions: str):
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return person


def test_outbox_cannot_be_written_by_hand_even_by_an_admin(admin_client, waiting):
    change = reverse("admin:mail_email_change", args=[waiting.pk])
    assert admin_client.get(LIST).status_code == 200
    assert admin_client.get("/admin/mail/email/add/").status_code == 403
    assert admin_client.post(change, {"state": "sent"}).status_code == 403
    assert admin_client.post(reverse("admin:mail_email_delete", args=[waiting.pk])).status_code == 403
    assert Email.objects.get().state == EmailState.PENDING


def test_mail_can_be_read_but_its_link_cannot_be_used(admin_client, waiting):
    page = admin_client.get(reverse("admin:mail_email_change", args=[waiting.pk])).content.decode()
    assert "Please confirm it. Until you do, your report is not counted." in page
    assert "http://testserver/reports/confirm/…/" in page


def test_outbox_is_found_by_state_and_recipient(admin_client, waiting):
    found = "Please confirm your report for Little Mickering CLP"
    assert found in admin_client.get(f"{LIST}?q=alex@example.org&state__exact=pending").content.decode()
    assert found not in admin_client.get(f"{LIST}?q=alex@example.org&state__exact=sent").content.decode()


@pytest.mark.parametrize(("action", "state"), [("resend", EmailState.PENDING), ("drop", EmailState.DROPPED)])
def test_organiser_decides_about_unknown_mail_and_is_recorded(client, waiting, action, state):
    Email.objects.update(state=EmailState.UNKNOWN)
    person = organiser("view_email", "change_email")
    client.force_login(person)
    client.post(LIST, {"action": action, "_selected_action": [waiting.pk]})
    assert Email.objects.get().state == state
    assert LogEntry.objects.get().user == person


def test_organiser_who_may_only_look_decides_nothing(client, waiting):
    Email.objects.update(state=EmailState.UNKNOWN)
    client.force_login(organiser("view_email"))
    client.post(LIST, {"action": "resend", "_selected_action": [waiting.pk]})
    assert (Email.objects.get().state, LogEntry.objects.count()) == (EmailState.UNKNOWN, 0)


def test_stranger_sees_nothing(client, waiting):
    assert client.get(LIST).status_code == 302


def test_sent_mail_is_left_as_it_is(admin_client, motion, clp):
    make_submission(motion, clp)
    mail_round()
    response = admin_client.post(LIST, {"action": "resend", "_selected_action": [Email.objects.get().pk]}, follow=True)
    assert "1 left as they were" in response.content.decode()
    assert Email.objects.get().state == EmailState.SENT


def test_list_costs_the_same_however_much_mail_there_is(admin_client, motion):
    costs = []
    for more in (1, 30):
        with at(NOW):
            for clp in CLPFactory.create_batch(more):
                make_submission(motion, clp)
            plan(NOW)
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(LIST)
        costs.append(len(queries))
    assert costs[0] == costs[1] < 10
