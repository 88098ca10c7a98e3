"""Who can be removed, what the record says of it, and that it is done once and whole."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.accounts.models import Role, User
from campaign.desk.privacy.erasure import forget_person
from motions.models import Event, Standing, Submission
from motions.workflow import NotAllowed
from tests.desk.privacy.conftest import make_reporter
from tests.desk.privacy.somebody import traces_of
from tests.factories import CLPFactory, UserFactory, make_submission
from tests.motions.helpers import NoEvent, let_events_fail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_record_says_who_removed_somebody_and_never_whom(rosaria, admin):
    person = rosaria.does_everything()
    places = {(row.motion_id, row.clp_id) for row in Standing.objects.filter(clp__in=rosaria.clps)}
    forget_person(person, by=admin)
    events = Event.objects.filter(kind="person_removed")
    assert {(event.motion_id, event.clp_id) for event in events} == places
    assert {(event.by, str(event.details)) for event in events} == {(admin, "{'by_themselves': False}")}
    [entry] = LogEntry.objects.filter(user=admin)
    assert (entry.object_repr, entry.change_message) == ("Somebody who was removed", "Removed their details.")


def test_somebody_who_only_asked_is_removed_with_one_line_in_the_record(motion, admin):
    person = UserFactory(email="quiet@example.org")
    forget_person(person, by=person)
    [event] = Event.objects.filter(kind="person_removed")
    assert (event.motion, event.clp, event.details) == (motion, None, {"by_themselves": True})


def test_second_removal_does_nothing(rosaria, admin):
    person = rosaria.does_everything()
    forget_person(person, by=admin)
    before = User.objects.filter(pk=person.pk).values().get(), Event.objects.count(), LogEntry.objects.count()
    assert forget_person(person, by=admin) is False
    assert (
        User.objects.filter(pk=person.pk).values().get(),
        Event.objects.count(),
        LogEntry.objects.count(),
    ) == before


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.ADMIN, "owner"])
def test_whoever_organises_is_not_removed_until_the_role_is_gone(motion, admin, role):
    UserFactory(is_staff=True, is_superuser=True)  # The last owner cannot lose that.
    person = UserFactory(email="rhian@example.org", is_staff=True, is_superuser=role == "owner")
    if role != "owner":
        person.give_role(role)
    with pytest.raises(NotAllowed, match="Take the role away first"):
        forget_person(person, by=admin)
    assert User.objects.get(pk=person.pk).email == "rhian@example.org"
    User.objects.filter(pk=person.pk).update(is_superuser=False)
    person.refresh_from_db()
    person.give_role(Role.NONE)
    assert forget_person(person, by=admin) is True


def test_when_a_write_fails_everything_stays(rosaria, admin, monkeypatch):
    person = rosaria.does_everything()
    before = traces_of(rosaria.needles)

    let_events_fail(monkeypatch)
    with pytest.raises(NoEvent):
        forget_person(person, by=admin)
    assert traces_of(rosaria.needles) == before


def test_same_address_comes_back_as_somebody_new_and_the_old_report_still_counts(motion, clp, admin):
    old = make_submission(motion, clp, email="rosaria@example.org")
    forget_person(old.activist, by=admin)
    new = make_submission(motion, CLPFactory(), email="Rosaria@example.org")
    assert new.activist != User.objects.get(pk=old.activist.pk)
    assert (new.activist.email, new.activist.name, new.activist.is_active) == (
        "rosaria@example.org",
        "Alex Activist",
        True,
    )
    assert set(Submission.objects.counted()) == {old, new}
    assert Standing.objects.get(clp=clp).stage == "with_clp"


def test_nobody_can_sign_in_as_somebody_who_was_removed(client, motion, admin):
    person = User.objects.create_user("rosaria@example.org", "a long enough password")
    client.force_login(person)
    forget_person(person, by=admin)
    person.refresh_from_db()
    assert not client.login(username=person.email, password="a long enough password")
    assert (person.has_usable_password(), person.email.endswith("@removed.invalid")) == (False, True)
    assert client.get("/admin/").status_code == 302


def test_removal_costs_as_much_for_many_reports_as_for_one(motion, admin):
    one, many = make_reporter(motion, reports=1), make_reporter(motion, reports=6)
    counted = []
    for person in (one, many):
        with CaptureQueriesContext(connection) as queries:
            forget_person(person, by=admin)
        counted.append(len(queries))
    assert counted[0] == counted[1]
