import pytest
from django.contrib.auth.models import Permission

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["change", "delete"])
def test_superuser_cannot_be_taken_over_by_staff_with_every_permission(client, page):
    chief = UserFactory(is_staff=True, is_superuser=True)
    organiser = UserFactory(is_staff=True)
    organiser.user_permissions.set(Permission.objects.all())
    client.force_login(organiser)
    before = chief.password
    data = {
        "password1": "a-new-long-word-27",
        "password2": "a-new-long-word-27",
        "post": "yes",
        "email": "x@example.org",
    }
    assert client.post(f"/admin/accounts/user/{chief.pk}/{page}/", data).status_code == 403
    chief.refresh_from_db()
    assert (chief.password, chief.is_active) == (before, True)
