"""The outbox in the admin: to be read, and decided about through the outbox."""

import re
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaign.mail.enums import EmailState, MailKind
from campaign.mail.models import Email, Reminder, Stop
from campaign.mail.reminders.planner import plan
from campaign.mail.tasks import mail_round
from tests.factories import CLPFactory, RegionFactory, UserFactory, allow, make_submission
from tests.mail.helpers import NOON, at

pytestmark = pytest.mark.django_db

LIST = "/admin/mail/email/"


def organiser(*permissions: str):
    return allow(UserFactory(is_staff=True), *permissions)


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


def test_mail_is_shown_as_its_reader_sees_it_in_a_frame_where_nothing_runs(admin_client, client, waiting):
    page = admin_client.get(reverse("admin:mail_email_change", args=[waiting.pk]))
    address = reverse("admin:mail_email_html", args=[waiting.pk])
    assert f'src="{address}" sandbox' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    html = admin_client.get(address)
    assert "script-src 'none'" in html["Content-Security-Policy"]
    assert "http://testserver/reports/confirm/…/" in html.content.decode()
    assert re.search(r"/[\w-]{40,}", html.content.decode()) is None
    assert admin_client.post(address).status_code == 404
    client.force_login(organiser())
    assert client.get(address).status_code == 403


def test_mail_offers_what_its_state_allows(admin_client, client, waiting):
    address = reverse("admin:mail_email_change", args=[waiting.pk])
    offers = 'name="action" value="{}"'.format
    page = admin_client.get(address).content.decode()
    assert (offers("resend") in page, offers("drop") in page) == (False, True)
    Email.objects.update(state=EmailState.FAILED)
    page = admin_client.get(address).content.decode()
    assert (offers("resend") in page, offers("drop") in page) == (True, True)
    client.force_login(organiser("view_email"))
    page = client.get(address).content.decode()
    assert (offers("resend") in page, offers("drop") in page) == (False, False)


def test_only_those_on_the_list_that_was_confirmed_are_sent_again(admin_client, motion, waiting):
    with at(NOON):
        make_submission(motion, CLPFactory(), confirmed=False, email="other@example.org")
        plan(NOON)
    Email.objects.update(state=EmailState.FAILED)
    every = {"action": "resend", "select_across": "1", "index": "0", "_selected_action": [waiting.pk]}
    page = admin_client.post(LIST, every).content.decode()
    listed = re.findall(r'name="_selected_action" value="(\d+)"', page)
    assert {int(pk) for pk in listed} == set(Email.objects.values_list("pk", flat=True))
    assert ("alex@example.org" in page, "other@example.org" in page) == (True, True)
    # Meanwhile one of them was dropped by somebody else, and a third one failed.
    Email.objects.filter(to="other@example.org").update(state=EmailState.DROPPED)
    with at(NOON):
        make_submission(motion, CLPFactory(), confirmed=False, email="third@example.org")
        plan(NOON)
    Email.objects.filter(to="third@example.org").update(state=EmailState.FAILED)
    confirmed = {"action": "resend", "_selected_action": listed, "confirmed": "yes"}
    page = admin_client.post(LIST, confirmed, follow=True).content.decode()
    assert "1 to be sent again." in page
    assert "1 left as they were" in page
    assert dict(Email.objects.values_list("to", "state")) == {
        "alex@example.org": EmailState.PENDING,
        "other@example.org": EmailState.DROPPED,
        "third@example.org": EmailState.FAILED,
    }


def test_more_than_can_be_read_through_is_refused(admin_client, waiting, monkeypatch):
    monkeypatch.setattr("campaign.mail.admin.bulk_confirmation.MOST_AT_ONCE", 0)
    chosen = {"action": "drop", "_selected_action": [waiting.pk], "confirmed": "yes"}
    assert "Choose at most 0 at once" in admin_client.post(LIST, chosen, follow=True).content.decode()
    assert Email.objects.get().state == EmailState.PENDING


def test_mail_is_on_its_clp_s_record_and_narrowed_by_region(admin_client, motion, clp, waiting):
    with at(NOON):
        elsewhere = CLPFactory(name="Elsewhere", region=RegionFactory(name="Wales", nation="wales"))
        make_submission(motion, elsewhere, meeting_on=date(2027, 3, 17), email="other@example.org")
        plan(NOON)
    narrowed = (f"?clp={elsewhere.pk}", f"?clp__region__id__exact={elsewhere.region_id}", "?q=Elsewhere")
    for model in ("email", "reminder"):
        for query in narrowed:
            page = admin_client.get(f"/admin/mail/{model}/{query}").content.decode()
            assert ("other@example.org" in page, "alex@example.org" in page) == (True, False), query
    page = admin_client.get(f"{LIST}?clp={clp.pk}").content.decode()
    assert "Only mail about Little Mickering." in page
    assert ("other@example.org" in page, "alex@example.org" in page) == (False, True)
    assert admin_client.get(f"{LIST}?clp=nonsense", follow=True).status_code == 200


def test_mail_to_come_is_shown_and_cannot_be_written(admin_client, client, motion, clp):
    with at(NOON):
        make_submission(motion, clp, meeting_on=date(2027, 3, 17), email="alex@example.org")
        plan(NOON)
    reminder = Reminder.objects.get(kind=MailKind.OUTCOME_DUE)
    page = admin_client.get("/admin/mail/reminder/?kind__exact=outcome-due").content.decode()
    for words in ("alex@example.org", "How did it go?", "Little Mickering", "18 Mar 2027, 10 a.m."):
        assert words in page
    address = reverse("admin:mail_reminder_change", args=[reminder.pk])
    assert admin_client.get(address).status_code == 200
    for post in (address, reverse("admin:mail_reminder_delete", args=[reminder.pk]), "/admin/mail/reminder/add/"):
        assert admin_client.post(post).status_code == 403
    client.force_login(organiser())
    assert client.get("/admin/mail/reminder/").status_code == 403


def test_stops_are_shown(admin_client, waiting):
    Stop.objects.create(person=waiting.recipient)
    page = admin_client.get("/admin/mail/stop/").content.decode()
    assert "everything" in page
    assert admin_client.post("/admin/mail/stop/add/").status_code == 403


def test_outbox_is_found_by_state_and_recipient(admin_client, waiting):
    found = "Please confirm your report for Little Mickering CLP"
    assert found in admin_client.get(f"{LIST}?q=alex@example.org&state__exact=pending").content.decode()
    assert found not in admin_client.get(f"{LIST}?q=alex@example.org&state__exact=sent").content.decode()


@pytest.mark.parametrize(("action", "state"), [("resend", EmailState.PENDING), ("drop", EmailState.DROPPED)])
def test_organiser_decides_about_unknown_mail_and_is_recorded(client, waiting, action, state):
    Email.objects.update(state=EmailState.UNKNOWN)
    person = organiser("view_email", "change_email")
    client.force_login(person)
    asked = client.post(LIST, {"action": action, "_selected_action": [waiting.pk]}).content.decode()
    assert "1 mail to 1 address" in asked
    assert "alex@example.org" in asked
    assert (Email.objects.get().state, LogEntry.objects.count()) == (EmailState.UNKNOWN, 0)
    client.post(LIST, {"action": action, "_selected_action": [waiting.pk], "confirmed": "yes"})
    assert Email.objects.get().state == state
    assert LogEntry.objects.get().user == person


def test_organiser_who_may_only_look_decides_nothing(client, waiting):
    Email.objects.update(state=EmailState.UNKNOWN)
    client.force_login(organiser("view_email"))
    client.post(LIST, {"action": "resend", "_selected_action": [waiting.pk], "confirmed": "yes"})
    assert (Email.objects.get().state, LogEntry.objects.count()) == (EmailState.UNKNOWN, 0)


def test_sent_mail_is_left_as_it_is(admin_client, motion, clp):
    make_submission(motion, clp)
    mail_round()
    chosen = {"action": "resend", "_selected_action": [Email.objects.get().pk]}
    assert (
        "Left as they are, because their state does not allow it: 1"
        in admin_client.post(LIST, chosen).content.decode()
    )
    response = admin_client.post(LIST, {**chosen, "confirmed": "yes"}, follow=True)
    assert "1 left as they were" in response.content.decode()
    assert Email.objects.get().state == EmailState.SENT


@pytest.mark.parametrize("address", [LIST, "/admin/mail/reminder/"])
def test_list_costs_the_same_however_much_mail_there_is(admin_client, motion, address):
    costs = []
    for more in (1, 30):
        with at(NOON):
            for clp in CLPFactory.create_batch(more):
                make_submission(motion, clp, meeting_on=date(2027, 3, 17))
            plan(NOON)
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(address)
        costs.append(len(queries))
    assert costs[0] == costs[1] < 13
