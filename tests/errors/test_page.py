"""The page of errors: for owners, and for nobody else."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from campaign.accounts.models import Role
from campaign.errors.models import KeptError
from tests.factories import UserFactory, with_role

pytestmark = pytest.mark.django_db
PAGE = "/admin/errors/kepterror/"


@pytest.fixture
def kept():
    now = datetime.now(UTC)
    return KeptError.objects.create(
        digest="x",
        kind="LookupError",
        place="motions/views/reports.py:84 in outcome",
        doing="page motions:report-outcome",
        times=3,
        first_at=now,
        last_at=now,
        request_id="6d1f0b8a7c2e4c0e9f520d6b3f1a2c3d",
    )


@pytest.fixture
def owner(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_owner_reads_what_went_wrong_and_is_led_there_from_the_desk(owner, kept):
    assert f'href="{PAGE}"' in owner.get("/admin/section/settings/").text
    text = owner.get(PAGE).text
    for told in (kept.kind, kept.place, kept.doing, kept.request_id, "3"):
        assert told in text


def test_owner_takes_away_what_is_mended(owner, kept):
    owner.post(PAGE, {"action": "delete_selected", "_selected_action": [kept.pk], "post": "yes"})
    assert not KeptError.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_page_of_errors_is_refused_to_every_role(client, kept, role):
    person = with_role(role)
    client.force_login(person)
    takes_away = {"action": "delete_selected", "_selected_action": [kept.pk], "post": "yes"}
    assert client.get(PAGE).status_code in {302, 403}
    assert client.post(PAGE, takes_away).status_code in {302, 403}
    assert PAGE not in client.get(reverse("admin:index")).text
    assert KeptError.objects.exists()
