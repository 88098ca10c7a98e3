"""People in the admin, whose login is their address."""

import pytest
from django.utils import timezone

from campaign.accounts.models import Consent, User
from tests.factories import CLPFactory, MotionFactory, UserFactory, make_submission, sign_in_with

pytestmark = pytest.mark.django_db

PEOPLE = "/admin/accounts/user/"


def saved(person: User, **changes) -> dict[str, object]:
    """The form of a person as the admin's page sends it."""
    form = {
        "email": person.email,
        "name": person.name,
        "is_active": "on",
        "consents-TOTAL_FORMS": "0",
        "consents-INITIAL_FORMS": "0",
    }
    return {**form, **changes}


def test_new_address_has_to_be_confirmed_again(admin_client):
    person = UserFactory(email="old@example.org", email_confirmed_at=timezone.now())
    admin_client.post(f"{PEOPLE}{person.pk}/change/", saved(person, name="Robin"))
    person.refresh_from_db()
    assert (person.name, person.email_confirmed_at is None) == ("Robin", False)

    admin_client.post(f"{PEOPLE}{person.pk}/change/", saved(person, email="new@example.org"))
    person.refresh_from_db()
    assert (person.email, person.email_confirmed_at) == ("new@example.org", None)


def test_organiser_cannot_raise_themselves(client):
    person = sign_in_with(client, "view_user", "change_user")
    response = client.post(
        f"{PEOPLE}{person.pk}/change/", saved(person, is_superuser="on", all_regions="on", name="Robin")
    )
    assert response.status_code == 302
    person.refresh_from_db()
    assert (person.name, person.is_superuser, person.is_staff) == ("Robin", False, True)


def test_consent_can_be_read_and_nothing_else(admin_client):
    submission = make_submission(MotionFactory(), CLPFactory())
    consent = Consent.objects.get(submission=submission)
    address = f"/admin/accounts/consent/{consent.pk}/change/"
    assert "I agree." in admin_client.get(address).content.decode()
    assert "I agree." in admin_client.get(f"{PEOPLE}{submission.activist_id}/change/").content.decode()
    assert admin_client.post(address, {"wording": "Anything"}).status_code == 403
    assert admin_client.get("/admin/accounts/consent/add/").status_code == 403
    assert admin_client.post(address.replace("change", "delete")).status_code == 403
    assert Consent.objects.get().wording == "I agree."


def test_people_are_for_organisers_only(client):
    client.force_login(UserFactory())
    assert client.get(PEOPLE).status_code == 302
