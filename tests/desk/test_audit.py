"""Who took what away, who looked at whom, who changed a role: noted, kept a year, and changed by nobody."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from campaign.accounts.models import Role, User
from campaign.desk.privacy.erasure import forget_person
from campaign.desk.privacy.expiry import forget_old
from clps.lib.audit import note_export
from clps.models import AuditEntry
from tests.desk.exports.conftest import agreed_to_it
from tests.factories import make_submission, with_role

pytestmark = pytest.mark.django_db
AUDIT = "admin:desk-audit"


@pytest.fixture
def olive(motion):
    return with_role(Role.ORGANISER, name="Olive Organiser", email="olive@example.org")


@pytest.fixture
def signed_in(client, olive):
    client.force_login(olive)
    return client


def noted(**which):
    rows = AuditEntry.objects.filter(**which).order_by("pk")
    return [(row.act, row.by, row.about_key, row.words, row.rows) for row in rows]


def test_every_file_that_an_organiser_takes_is_noted_with_its_rows(signed_in, olive, motion, clp):
    make_submission(motion, clp)
    make_submission(motion, clp)
    taken = [
        (reverse("admin:motions_submission_export_csv"), "submission, csv", 2),
        (reverse("admin:motions_submission_export_xlsx"), "submission, xlsx", 2),
        (reverse("admin:desk-progress", args=["csv"]), "CLPs of the front page, csv", 1),
    ]
    for address, _, _ in taken:
        assert signed_in.get(address).status_code == 200
    agreed_to_it()
    signed_in.post(reverse("admin:desk-action-network"))
    expected = [("export", olive.pk, "", words, rows) for _, words, rows in taken]
    assert noted(act="export") == [*expected, ("export", olive.pk, "", "people for Action Network", 2)]


def test_opening_a_story_is_noted_once_an_hour_and_not_where_it_is_refused(signed_in, olive, motion, clp, clock):
    story = reverse("admin:desk-clp", args=[clp.slug])
    for _ in range(3):
        signed_in.get(story)
    signed_in.get(reverse("admin:desk-clp", args=["nothing-here"]))
    assert noted(act="open-clp") == [("open-clp", olive.pk, clp.slug, "", None)]
    clock.shift(timedelta(hours=2))
    signed_in.get(story)
    assert len(noted(act="open-clp")) == 2


def test_opening_a_person_is_noted(signed_in, olive, motion, clp):
    person = make_submission(motion, clp).activist
    with zeal_ignore():  # the one who asks and the one asked about are both people
        signed_in.get(reverse("admin:accounts_user_change", args=[person.pk]))
    assert noted(act="open-person") == [("open-person", olive.pk, str(person.pk), "", None)]


def test_change_of_a_role_is_noted_with_who_did_it(motion, olive):
    admin = User.objects.create_admin("ada@example.org", None, name="Ada Admin")
    olive.give_role(Role.NONE, by=admin)
    first, then = (row[1:4] for row in noted(act="role", about_key=str(olive.pk)))
    assert first == (None, str(olive.pk), "no role → Organiser, everywhere")
    assert then == (admin.pk, str(olive.pk), "Organiser, everywhere → no role")


def test_owner_reads_it_and_nobody_else(client, olive, motion, clp):
    owner = User.objects.create_superuser("owner@example.org", name="Olga Owner")
    admin = User.objects.create_admin("ada@example.org", None)
    note_export(olive, file="votes, csv", rows=12)
    for person, status in ((olive, 403), (admin, 403), (owner, 200)):
        client.force_login(person)
        assert client.get(reverse(AUDIT)).status_code == status
        assert client.post(reverse(AUDIT)).status_code == 405
    page = client.get(reverse(AUDIT), {"act": "export"}).content.decode()
    assert "Olive Organiser" in page
    assert "Took a file away, votes, csv" in page
    assert "Changed a role" not in page.partition("<tbody>")[2]


def test_removing_somebody_changes_no_entry_and_leaves_no_name(client, olive, motion, clp):
    owner = User.objects.create_superuser("owner@example.org", name="Olga Owner")
    note_export(olive, file="votes, csv", rows=12)
    before = list(AuditEntry.objects.values())
    olive.give_role(Role.NONE, by=owner)
    forget_person(User.objects.get(pk=olive.pk), by=owner)
    assert list(AuditEntry.objects.order_by("-at", "-pk").values())[-len(before) :] == before
    client.force_login(owner)
    assert "Somebody who was removed" in client.get(reverse(AUDIT)).content.decode()


def test_no_path_of_the_code_changes_or_deletes_an_entry(olive):
    note_export(olive, file="votes, csv", rows=12)
    entry = AuditEntry.objects.filter(act="export").get()
    entry.rows = 1
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(rows=1),
        lambda: AuditEntry.objects.bulk_update([entry], ["rows"]),
    ):
        with pytest.raises(TypeError, match="never changed or deleted"), transaction.atomic():
            attempt()
    assert noted(act="export") == [("export", olive.pk, "", "votes, csv", 12)]


def test_database_refuses_changes_too_and_lets_go_after_a_year(olive):
    with connection.cursor() as cursor:
        for statement in import_module("clps.migrations.0002_first_rows").AUDIT_STANDS[connection.vendor]:
            cursor.execute(statement)
        note_export(olive, file="votes, csv", rows=12)
        for attempt in ("UPDATE clps_auditentry SET rows = 1", "DELETE FROM clps_auditentry"):
            with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
                cursor.execute(attempt)
    young = timezone.now() + timedelta(days=300)
    with time_machine.travel(young, tick=False):
        assert forget_old(timezone.now())["audit"] == 0
        note_export(olive, file="later, csv", rows=1)
    with time_machine.travel(young + timedelta(days=100), tick=False):
        assert forget_old(timezone.now())["audit"] >= 1
        assert [row[3] for row in noted(act="export")] == ["later, csv"]
        assert [row[0] for row in noted(act="forget")] == ["forget"]
