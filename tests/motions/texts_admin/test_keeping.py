"""What stays as it is in the admin of texts: versions, settings, and who may not publish."""

import pytest
from django.urls import reverse

from motions.actions.texts import publish_version
from motions.models import Motion, MotionVersion
from tests.factories import CampaignFactory, sign_in_with
from tests.motions.texts_admin.conftest import TEXT, TITLE, address, numbers, page_of, save

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["campaign", "kind", "slug"])
def test_settings_of_a_published_motion_stay(client, admin, motion, name):
    other = CampaignFactory(is_current=False)
    save(client, motion, campaign=str(other.pk), kind="local", slug="elsewhere", text="Acts.", note="Shorter")

    found = Motion.objects.get()
    assert getattr(found, name) == getattr(motion, name)


def test_organiser_who_may_only_read_cannot_publish(client, motion):
    sign_in_with(client, "view_motion", "view_motionversion")

    page = page_of(client.get(address(motion)))
    response = save(client, motion, text="Conference acts.", note="Shorter")

    assert ("Conference resolves." in page, "<textarea" in page, response.status_code) == (True, False, 403)
    assert numbers(motion) == [1]


def test_organiser_who_may_only_add_cannot_publish(client, motion):
    sign_in_with(client, "view_motion", "add_motion")

    assert client.get(reverse("admin:motions_motion_add")).status_code == 403


def test_organiser_who_may_change_motions_publishes(client, motion):
    user = sign_in_with(client, "change_motion", "view_motionversion")

    save(client, motion, text="Conference acts.", note="Shorter")

    motion.refresh_from_db()
    assert motion.current_version.published_by == user


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_version_is_read_only(client, admin, motion, page):
    args = [] if page == "add" else [motion.current_version.pk]
    response = client.post(reverse(f"admin:motions_motionversion_{page}", args=args), {"text": "Other", "post": "yes"})

    assert response.status_code == 403
    assert MotionVersion.objects.get().text == TEXT


def test_version_cannot_be_deleted_with_its_motion(client, admin, motion):
    client.post(reverse("admin:motions_motion_delete", args=[motion.pk]), {"post": "yes"})

    assert (Motion.objects.count(), MotionVersion.objects.count()) == (1, 1)


def test_version_page_shows_what_changed(client, admin, motion):
    second = publish_version(motion=motion, title=TITLE, text="Conference <notes>.", note="Shorter", by=admin)

    page = page_of(client.get(reverse("admin:motions_motionversion_change", args=[second.pk])))

    assert "&lt;notes&gt;" in page
    assert "<del>" in page
    assert "Text: 2 of 250 words, 248 left." in page
